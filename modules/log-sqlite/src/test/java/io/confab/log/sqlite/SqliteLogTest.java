package io.confab.log.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteLogTest {

    private static final long CREATED = 1_700_000_000_000L;
    private static final long BASE = CREATED * 1000;

    /** A text that is worth a batch of its own. */
    private static final String LARGE = "x".repeat(20_000);

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
            assertThat(number("SELECT (SELECT count(*) FROM batches) + (SELECT max(number) FROM journal)"))
                    .isLessThan(250);
            assertThat(sequences(lab)).hasSize(500).isSorted();
        }
    }

    @Test
    void putsWhatOneCommitHasForManySessionsIntoOneRow() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            List<SessionLog> sessions = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                sessions.add(await(log.open(session("lab " + i))));
            }
            CompletionStage<SessionLog> held = log.open(session("hall")); // keeps the writer busy for a moment
            List<CompletionStage<@Nullable Void>> appends = new ArrayList<>();
            for (int i = 1; i <= 10; i++) {
                for (SessionLog each : sessions) {
                    appends.add(each.append(List.of(message(i, "message " + i))));
                }
            }
            await(held);
            for (CompletionStage<@Nullable Void> append : appends) {
                await(append);
            }
            assertThat(number("SELECT count(*) FROM journal")).isBetween(1, 250);
            for (SessionLog each : sessions) {
                assertThat(sequences(each)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
            }
        }
    }

    @Test
    void makesABatchOfWhatHasGatheredInTheJournal() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            SessionLog lab = await(log.open(session("lab")));
            for (int i = 1; i <= 200; i++) {
                await(lab.append(List.of(message(i, "x".repeat(100)))));
            }
            assertThat(number("SELECT count(*) FROM batches")).isEqualTo(1);
            assertThat(number("SELECT count(*) FROM journal")).isLessThan(100);
            assertThat(sequences(lab)).hasSize(200).isSorted();
        }
        try (SqliteLog log = SqliteLog.open(file)) {
            SessionLog lab = await(log.open(session("lab")));
            assertThat(lab.head()).isEqualTo(BASE + 200);
            assertThat(sequences(lab)).hasSize(200).isSorted();
        }
        try (LogFile look = LogFile.open(file)) {
            LogFile.Entry entry = look.sessions().get(0);
            assertThat(entry.messages()).isEqualTo(200);
            assertThat(entry.first()).isEqualTo(BASE + 1);
            assertThat(entry.last()).isEqualTo(BASE + 200);
            List<Long> read = new ArrayList<>();
            look.read("lab", BASE + 10, message -> read.add(message.sequence() - BASE), problem -> read.add(-1L));
            assertThat(read).hasSize(190).startsWith(11L).isSorted();
        }
    }

    @Test
    void theJournalStaysShortThoughASessionOfItsFirstRowIsSilent() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            SessionLog silent = await(log.open(session("silent")));
            say(silent, 1);
            List<SessionLog> sessions = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                sessions.add(await(log.open(session("lab " + i))));
            }
            for (int i = 1; i <= 150; i++) {
                CompletionStage<@Nullable Void> last = SessionLog.COMMITTED;
                for (SessionLog each : sessions) {
                    last = each.append(List.of(message(i, "x".repeat(8000))));
                }
                await(last);
            }
            assertThat(number("SELECT sum(length(bytes)) FROM journal")).isLessThanOrEqualTo((int) Journal.MAX_BYTES);
            assertThat(number("SELECT count(*) FROM journal WHERE number = 1")).isZero();
            assertThat(sequences(silent)).containsExactly(1L);
            assertThat(sequences(sessions.get(7))).hasSize(150).isSorted();
        }
        try (SqliteLog log = SqliteLog.open(file)) {
            assertThat(sequences(await(log.open(session("silent"))))).containsExactly(1L);
            assertThat(sequences(await(log.open(session("lab 7"))))).hasSize(150);
        }
    }

    @Test
    void readsTheSameWhateverHasBecomeOfIt() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, List<Long>> said = new HashMap<>();
        for (int opened = 0; opened < 10; opened++) {
            try (SqliteLog log = SqliteLog.open(file)) {
                Map<String, SessionLog> sessions = new HashMap<>();
                for (int i = 0; i < 200; i++) {
                    String name = "lab " + random.nextInt(5);
                    SessionLog session = sessions.get(name);
                    if (session == null) {
                        session = await(log.open(session(name)));
                        sessions.put(name, session);
                    }
                    List<Long> all = said.computeIfAbsent(name, first -> new ArrayList<>());
                    assertThat(session.head()).as("seed %d", seed).isEqualTo(all.isEmpty() ? 0 : BASE + all.size());
                    List<LoggedMessage> batch = new ArrayList<>();
                    for (int more = random.nextInt(3); more >= 0; more--) {
                        all.add(all.size() + 1L);
                        batch.add(message(
                                all.size(), "x".repeat(random.nextInt(random.nextInt(20) == 0 ? 30_000 : 500))));
                    }
                    await(session.append(batch));
                    long after = random.nextInt(all.size() + 1);
                    long before = after + 1 + random.nextInt(all.size() + 1);
                    int limit = 1 + random.nextInt(20);
                    boolean newest = random.nextBoolean();
                    List<Long> wanted = all.stream()
                            .filter(sequence -> sequence > after && sequence < before)
                            .toList();
                    int most = Math.min(limit, wanted.size());
                    assertThat(
                                    await(session.read(BASE + after, BASE + before, limit, Integer.MAX_VALUE, newest))
                                            .stream()
                                            .map(message -> message.sequence() - BASE)
                                            .toList())
                            .as("seed %d", seed)
                            .isEqualTo(
                                    newest
                                            ? wanted.subList(wanted.size() - most, wanted.size())
                                            : wanted.subList(0, most));
                }
            }
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
            SessionLog lab = await(log.open(session("lab")));
            for (int i = 1; i <= 3; i++) {
                await(lab.append(List.of(message(i, LARGE))));
            }
        }
        query("UPDATE batches SET bytes = zeroblob(length(bytes)) WHERE last = " + (BASE + 2), result -> 0);
        try (SqliteLog log = SqliteLog.open(file)) {
            SessionLog lab = await(log.open(session("lab")));
            assertThat(sequences(lab)).containsExactly(1L, 3L);
            assertThat(await(lab.read(0, Long.MAX_VALUE, 5, 50_000, true))).hasSize(2);
        }
    }

    @Test
    void reportsACorruptRowOfTheJournalServesTheRestAndDoesNotDeleteIt() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            say(await(log.open(session("lab"))), 1, 2, 3);
        }
        query(
                "UPDATE journal SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || '!' AS BLOB) WHERE number = 2",
                r -> 0);
        for (int opened = 0; opened < 2; opened++) {
            try (SqliteLog log = SqliteLog.open(file)) {
                SessionLog lab = await(log.open(session("lab")));
                assertThat(sequences(lab)).startsWith(1L, 3L);
                await(lab.append(List.of(message(10 + opened, LARGE)))); // makes a batch of it all
            }
            assertThat(number("SELECT number FROM journal")).isEqualTo(-2);
        }
        List<String> problems = new ArrayList<>();
        try (LogFile look = LogFile.open(file)) {
            look.verify(problems::add);
        }
        assertThat(problems).hasSize(1).first().asString().contains("checksum", "in row 2 of the journal");
    }

    @Test
    void readsNobodyWhatIsCommittedButNotOnTheDisk() throws Exception {
        List<CompletionStage<List<LoggedMessage>>> seen = new ArrayList<>();
        AtomicReference<@Nullable SessionLog> reading = new AtomicReference<>();
        LogWriter.Commit looking = statement -> {
            statement.execute("COMMIT");
            SessionLog lab = reading.get();
            if (lab != null) {
                CompletionStage<List<LoggedMessage>> read = lab.read(0, Long.MAX_VALUE, 10, Integer.MAX_VALUE, true);
                read.toCompletableFuture().join();
                seen.add(read);
            }
        };
        try (SqliteLog log = SqliteLog.open(file, Retention.UNBOUNDED, looking)) {
            SessionLog lab = await(log.open(session("lab")));
            await(lab.append(List.of(message(1, LARGE))));
            reading.set(lab);
            await(lab.append(List.of(message(2, LARGE))));
            await(lab.append(List.of(message(3, "small"))));
            reading.set(null);
            assertThat(await(seen.get(0))).hasSize(1);
            assertThat(await(seen.get(1))).hasSize(2);
            assertThat(sequences(lab)).hasSize(3);
        }
    }

    @Test
    void takesOverAFileFromBeforeThereWasAJournal() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            await(await(log.open(session("lab"))).append(List.of(message(1, LARGE))));
        }
        for (String table : List.of("journal", "directs", "direct_ids", "direct_head", "reads", "bans")) {
            query("DROP TABLE IF EXISTS " + table, result -> 0);
        }
        query("PRAGMA user_version = 1", result -> 0);
        try (LogFile look = LogFile.open(file)) {
            assertThat(look.sessions().get(0).messages()).isEqualTo(1);
        }
        try (SqliteLog log = SqliteLog.open(file)) {
            SessionLog lab = await(log.open(session("lab")));
            say(lab, 2);
            assertThat(sequences(lab)).containsExactly(1L, 2L);
        }
    }

    @Test
    void findsAMessageOfTheJournalByItsIdAfterARestart() throws Exception {
        UUID id = new UUID(1, 2);
        LoggedMessage named = new LoggedMessage("lab", "jack", BASE + 1, CREATED, id, false, "hello".getBytes(UTF_8));
        try (SqliteLog log = SqliteLog.open(file)) {
            await(await(log.open(session("lab"))).append(List.of(named)));
        }
        try (SqliteLog log = SqliteLog.open(file)) {
            CompletionStage<@Nullable LoggedMessage> found =
                    requireNonNull(await(log.open(session("lab"))).find("jack", id));
            assertThat(requireNonNull(await(found)).sequence()).isEqualTo(BASE + 1);
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
            query("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT raise(ABORT, 'no room'); END", r -> 0);
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

    @ParameterizedTest
    @ValueSource(ints = {10, 20_000})
    void aCommitThatFailsThoughItIsThereIsOne(int bytes) throws Exception {
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
            await(lab.append(List.of(message(1, "x".repeat(bytes)))));
            say(lab, 2);
            assertThat(sequences(lab)).containsExactly(1L, 2L);
            assertThat(lab.head()).isEqualTo(BASE + 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20_000})
    void aCommitThatFailsAndIsNotThereIsRefused(int bytes) throws Exception {
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
            assertThat(lab.append(List.of(message(1, "x".repeat(bytes)))).toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withMessageContaining("disk: full");
            say(lab, 2);
            assertThat(sequences(lab)).containsExactly(2L);
            assertThat(number("SELECT count FROM marker")).isEqualTo(1);
        }
    }

    @Test
    void aSessionWhoseCommitFailedIsThereOnceWhetherItWasThereOrNot() throws Exception {
        AtomicInteger late = new AtomicInteger();
        AtomicInteger never = new AtomicInteger();
        LogWriter.Commit commit = statement -> {
            if (never.getAndDecrement() > 0) {
                throw new SQLException("disk: full");
            }
            statement.execute("COMMIT");
            if (late.getAndDecrement() > 0) {
                throw new SQLException("disk: full when it was done");
            }
        };
        try (SqliteLog log = SqliteLog.open(file, Retention.UNBOUNDED, commit)) {
            late.set(1);
            say(await(log.open(session("lab"))), 1);
            never.set(1);
            await(log.open(session("hall")));
            assertThat(await(log.sessions())).containsExactly(session("hall"), session("lab"));
            late.set(1);
            await(log.remove("hall"));
            never.set(1);
            await(log.remove("lab"));
            assertThat(await(log.sessions())).isEmpty();
        }
    }

    @Test
    void aSessionThatIsRefusedIsNotThere() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            await(log.open(session("lab")));
            query("CREATE TRIGGER full BEFORE INSERT ON sessions BEGIN SELECT raise(ABORT, 'no room'); END", r -> 0);
            assertThat(log.open(session("hall")).toCompletableFuture()).failsWithin(Duration.ofSeconds(30));
            assertThat(await(log.sessions())).containsExactly(session("lab"));
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
        assertThat(number("SELECT count(*) FROM batches")).isZero();
        assertThat(number("SELECT count(*) FROM removed")).isZero();
        try (LogFile look = LogFile.open(file)) {
            assertThat(look.sessions()).extracting(LogFile.Entry::messages).containsExactly(0L, 1L);
        }
    }

    @Test
    void isCopiedWithWhatIsCommittedWhileItGoesOn() throws Exception {
        Path copy = file.resolveSibling("copy.db");
        try (SqliteLog log = SqliteLog.open(file)) {
            SessionLog lab = await(log.open(session("lab")));
            say(lab, 1, 2);
            LogFile.backup(file, copy);
            say(lab, 3);
            assertThatThrownBy(() -> LogFile.backup(file, copy))
                    .hasMessage(copy + ": there already (expected: a file to be)");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
        List<String> problems = new ArrayList<>();
        try (LogFile look = LogFile.open(copy)) {
            look.verify(problems::add);
        }
        assertThat(problems).isEmpty();
        try (SqliteLog restored = SqliteLog.open(copy)) {
            assertThat(sequences(await(restored.open(session("lab"))))).containsExactly(1L, 2L);
        }
    }

    @Test
    void leavesNoHalfOfACopyBehind() throws Exception {
        Path copy = file.resolveSibling("copy.db");
        Files.writeString(file, "no database at all, but long enough to be taken for one ".repeat(20));
        assertThatThrownBy(() -> LogFile.backup(file, copy)).isInstanceOf(IOException.class);
        assertThat(copy).doesNotExist();
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
