package io.confab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.LaggedEvent;
import io.confab.codec.PresenceEvent;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members whose channels are not always writable. */
class LaggingTest {

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
    void whatComesWhileAChannelIsFullIsDeliveredWhenItNoLongerIs() {
        Client alice = memory.client("alice");
        Client bob = memory.client("bob");
        alice.create("hall");
        bob.join("hall");
        bob.writable(false);
        alice.say("one");
        alice.say("two");
        assertThat(bob.received()).isEmpty();

        bob.writable(true);

        assertThat(bob.texts()).containsExactly("alice: one", "alice: two");
    }

    @Test
    void whatComesWhileAConnectionIsPausedIsDeliveredOnceItGoesOn() {
        Client alice = memory.client("alice");
        Client bob = memory.client("bob");
        alice.create("hall");
        bob.join("hall");
        bob.connection.pause();
        alice.say("one");
        alice.say("two");
        memory.advance(100);
        assertThat(bob.received()).isEmpty();

        bob.connection.resume();

        assertThat(bob.texts()).containsExactly("alice: one", "alice: two");
        alice.say("three");
        assertThat(bob.texts()).containsExactly("alice: three");
    }

    @Test
    void aConnectionThatPausesInTheMiddleOfADeliveryIsGivenNoMore() {
        Client alice = memory.client("alice");
        Client bob = memory.client("bob");
        alice.create("hall");
        bob.join("hall");
        bob.connection.pause();
        speak(alice, 8); // in more segments than one
        bob.channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
                bob.connection.pause();
                ctx.write(msg, promise);
            }
        });

        bob.connection.resume();

        int first = bob.heard().size();
        assertThat(first).isBetween(1, 7);
        bob.connection.resume();
        assertThat(bob.heard()).isNotEmpty().hasSizeLessThan(8);
    }

    @Test
    void withoutALogItIsToldWhatItMissedAndGoesOn() {
        Client alice = memory.client("alice");
        Client bob = memory.client("bob");
        Client carol = memory.client("carol");
        alice.create("hall");
        bob.join("hall");
        carol.join("hall");
        memory.advance(100);
        bob.received();
        alice.say("heard");
        bob.heard();
        bob.writable(false);
        speak(alice, 40);

        bob.writable(true);

        List<Object> received = bob.received();
        LaggedEvent lagged = (LaggedEvent) received.get(0);
        assertThat(lagged.session()).isEqualTo("hall");
        assertThat(lagged.from()).isEqualTo(BASE + 2);
        assertThat(received).hasSizeGreaterThan(3);
        assertThat(((Heard) received.get(1)).sequence()).isEqualTo(lagged.to() + 1);
        assertThat(((Heard) received.get(received.size() - 1)).sequence()).isEqualTo(BASE + 41);
        assertThat(received).filteredOn(LaggedEvent.class::isInstance).hasSize(1);
        assertThat(carol.heard()).hasSize(41);

        alice.say("again");
        assertThat(bob.texts()).containsExactly("alice: again");
    }

    @Test
    void whereMemoryIsNeededTheHalfInWhichNobodyHasSpokenForLongestKeepsLess() {
        Client alice = memory.client("alice");
        Client bob = memory.client("bob");
        Client carol = memory.client("carol");
        alice.create("old");
        carol.create("new");
        bob.join("old");
        bob.join("new");
        bob.writable(false);
        speak(alice, 10);
        memory.advance(1);
        speak(carol, 10);

        memory.manager.shrinkTails();
        bob.writable(true);

        assertThat(bob.received())
                .filteredOn(LaggedEvent.class::isInstance)
                .singleElement()
                .satisfies(
                        lagged -> assertThat(((LaggedEvent) lagged).session()).isEqualTo("old"));
    }

    @Test
    void withALogItMissesNothing() {
        Client alice = durable.client("alice");
        Client bob = durable.client("bob");
        alice.create("hall");
        bob.join("hall");
        alice.say("heard");
        bob.heard();
        bob.writable(false);
        bob.say("my own");
        List<String> said = speak(alice, 40);
        assertThat(log.reads).hasValue(0);

        bob.writable(true);

        assertThat(bob.texts()).isEqualTo(said);
        assertThat(log.reads).hasPositiveValue();
        durable.advance(100);
        assertThat(bob.events()).isEmpty();
        alice.say("again");
        assertThat(bob.texts()).containsExactly("alice: again");
    }

    @Test
    void whatTheMemoryStillHoldsIsNotReadFromTheLog() {
        Client alice = durable.client("alice");
        Client bob = durable.client("bob");
        alice.create("hall");
        bob.join("hall");
        bob.writable(false);
        alice.say("one");

        bob.writable(true);

        assertThat(bob.texts()).containsExactly("alice: one");
        assertThat(log.reads).hasValue(0);
    }

    @Test
    void whoCameAndWentMeanwhileIsToldAsACount() {
        Client alice = memory.client("alice");
        Client bob = memory.client("bob");
        Client carol = memory.client("carol");
        alice.create("hall");
        bob.join("hall");
        memory.advance(100);
        assertThat(bob.received()).isEmpty();
        bob.writable(false);
        carol.join("hall");
        memory.advance(100);
        assertThat(bob.received()).isEmpty();

        bob.writable(true);

        assertThat(bob.received()).containsExactly(new PresenceEvent("hall", List.of(), List.of(), 3));
        alice.say("hi");
        assertThat(bob.events()).isEmpty();
    }

    @Test
    void whatFellOffWhileItsOwnChannelWasFullIsCaughtUpFromTheTailPageByPage() {
        Client alice = memory.client("alice");
        Client bob = memory.client("bob");
        alice.create("hall");
        alice.say("first");
        Joined joined = bob.joinOnly("hall", 0L);
        bob.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        bob.activate(joined);
        speak(alice, 40);

        bob.writable(true);

        List<Object> received = bob.received();
        LaggedEvent lagged = (LaggedEvent) received.get(0);
        assertThat(lagged.from()).isEqualTo(BASE + 1);
        assertThat(((Heard) received.get(1)).sequence()).isEqualTo(lagged.to() + 1);
        assertThat(((Heard) received.get(1)).replay()).isFalse();
        assertThat(((Heard) received.get(received.size() - 1)).sequence()).isEqualTo(BASE + 41);
    }

    @Test
    void aSpeakerWhoseOwnMessagesFellOffTheTailIsNotToldThemAsMissed() {
        Client alice = memory.client("alice");
        Client bob = memory.client("bob");
        alice.create("hall");
        bob.join("hall");

        speak(alice, 40);

        assertThat(alice.heard()).isEmpty();
        memory.advance(100);
        assertThat(alice.events()).containsExactly(new PresenceEvent("hall", List.of("bob"), List.of(), 2));
    }

    private static List<String> speak(Client speaker, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    speaker.say(i + LONG);
                    return "alice: " + i + LONG;
                })
                .toList();
    }
}
