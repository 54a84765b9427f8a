package io.confab.log.sqlite;

import io.confab.api.Mailbox;
import io.confab.testkit.MailboxContract;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class StoredMailboxContractTest extends MailboxContract {

    @TempDir
    private Path folder;

    private @Nullable SqliteLog log;

    @Override
    protected Mailbox reopen(int count) throws Exception {
        close();
        SqliteLog opened = SqliteLog.open(folder.resolve("messages.db"));
        log = opened;
        return opened.mailbox(new MailboxLimits(count, Duration.ofDays(1)));
    }

    @AfterEach
    void close() {
        if (log != null) {
            log.close();
        }
    }
}
