package io.confab.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.LoggedMessage;
import io.confab.codec.JoinResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Joining with {@code after}: what is replayed, and that it meets what is live without a gap. */
class ResumeTest {

    private static final long BASE = TestClock.START * 1000;
    private static final String LONG = "x".repeat(300);

    private final TestLog log = new TestLog(true);
    private final World memory = new World();
    private final World durable = new World(log);

    @AfterEach
    void leavesNothingBehind() {
        durable.everybodyGoes();
        memory.close();
        durable.close();
    }

    @Test
    void zeroAsksForEverythingOnesOwnIncluded() {
        Client alice = memory.client("alice");
        Client bob = memory.client("bob");
        alice.create("hall");
        bob.join("hall");
        alice.say("one");
        bob.say("two");
        bob.leave("hall");
        bob.heard();

        Joined joined = bob.join("hall", 0L);

        assertThat(joined.result()).isEqualTo(new JoinResult(BASE + 2, 2, true, null));
        assertThat(bob.texts()).containsExactly("*alice: one", "*bob: two");
    }

    @Test
    void onlyWhatCameAfterTheNamedSequenceIsReplayed() {
        Client alice = memory.client("alice");
        Client bob = memory.client("bob");
        alice.create("hall");
        long first = alice.say("one").sequence();
        alice.say("two");

        assertThat(bob.join("hall", first).result().recovered()).isTrue();
        assertThat(bob.texts()).containsExactly("*alice: two");
    }

    @Test
    void whoMissedNothingIsReplayedNothing() {
        Client alice = memory.client("alice");
        Client bob = memory.client("bob");
        alice.create("hall");
        long head = alice.say("one").sequence();

        assertThat(bob.join("hall", head).result()).isEqualTo(new JoinResult(head, 2, true, null));
        alice.say("two");
        assertThat(bob.texts()).containsExactly("alice: two");
    }

    @Test
    void theBeginningOfASessionIsKnown() {
        Client alice = memory.client("alice");
        Client bob = memory.client("bob");
        alice.create("hall");
        alice.say("one");

        assertThat(bob.join("hall", BASE).result().recovered()).isTrue();
        assertThat(bob.texts()).containsExactly("*alice: one");
    }

    @Test
    void sequencesOfAnEarlierSessionAreNotTakenForThisOnes() {
        Client alice = memory.client("alice");
        Client bob = memory.client("bob");
        Client carol = memory.client("carol");
        alice.create("hall");
        alice.say("one");

        assertThat(bob.join("hall", BASE - 1).result()).isEqualTo(new JoinResult(BASE + 1, 2, false, BASE + 1));
        assertThat(bob.texts()).containsExactly("*alice: one");
        assertThat(carol.join("hall", BASE + 2).result()).isEqualTo(new JoinResult(BASE + 1, 3, false, BASE + 1));
        assertThat(carol.texts()).containsExactly("*alice: one");
    }

    @Test
    void whoKnowsMoreThanAStoredSessionThatWasPutBackIsReplayedNothing() {
        Client alice = durable.client("alice");
        Client bob = durable.client("bob");
        alice.create("hall");
        long head = alice.say("one").sequence();

        assertThat(bob.join("hall", head + 5).result()).isEqualTo(new JoinResult(head, 2, false, head + 1));
        alice.say("two");
        assertThat(bob.texts()).containsExactly("alice: two");
    }

    @Test
    void whereNothingIsKeptItIsToldWhatComesNext() {
        Client alice = memory.client("alice");
        Client bob = memory.client("bob");
        alice.create("hall");

        assertThat(bob.join("hall", 17L).result()).isEqualTo(new JoinResult(BASE, 2, false, BASE + 1));
        alice.say("one");
        assertThat(bob.texts()).containsExactly("alice: one");
    }

    @Test
    void whatASessionWithoutALogHasDroppedIsNotRecovered() {
        Client alice = memory.client("alice");
        Client bob = memory.client("bob");
        alice.create("hall");
        say(alice, 40);

        Joined joined = bob.join("hall", BASE + 1);

        List<Heard> heard = bob.heard();
        assertThat(joined.result().recovered()).isFalse();
        assertThat(joined.result().from()).isEqualTo(heard.get(0).sequence()).isGreaterThan(BASE + 2);
        assertThat(heard).hasSizeLessThan(39).allMatch(Heard::replay);
        assertThat(heard.get(heard.size() - 1).sequence()).isEqualTo(BASE + 40);
        assertThat(bob.events()).isEmpty();

        bob.leave("hall");
        assertThat(bob.join("hall", heard.get(0).sequence() - 1).result().recovered())
                .isTrue();
        assertThat(bob.heard()).hasSameSizeAs(heard);
        bob.leave("hall");
        assertThat(bob.join("hall", 0L).result().recovered()).isFalse();
        assertThat(bob.heard()).hasSameSizeAs(heard);
    }

    @Test
    void aLogRecoversWhatTheMemoryHasDropped() {
        Client alice = durable.client("alice");
        Client bob = durable.client("bob");
        alice.create("hall");
        List<String> said = say(alice, 40);

        assertThat(bob.join("hall", 0L).result().recovered()).isTrue();

        assertThat(bob.texts())
                .isEqualTo(said.stream().map(each -> "*alice: " + each).toList());
        assertThat(log.reads).hasPositiveValue();
        assertThat(bob.events()).isEmpty();
    }

    @Test
    void aSessionGoesOnFromItsLog() {
        Client alice = durable.client("alice");
        alice.create("hall");
        alice.say("one");
        alice.leave("hall");
        durable.clock.set(5);

        alice.join("hall");
        assertThat(alice.say("two").sequence()).isEqualTo(BASE + 2);
        Client bob = durable.client("bob");
        assertThat(bob.join("hall", 0L).result()).isEqualTo(new JoinResult(BASE + 2, 2, true, null));
        assertThat(bob.texts()).containsExactly("*alice: one", "*alice: two");

        Client carol = durable.client("carol");
        assertThat(carol.join("hall", BASE + 1).result().recovered()).isTrue();
        assertThat(carol.texts()).containsExactly("*alice: two");
    }

    @Test
    void theReplayEndsWhereWhatIsLiveBegins() {
        Client alice = memory.client("alice");
        Client bob = memory.client("bob");
        alice.create("hall");
        alice.say("one");
        Joined joined = bob.joinOnly("hall", 0L);
        alice.say("two");
        bob.say("mine");
        assertThat(bob.received()).isEmpty();

        bob.activate(joined);
        alice.say("three");

        assertThat(bob.texts()).containsExactly("*alice: one", "alice: two", "alice: three");
    }

    @Test
    void aMemberThatWaitsForItsLogMissesNothing() {
        Client alice = durable.client("alice");
        Client bob = durable.client("bob");
        alice.create("hall");
        say(alice, 30);
        CompletableFuture<List<LoggedMessage>> slow = new CompletableFuture<>();
        log.reading = () -> slow;
        Joined joined = bob.joinOnly("hall", 0L);
        bob.activate(joined);
        alice.say("meanwhile");
        assertThat(bob.received()).isEmpty();
        assertThat(log.reads).hasValue(1);

        log.reading = null;
        slow.complete(log.kept("hall").subList(0, 10));
        durable.run();

        List<Heard> heard = bob.heard();
        assertThat(heard).hasSize(31);
        assertThat(heard.subList(0, 30)).allMatch(Heard::replay);
        assertThat(heard.get(30)).hasToString("alice: meanwhile");
        assertThat(heard).extracting(Heard::sequence).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aPageThatComesAfterItsMemberLeftIsDropped() {
        Client alice = durable.client("alice");
        Client bob = durable.client("bob");
        alice.create("hall");
        say(alice, 30);
        CompletableFuture<List<LoggedMessage>> slow = new CompletableFuture<>();
        log.reading = () -> slow;
        bob.join("hall", 0L);
        bob.leave("hall");

        slow.complete(log.kept("hall"));
        durable.run();

        assertThat(bob.received()).isEmpty();
    }

    @Test
    void aMemberWhoseLogCannotBeReadIsDisconnectedRatherThanToldHalf() {
        Client alice = durable.client("alice");
        Client bob = durable.client("bob");
        Client carol = durable.client("carol");
        alice.create("hall");
        say(alice, 30);

        log.reading = () -> CompletableFuture.failedFuture(new IllegalStateException("disk: gone"));
        bob.join("hall", 0L);
        assertThat(bob.channel.isOpen()).isFalse();
        assertThat(bob.received()).isEmpty();

        log.reading = () -> {
            throw new IllegalStateException("disk: gone");
        };
        carol.join("hall", 0L);
        assertThat(carol.channel.isOpen()).isFalse();
        assertThat(alice.channel.isOpen()).isTrue();
        assertThat(requireNonNull(durable.manager.find("hall")).size()).isEqualTo(1);
    }

    @Test
    void whatAPageHoldsIsBoundedAndTheRestFollows() {
        SessionSettings large = new SessionSettings(100, 10, 100, 1 << 20, Duration.ZERO, 3);
        try (World world = new World(large, new MemoryLog())) {
            Client alice = world.client("alice");
            Client bob = world.client("bob");
            alice.create("hall");
            for (int i = 0; i < 20; i++) {
                alice.say("y".repeat(10_000));
            }
            Joined joined = bob.joinOnly("hall", 0L);
            bob.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
            bob.activate(joined);
            assertThat(bob.received()).isEmpty();
            bob.writable(true);

            assertThat(bob.heard()).hasSize(20).allMatch(Heard::replay);
        }
    }

    private static List<String> say(Client speaker, int count) {
        List<String> said = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            said.add(i + LONG);
            speaker.say(i + LONG);
        }
        return said;
    }
}
