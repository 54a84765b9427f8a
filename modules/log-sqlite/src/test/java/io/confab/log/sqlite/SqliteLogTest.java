package io.confab.log.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLogTest {

    private static final long CREATED = 1_700_000_000_000L;
    private static final long BASE = CREATED * 1000;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("messages.db");
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static SessionDescription session(String name) {
        return new SessionDescription(name, "jill", Durability.SYNCED, null, null, CREATED);
    }

    private static LoggedMessage message(long sequence, String text) {
        return new LoggedMessage("lab", "jack", BASE + sequence, CREATED, null, false, text.getBytes(UTF_8));
    }

    private static void say(SessionLog log, long... sequences) throws Exception {
        for (long sequence : sequences) {
            await(log.append(List.of(message(sequence, "message " + sequence))));
        }
    }

    private static List<Long> sequences(SessionLog log) throws Exception {
        return await(log.read(0, Long.MAX_VALUE, 1000, Integer.MAX_VALUE, false)).stream()
                .map(message -> message.sequence() - BASE)
                .toList();
    }

    private <T> T query(String query, Reading<T> reading) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            if (statement.execute(query)) {
                try (ResultSet result = statement.getResultSet()) {
                    result.next();
                    return reading.of(result);
                }
            }
            return reading.of(null);
        }
    }

    private int number(String query) throws Exception {
        return query(query, result -> result == null ? 0 : result.getInt(1));
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(@Nullable ResultSet result) throws Exception;
    }

    @Test
    void putsWhatOneCommitHasForASessionIntoOneRow() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            SessionLog lab = await(log.open(session("lab")));
            CompletionStage<SessionLog> held = log.open(session("hall")); // keeps the writer busy for a moment
            List<CompletionStage<@Nullable Void>> appends = new ArrayList<>();
            for (int i = 1; i <= 500; i++) {
                appends.add(lab.append(List.of(message(i, "message " + i))));
            }
            await(held);
            for (CompletionStage<@Nullable Void> append : appends) {
                await(append);
            }
            assertThat(number("SELECT count(*) FROM batches")).isLessThan(250);
            assertThat(number("SELECT sum(count) FROM batches")).isEqualTo(500);
            assertThat(sequences(lab)).hasSize(500).isSorted();
        }
    }

    @Test
    void cutsALargeCommitIntoRowsThatCanBeReadSingly() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            SessionLog lab = await(log.open(session("lab")));
            List<LoggedMessage> batch = new ArrayList<>();
            for (int i = 1; i <= 10; i++) {
                batch.add(message(i, "x".repeat(30_000)));
            }
            await(lab.append(batch));
            assertThat(number("SELECT max(length(bytes)) FROM batches")).isLessThan(70_000);
            assertThat(sequences(lab)).hasSize(10);
        }
    }

    @Test
    void reportsACorruptBatchAndServesTheRest() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            say(await(log.open(session("lab"))), 1, 2, 3);
        }
        query("UPDATE batches SET bytes = zeroblob(length(bytes)) WHERE last = " + (BASE + 2), result -> 0);
        try (SqliteLog log = SqliteLog.open(file)) {
            SessionLog lab = await(log.open(session("lab")));
            assertThat(sequences(lab)).containsExactly(1L, 3L);
            assertThat(await(lab.read(0, Long.MAX_VALUE, 5, 1000, true))).hasSize(2);
        }
    }

    @Test
    void keepsASecondServerAway() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            assertThatThrownBy(() -> SqliteLog.open(file))
                    .isInstanceOf(IOException.class)
                    .hasMessage(file + ": in use by another server (expected: one server for each message log)");
            say(await(log.open(session("lab"))), 1);
        }
        SqliteLog.open(file).close();
    }

    @Test
    void saysWhatIsWrongWithAFileThatIsNoLog() throws Exception {
        Files.writeString(file, "no database, by no means, however long it is");
        assertThatThrownBy(() -> SqliteLog.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageEndingWith("(expected: a message log that can be written)");
        Files.delete(file);
        query("CREATE TABLE theirs (id INTEGER)", result -> 0);
        assertThatThrownBy(() -> SqliteLog.open(file)).hasMessageContaining("another program's database");
        assertThatThrownBy(() -> SqliteLog.open(folder.resolve("none").resolve("messages.db")))
                .hasMessageContaining("no folder");
    }

    @Test
    void refusesALogOfANewerServer() throws Exception {
        SqliteLog.open(file).close();
        query("PRAGMA user_version = 99", result -> 0);
        assertThatThrownBy(() -> SqliteLog.open(file)).hasMessageContaining("written by a newer server, version 99");
    }

    @Test
    void whatFailsLeavesNothingAndTheLogGoesOnWhenTheCauseIsGone() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            SessionLog lab = await(log.open(session("lab")));
            say(lab, 1);
            query("CREATE TRIGGER full BEFORE INSERT ON batches BEGIN SELECT raise(ABORT, 'no room'); END", r -> 0);
            assertThat(lab.append(List.of(message(2, "lost"))).toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withMessageContaining("no room");
            assertThat(sequences(lab)).containsExactly(1L);
            query("DROP TRIGGER full", result -> 0);
            say(lab, 3);
            assertThat(sequences(lab)).containsExactly(1L, 3L);
            assertThat(lab.head()).isEqualTo(BASE + 3);
        }
    }

    @Test
    void aCommitThatFailsThoughItIsThereIsOne() throws Exception {
        AtomicInteger failing = new AtomicInteger();
        LogWriter.Commit late = statement -> {
            statement.execute("COMMIT");
            if (failing.getAndDecrement() > 0) {
                throw new SQLException("disk: full when it was done");
            }
        };
        try (SqliteLog log = SqliteLog.open(file, Retention.UNBOUNDED, late)) {
            SessionLog lab = await(log.open(session("lab")));
            failing.set(1);
            say(lab, 1, 2);
            assertThat(sequences(lab)).containsExactly(1L, 2L);
            assertThat(lab.head()).isEqualTo(BASE + 2);
        }
    }

    @Test
    void aCommitThatFailsAndIsNotThereIsRefused() throws Exception {
        AtomicInteger failing = new AtomicInteger();
        LogWriter.Commit never = statement -> {
            if (failing.getAndDecrement() > 0) {
                throw new SQLException("disk: full");
            }
            statement.execute("COMMIT");
        };
        try (SqliteLog log = SqliteLog.open(file, Retention.UNBOUNDED, never)) {
            SessionLog lab = await(log.open(session("lab")));
            failing.set(1);
            assertThat(lab.append(List.of(message(1, "lost"))).toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withMessageContaining("disk: full");
            say(lab, 2);
            assertThat(sequences(lab)).containsExactly(2L);
            assertThat(number("SELECT count FROM marker")).isEqualTo(1);
        }
    }

    @Test
    void whileItIsNotKnownWhatBecameOfACommitNothingNewIsTaken() throws Exception {
        AtomicInteger failing = new AtomicInteger();
        LogWriter.Commit late = statement -> {
            statement.execute("COMMIT");
            if (failing.getAndDecrement() > 0) {
                update("CREATE TRIGGER broken BEFORE INSERT ON marker BEGIN SELECT raise(ABORT, 'full'); END");
                throw new SQLException("disk: full when it was done");
            }
        };
        try (SqliteLog log = SqliteLog.open(file, Retention.UNBOUNDED, late)) {
            SessionLog lab = await(log.open(session("lab")));
            failing.set(1);
            CompletionStage<@Nullable Void> doubtful = lab.append(List.of(message(1, "in doubt")));
            Awaitility.await()
                    .until(() -> lab.append(List.of(message(2, "new")))
                            .toCompletableFuture()
                            .handle((done, failure) -> failure != null)
                            .get(30, TimeUnit.SECONDS));
            assertThat(doubtful.toCompletableFuture()).isNotDone();
            update("DROP TRIGGER broken");
            await(doubtful);
            say(lab, 3);
            assertThat(sequences(lab)).startsWith(1L).endsWith(3L);
        }
    }

    private void update(String update) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(update);
        }
    }

    @Test
    void refusesMoreThanMayWait() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            SessionLog lab = await(log.open(session("lab")));
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE"); // the writer waits for it
                List<CompletionStage<@Nullable Void>> appends = new ArrayList<>();
                byte[] large = new byte[8 * 1024 * 1024];
                for (int i = 1; i <= 12; i++) {
                    appends.add(lab.append(
                            List.of(new LoggedMessage("lab", "jack", BASE + i, CREATED, null, false, large))));
                }
                assertThat(appends.get(11).toCompletableFuture()).isCompletedExceptionally();
                statement.execute("ROLLBACK");
                await(appends.get(0));
            }
            List<Long> kept = sequences(lab);
            assertThat(kept).startsWith(1L).hasSizeLessThan(12);
            say(lab, 20);
        }
    }

    @Test
    void deletesARemovedSessionsMessagesWithoutKeepingOthersWaiting() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            SessionLog lab = await(log.open(session("lab")));
            for (int i = 1; i <= 1200; i++) {
                lab.append(List.of(message(i, "x")));
            }
            say(lab, 2000);
            await(log.remove("lab"));
            say(await(log.open(session("hall"))), 1);
        }
        try (SqliteLog log = SqliteLog.open(file)) {
            await(log.open(session("attic")));
        }
        assertThat(number("SELECT count(*) FROM batches")).isEqualTo(1);
        assertThat(number("SELECT count(*) FROM removed")).isZero();
    }

    @Test
    void writesDoNotWaitForTheDiskWhereThatIsNotPromised() throws Exception {
        SessionDescription written = new SessionDescription("lab", "jill", Durability.WRITTEN, null, null, CREATED);
        try (SqliteLog log = SqliteLog.open(file)) {
            say(await(log.open(written)), 1, 2);
            say(await(log.open(session("hall"))), 1);
            say(await(log.open(written)), 3);
        }
        try (SqliteLog log = SqliteLog.open(file)) {
            assertThat(sequences(await(log.open(written)))).containsExactly(1L, 2L, 3L);
        }
    }
}
