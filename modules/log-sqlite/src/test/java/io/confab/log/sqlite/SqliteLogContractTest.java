package io.confab.log.sqlite;

import io.confab.api.MessageLog;
import io.confab.testkit.MessageLogContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteLogContractTest extends MessageLogContract {

    @TempDir
    private Path folder;

    @Override
    protected MessageLog open() throws Exception {
        return SqliteLog.open(folder.resolve("messages.db"));
    }
}
