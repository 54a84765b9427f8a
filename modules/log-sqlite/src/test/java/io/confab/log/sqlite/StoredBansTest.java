package io.confab.log.sqlite;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Ban;
import io.confab.api.BanStore;
import io.confab.testkit.BanStoreContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredBansTest extends BanStoreContract {

    @TempDir
    private Path folder;

    private @Nullable SqliteLog log;

    @Override
    protected BanStore open() throws Exception {
        log = SqliteLog.open(folder.resolve("messages.db"));
        return log.bans();
    }

    @Override
    protected BanStore reopen() throws Exception {
        requireNonNull(log).close();
        return open();
    }

    @AfterEach
    void closeIt() {
        if (log != null) {
            log.close();
        }
    }

    @Test
    void takesUpAFileThatWasMadeBeforeThereWereBans() throws Exception {
        Ban ban = new Ban(Ban.SERVER, "jack", "jill", null, 1, null);
        open().add(ban).toCompletableFuture().get(30, TimeUnit.SECONDS);
        requireNonNull(log).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("messages.db"));
                Statement statement = connection.createStatement()) {
            for (String table : List.of("bans", "directs", "direct_ids", "direct_head", "reads")) {
                statement.execute("DROP TABLE " + table);
            }
            statement.execute("PRAGMA user_version = 2");
        }
        BanStore store = open();
        assertThat(store.all().toCompletableFuture().get(30, TimeUnit.SECONDS)).isEmpty();
        store.add(ban).toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(reopen().all().toCompletableFuture().get(30, TimeUnit.SECONDS))
                .containsExactly(ban);
    }
}
