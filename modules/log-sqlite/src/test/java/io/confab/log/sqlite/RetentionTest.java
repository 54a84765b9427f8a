package io.confab.log.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {

    private static final long NOW = System.currentTimeMillis();
    private static final long CREATED = NOW - 1_000_000;
    private static final long BASE = CREATED * 1000;
    private static final SessionDescription LAB =
            new SessionDescription("lab", "jill", Durability.SYNCED, null, null, CREATED);

    @TempDir
    private Path folder;

    private SqliteLog open(Retention retention) throws Exception {
        return SqliteLog.open(folder.resolve("messages.db"), retention);
    }

    private static void say(SessionLog log, int from, int to, long timestamp) throws Exception {
        for (int i = from; i <= to; i++) {
            byte[] data = "ten bytes!".getBytes(UTF_8);
            log.append(List.of(new LoggedMessage("lab", "jack", BASE + i, timestamp, null, false, data)))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static List<Long> kept(SessionLog log) throws Exception {
        return log.read(0, Long.MAX_VALUE, 10_000, Integer.MAX_VALUE, false).toCompletableFuture().get().stream()
                .map(message -> message.sequence() - BASE)
                .toList();
    }

    private SessionLog lab(SqliteLog log) throws Exception {
        return log.open(LAB).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void takesWhatIsTooOld() throws Exception {
        try (SqliteLog log = open(Retention.UNBOUNDED)) {
            SessionLog lab = lab(log);
            say(lab, 1, 3, NOW - 600_000);
            say(lab, 4, 5, NOW);
        }
        try (SqliteLog log = open(new Retention(Duration.ofMinutes(5), 0, 0))) {
            SessionLog lab = lab(log);
            await().until(() -> lab.forgottenSequence() == BASE + 3);
            assertThat(kept(lab)).containsExactly(4L, 5L);
        }
        try (SqliteLog log = open(Retention.UNBOUNDED)) {
            assertThat(lab(log).forgottenSequence()).isEqualTo(BASE + 3);
        }
    }

    @Test
    void takesTheOldestOfTooMany() throws Exception {
        try (SqliteLog log = open(Retention.UNBOUNDED)) {
            say(lab(log), 1, 1200, NOW);
        }
        try (SqliteLog log = open(new Retention(Duration.ZERO, 0, 10))) {
            SessionLog lab = lab(log);
            await().until(() -> lab.forgottenSequence() == BASE + 1190);
            assertThat(kept(lab)).hasSize(10).startsWith(1191L);
        }
    }

    @Test
    void takesTheOldestOfTooMuch() throws Exception {
        try (SqliteLog log = open(Retention.UNBOUNDED)) {
            say(lab(log), 1, 20, NOW);
        }
        try (SqliteLog log = open(new Retention(Duration.ZERO, 200, 0))) {
            SessionLog lab = lab(log);
            await().until(() -> lab.forgottenSequence() > 0);
            assertThat(kept(lab)).hasSizeBetween(3, 8).endsWith(20L);
        }
    }

    @Test
    void saysWhichSessionIsEmpty() throws Exception {
        try (SqliteLog log = open(Retention.UNBOUNDED)) {
            say(lab(log), 1, 3, NOW - 600_000);
            log.open(new SessionDescription("young", "jill", Durability.SYNCED, null, null, NOW))
                    .toCompletableFuture()
                    .get();
            log.open(new SessionDescription("silent", "jill", Durability.SYNCED, null, null, CREATED))
                    .toCompletableFuture()
                    .get();
        }
        BlockingQueue<String> emptied = new LinkedBlockingQueue<>();
        try (SqliteLog log = open(new Retention(Duration.ofMinutes(5), 0, 0))) {
            log.whenEmptied(emptied::add);
            assertThat(List.of(
                            String.valueOf(emptied.poll(30, TimeUnit.SECONDS)),
                            String.valueOf(emptied.poll(30, TimeUnit.SECONDS))))
                    .containsExactlyInAnyOrder("lab", "silent");
            SessionLog lab = lab(log);
            assertThat(lab.head()).isEqualTo(BASE + 3);
        }
        assertThat(emptied).isEmpty();
    }

    @Test
    void refusesNegativeBounds() {
        assertThatThrownBy(() -> new Retention(Duration.ofSeconds(-1), 0, 0)).hasMessageStartingWith("age: ");
        assertThatThrownBy(() -> new Retention(Duration.ZERO, -1, 0)).hasMessageStartingWith("bytes: -1");
        assertThatThrownBy(() -> new Retention(Duration.ZERO, 0, -1)).hasMessageStartingWith("count: -1");
    }
}
