package io.confab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final long BASE = TestClock.START * 1000;
    private static final String LONG = "x".repeat(300);

    private final TestLog log = new TestLog(true);
    private final World memory = new World();
    private final World durable = new World(log);
    private final Client alice = memory.client("alice");
    private final Client dora = durable.client("dora");

    @AfterEach
    void leavesNothingBehind() {
        durable.everybodyGoes();
        memory.close();
        durable.close();
    }

    @Test
    void theNewestAreReadUnlessAfterIsNamed() {
        Session hall = spoken(alice, 5, "");

        assertThat(read(hall, null, null, 2)).isEqualTo("3 4 more");
        assertThat(read(hall, 0L, null, 2)).isEqualTo("0 1 more");
        assertThat(read(hall, null, null, 5)).isEqualTo("0 1 2 3 4");
        assertThat(read(hall, 0L, null, 5)).isEqualTo("0 1 2 3 4");
        assertThat(read(hall, null, null, 50)).isEqualTo("0 1 2 3 4");
    }

    @Test
    void bothBoundsAreExclusive() {
        Session hall = spoken(alice, 5, "");

        assertThat(read(hall, BASE + 2, null, 10)).isEqualTo("2 3 4");
        assertThat(read(hall, null, BASE + 3, 10)).isEqualTo("0 1");
        assertThat(read(hall, BASE + 1, BASE + 5, 10)).isEqualTo("1 2 3");
        assertThat(read(hall, BASE + 1, BASE + 5, 2)).isEqualTo("1 2 more");
        assertThat(read(hall, null, BASE + 5, 2)).isEqualTo("2 3 more");
        assertThat(read(hall, BASE + 5, null, 10)).isEmpty();
        assertThat(read(hall, null, BASE + 1, 10)).isEmpty();
    }

    @Test
    void whatIsSaidTellsNothingOfWhatTheSessionDropped() {
        Session hall = spoken(alice, 40, LONG);

        HistorySlice all = Await.value(hall.history(null, null, 100));

        assertThat(all.more()).isFalse();
        assertThat(all.messages()).hasSizeBetween(2, 20);
        assertThat(all.messages().get(all.messages().size() - 1).sequence()).isEqualTo(BASE + 40);
        assertThat(Await.value(hall.history(0L, null, 100)).messages()).hasSameSizeAs(all.messages());
    }

    @Test
    void theLogAnswersWhereTheMemoryDoesNotReach() {
        Session hall = spoken(dora, 40, LONG);

        assertThat(read(hall, 0L, null, 3)).isEqualTo("0 1 2 more");
        assertThat(read(hall, null, BASE + 4, 2)).isEqualTo("1 2 more");
        assertThat(read(hall, null, BASE + 4, 3)).isEqualTo("0 1 2");
        assertThat(log.reads).hasValue(3);
    }

    @Test
    void theMemoryAnswersWhereItReachesFarEnough() {
        Session hall = spoken(dora, 40, LONG);

        assertThat(read(hall, null, null, 2)).isEqualTo("38 39 more");
        assertThat(read(hall, BASE + 38, null, 2)).isEqualTo("38 39");
        assertThat(log.reads).hasValue(0);
    }

    @Test
    void whatIsOnItsWayIntoTheLogIsNotHistoryYet() {
        Session hall = spoken(dora, 40, LONG);
        log.hold = true;
        dora.say("on its way");
        TestLog.Append append = log.held.get(0).store();

        HistorySlice all = Await.value(hall.history(0L, null, 100));

        assertThat(all.messages()).hasSize(40);
        append.stage.complete(null);
        durable.run();
        assertThat(Await.value(hall.history(0L, null, 100)).messages()).hasSize(41);
    }

    @Test
    void aLogThatCannotBeReadIsUnavailable() {
        Session hall = spoken(dora, 40, LONG);

        log.reading = () -> CompletableFuture.failedFuture(new IllegalStateException("disk: gone"));
        assertThat(Await.refusal(hall.history(0L, null, 5))).isEqualTo(NakCode.UNAVAILABLE);
        log.reading = () -> {
            throw new IllegalStateException("disk: gone");
        };
        assertThat(Await.refusal(hall.history(0L, null, 5))).isEqualTo(NakCode.UNAVAILABLE);
        assertThat(dora.channel.isOpen()).isTrue();
    }

    @Test
    void aClosedSessionHasNone() {
        Session hall = spoken(alice, 1, "");
        alice.leave("hall");

        assertThat(Await.refusal(hall.history(null, null, 5))).isEqualTo(NakCode.NO_SUCH_SESSION);
    }

    @Test
    void aReplyIsBoundedInBytesAndSaysThatThereIsMore() {
        SessionSettings large = new SessionSettings(100, 10, 100, 1 << 22, Duration.ZERO, 3);
        try (World world = new World(large, new MemoryLog())) {
            Session hall = spoken(world.client("alice"), 30, "y".repeat(30_000));

            HistorySlice newest = Await.value(hall.history(null, null, 500));
            HistorySlice oldest = Await.value(hall.history(0L, null, 500));

            assertThat(newest.more()).isTrue();
            assertThat(newest.messages()).hasSize(18);
            assertThat(newest.messages().get(17).sequence()).isEqualTo(BASE + 30);
            assertThat(oldest.more()).isTrue();
            assertThat(oldest.messages()).hasSize(18);
            assertThat(oldest.messages().get(0).sequence()).isEqualTo(BASE + 1);
            assertThat(Await.value(hall.history(null, BASE + 19, 500)).more()).isFalse();
            assertThat(Await.value(hall.history(BASE + 12, null, 500)).more()).isFalse();
            assertThat(Await.value(hall.history(null, BASE + 20, 500)).more()).isTrue();
            assertThat(Await.value(hall.history(BASE + 11, null, 500)).more()).isTrue();
        }
    }

    private static Session spoken(Client speaker, int count, String padding) {
        Session hall = speaker.create("hall").session();
        for (int i = 0; i < count; i++) {
            speaker.say(i + padding);
        }
        return hall;
    }

    private static String read(Session session, @Nullable Long after, @Nullable Long before, int limit) {
        HistorySlice slice = Await.value(session.history(after, before, limit));
        List<String> words = slice.messages().stream().map(HistoryTest::number).toList();
        return String.join(" ", words) + (slice.more() ? " more" : "");
    }

    private static String number(LoggedMessage message) {
        return new String(message.data(), StandardCharsets.UTF_8).replace(LONG, "");
    }
}
