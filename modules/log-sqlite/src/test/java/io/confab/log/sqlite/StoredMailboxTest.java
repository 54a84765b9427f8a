package io.confab.log.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.DirectMessage;
import io.confab.api.Mailbox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredMailboxTest {

    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

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

    private static CompletionStage<DirectMessage> keep(Mailbox mailbox, @Nullable UUID id, String text) {
        return mailbox.keep("jack", "jill", NOW.toEpochMilli(), id, text);
    }

    private static List<String> texts(Mailbox mailbox) throws Exception {
        return await(mailbox.read("jack", 0, 10_000, Integer.MAX_VALUE)).stream()
                .map(DirectMessage::text)
                .toList();
    }

    private static Mailbox at(SqliteLog log, Instant time, Duration age) {
        return log.mailbox(new MailboxLimits(10_000, age), Clock.fixed(time, ZoneOffset.UTC));
    }

    private int number(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getInt(1);
        }
    }

    private void update(String update) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(update);
        }
    }

    @Test
    void writesWhatComesTogetherInOneCommit() throws Exception {
        AtomicInteger commits = new AtomicInteger();
        LogWriter.Commit counting = statement -> {
            commits.incrementAndGet();
            statement.execute("COMMIT");
        };
        try (SqliteLog log = SqliteLog.open(file, Retention.UNBOUNDED, counting)) {
            Mailbox mailbox = at(log, NOW, Duration.ZERO);
            List<CompletionStage<DirectMessage>> keeping = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                keeping.add(keep(mailbox, null, "message " + i));
            }
            for (CompletionStage<DirectMessage> each : keeping) {
                await(each);
            }
            assertThat(texts(mailbox)).hasSize(1000);
            assertThat(commits.get()).isLessThan(500);
        }
    }

    @Test
    void takesAwayWhatIsTooOld() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            Duration day = Duration.ofDays(1);
            await(keep(at(log, NOW, day), null, "old"));
            assertThat(texts(at(log, NOW.plus(day), day))).containsExactly("old");
            Mailbox later = at(log, NOW.plus(day).plusMillis(1), day);
            assertThat(texts(later)).isEmpty();
            assertThat(number("SELECT count(*) FROM directs")).isEqualTo(1);
            await(later.keep("joan", "jill", NOW.toEpochMilli() + 90_000_000, null, "new"));
            assertThat(number("SELECT count(*) FROM directs")).isEqualTo(1);
            assertThat(texts(at(log, NOW.plus(Duration.ofDays(10_000)), Duration.ZERO)))
                    .isEmpty();
        }
    }

    @Test
    void whatIsTooOldTakesNoRoom() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            MailboxLimits one = new MailboxLimits(1, Duration.ofDays(1));
            await(keep(log.mailbox(one, Clock.fixed(NOW, ZoneOffset.UTC)), null, "old"));
            Mailbox later = log.mailbox(one, Clock.fixed(NOW.plus(Duration.ofDays(2)), ZoneOffset.UTC));
            await(later.keep("jack", "jill", NOW.toEpochMilli() + 172_800_000, null, "new"));
            assertThat(texts(later)).containsExactly("new");
        }
    }

    @Test
    void forgetsIdsAfterADay() throws Exception {
        UUID id = new UUID(7, 8);
        try (SqliteLog log = SqliteLog.open(file)) {
            long first = await(keep(at(log, NOW, Duration.ZERO), id, "psst")).sequence();
            Mailbox nearly = at(log, NOW.plus(Duration.ofDays(1)), Duration.ZERO);
            assertThat(await(keep(nearly, id, "psst")).sequence()).isEqualTo(first);
            Mailbox later = at(log, NOW.plus(Duration.ofDays(1)).plusMillis(1), Duration.ZERO);
            assertThat(await(keep(later, id, "psst")).sequence()).isGreaterThan(first);
        }
    }

    @Test
    void aCommitThatFailsThoughItIsThereKeepsEverythingOnce() throws Exception {
        AtomicInteger failing = new AtomicInteger();
        LogWriter.Commit late = statement -> {
            statement.execute("COMMIT");
            if (failing.getAndDecrement() > 0) {
                throw new SQLException("disk: full when it was done");
            }
        };
        try (SqliteLog log = SqliteLog.open(file, Retention.UNBOUNDED, late)) {
            Mailbox mailbox = at(log, NOW, Duration.ZERO);
            await(keep(mailbox, null, "before"));
            failing.set(1);
            await(keep(mailbox, null, "one"));
            failing.set(1);
            await(keep(mailbox, new UUID(1, 1), "two"));
            failing.set(1);
            await(mailbox.remove(
                    "jack", await(mailbox.read("jack", 0, 1, 1)).get(0).sequence()));
            assertThat(texts(mailbox)).containsExactly("one", "two");
            assertThat(number("SELECT count FROM marker")).isEqualTo(3);
        }
    }

    @Test
    void aCommitThatFailsAndIsNotThereIsDoneAgain() throws Exception {
        AtomicInteger failing = new AtomicInteger();
        LogWriter.Commit never = statement -> {
            if (failing.getAndDecrement() > 0) {
                throw new SQLException("disk: full");
            }
            statement.execute("COMMIT");
        };
        try (SqliteLog log = SqliteLog.open(file, Retention.UNBOUNDED, never)) {
            Mailbox mailbox = at(log, NOW, Duration.ZERO);
            failing.set(1);
            DirectMessage kept = await(keep(mailbox, new UUID(1, 1), "one"));
            failing.set(1);
            await(keep(mailbox, null, "two"));
            assertThat(texts(mailbox)).containsExactly("one", "two");
            assertThat(await(keep(mailbox, new UUID(1, 1), "one")).sequence()).isEqualTo(kept.sequence());
        }
    }

    @Test
    void reportsACorruptMessageAndServesTheRest() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            Mailbox mailbox = at(log, NOW, Duration.ZERO);
            await(keep(mailbox, null, "one"));
            DirectMessage two = await(keep(mailbox, null, "two"));
            await(keep(mailbox, null, "three"));
            update("UPDATE directs SET bytes = zeroblob(length(bytes)) WHERE sequence = " + two.sequence());
            assertThat(texts(mailbox)).containsExactly("one", "three");
        }
        List<String> problems = new ArrayList<>();
        try (LogFile look = LogFile.open(file)) {
            look.verify(problems::add);
            assertThat(look.mailboxes()).singleElement().satisfies(box -> {
                assertThat(box.account()).isEqualTo("jack");
                assertThat(box.messages()).isEqualTo(3);
            });
        }
        assertThat(problems).singleElement().asString().contains("direct messages for jack");
    }
}
