package io.confab.log.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.ReadPositions;
import io.confab.api.ReadPositions.Position;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredReadsTest {

    private static final long CREATED = 1_700_000_000_000L;
    private static final long BASE = CREATED * 1000;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("messages.db");
    }

    private static <T extends @Nullable Object> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static SessionLog session(SqliteLog log, String name, long created) throws Exception {
        return await(log.open(new SessionDescription(name, "jill", Durability.SYNCED, null, null, created)));
    }

    private static void say(SessionLog log, long sequence) throws Exception {
        await(log.append(
                List.of(new LoggedMessage("lab", "jack", BASE + sequence, CREATED, null, false, "x".getBytes(UTF_8)))));
    }

    private int positions() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM reads")) {
            result.next();
            return result.getInt(1);
        }
    }

    @Test
    void saysAtOnceWhatWasNotedAndStillDoesAfterARestart() throws Exception {
        Map<String, Position> expected =
                Map.of("lab", new Position(BASE + 2, BASE + 3), "hall", new Position(BASE, BASE));
        try (SqliteLog log = SqliteLog.open(file)) {
            ReadPositions reads = log.readPositions();
            assertThat(await(reads.positions("jack"))).isEmpty();
            SessionLog lab = session(log, "lab", CREATED);
            session(log, "hall", CREATED);
            assertThat(await(reads.position("jack", "lab"))).isNull();
            say(lab, 3);
            reads.note("jack", "lab", BASE + 2);
            reads.note("jack", "hall", BASE);
            reads.note("joan", "lab", BASE + 1);
            reads.note("jack", "none", BASE);
            assertThat(await(reads.position("jack", "lab"))).isEqualTo(new Position(BASE + 2, BASE + 3));
            assertThat(await(reads.positions("jack"))).isEqualTo(expected);
        }
        try (SqliteLog log = SqliteLog.open(file)) {
            assertThat(await(log.readPositions().positions("jack"))).isEqualTo(expected);
            assertThat(await(log.readPositions().position("joan", "lab"))).isEqualTo(new Position(BASE + 1, BASE + 3));
            assertThat(await(log.readPositions().position("joan", "hall"))).isNull();
        }
    }

    @Test
    void forgetsWhatIsWrittenOfAnAccountAndWhatIsNot() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            session(log, "lab", CREATED);
            session(log, "hall", CREATED);
            log.readPositions().note("jack", "lab", BASE);
            log.readPositions().note("joan", "lab", BASE);
        }
        try (SqliteLog log = SqliteLog.open(file)) {
            log.readPositions().note("jack", "hall", BASE);
            await(log.readPositions().forget("jack"));
            assertThat(await(log.readPositions().positions("jack"))).isEmpty();
            assertThat(await(log.readPositions().position("joan", "lab"))).isNotNull();
        }
        assertThat(positions()).isEqualTo(1);
    }

    @Test
    void neverGoesBack() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            session(log, "lab", CREATED);
            log.readPositions().note("jack", "lab", BASE + 5);
            log.readPositions().note("jack", "lab", BASE + 3);
            assertThat(await(log.readPositions().position("jack", "lab"))).isEqualTo(new Position(BASE + 5, BASE));
        }
        try (SqliteLog log = SqliteLog.open(file)) {
            log.readPositions().note("jack", "lab", BASE + 4);
            assertThat(await(log.readPositions().position("jack", "lab"))).isEqualTo(new Position(BASE + 5, BASE));
        }
        try (SqliteLog log = SqliteLog.open(file)) {
            assertThat(await(log.readPositions().positions("jack")))
                    .containsExactly(Map.entry("lab", new Position(BASE + 5, BASE)));
        }
    }

    @Test
    void writesThousandsInAFewCommits() throws Exception {
        AtomicInteger commits = new AtomicInteger();
        LogWriter.Commit counting = statement -> {
            commits.incrementAndGet();
            statement.execute("COMMIT");
        };
        try (SqliteLog log = SqliteLog.open(file, Retention.UNBOUNDED, counting)) {
            session(log, "lab", CREATED);
            int before = commits.get();
            for (int round = 1; round <= 5; round++) {
                for (int i = 0; i < 3000; i++) {
                    log.readPositions().note("member" + i, "lab", BASE + round);
                }
            }
            Awaitility.await().until(() -> positions() == 3000);
            assertThat(commits.get() - before).isLessThan(15);
        }
    }

    @Test
    void goesWithItsSessionAndLeavesTheNextOfThatNameAlone() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            session(log, "lab", CREATED);
            log.readPositions().note("jack", "lab", BASE + 5);
        }
        try (SqliteLog log = SqliteLog.open(file)) {
            await(log.remove("lab"));
            assertThat(await(log.readPositions().positions("jack"))).isEmpty();
            session(log, "lab", CREATED + 60_000);
            log.readPositions().note("jack", "lab", BASE + 7); // of the session that is gone
            assertThat(await(log.readPositions().positions("jack"))).isEmpty();
        }
        try (SqliteLog log = SqliteLog.open(file)) {
            assertThat(await(log.readPositions().positions("jack"))).isEmpty();
        }
        assertThat(positions()).isZero();
    }
}
