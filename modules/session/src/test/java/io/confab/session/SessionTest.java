package io.confab.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.NakCode;
import io.confab.codec.JoinResult;
import io.confab.codec.ListResult;
import io.confab.codec.SessionOptions;
import io.netty.buffer.ByteBuf;
import io.netty.util.CharsetUtil;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionTest {

    private static final long BEFORE_FIRST = TestClock.START * 1000;

    private final Recorder recorder = new Recorder();
    private final World world = new World(World.SMALL, new MemoryLog(), recorder);
    private final Client alice = world.client("alice");
    private final Client bob = world.client("bob");

    @AfterEach
    void leavesNothingBehind() {
        world.close();
    }

    @Test
    void membersHearTheOthersAndNotThemselves() {
        alice.create("hall");
        bob.join("hall");

        Remark hi = alice.say("hi");
        Remark hello = bob.say("hello");

        assertThat(alice.texts()).containsExactly("bob: hello");
        assertThat(bob.texts()).containsExactly("alice: hi");
        assertThat(hi.sequence()).isEqualTo(BEFORE_FIRST + 1);
        assertThat(hello.sequence()).isEqualTo(BEFORE_FIRST + 2);
        assertThat(hi.timestamp()).isEqualTo(TestClock.START);
    }

    @Test
    void everybodyHearsTheSameOrder() {
        Client carol = world.client("carol");
        alice.create("hall");
        bob.join("hall");
        carol.join("hall");

        for (int i = 0; i < 10; i++) {
            alice.say("a" + i);
            bob.say("b" + i);
        }

        assertThat(carol.heard())
                .extracting(Heard::text)
                .hasSize(20)
                .startsWith("a0", "b0", "a1")
                .endsWith("a9", "b9");
        assertThat(alice.heard())
                .extracting(Heard::text)
                .hasSize(10)
                .startsWith("b0")
                .endsWith("b9");
    }

    @Test
    void whatOneReadBringsIsSaidInItsOrder() {
        alice.create("hall");
        bob.join("hall");

        Remark one = new Remark("one");
        Remark two = new Remark("two");
        alice.member("hall").say(one);
        alice.member("hall").say(two);
        world.run();
        assertThat(one.isAnswered()).isFalse();
        alice.connection.readComplete();
        world.run();

        assertThat(two.sequence()).isEqualTo(one.sequence() + 1);
        assertThat(bob.texts()).containsExactly("alice: one", "alice: two");
    }

    @Test
    void aNewMemberHearsOnlyWhatIsSaidFromThenOn() {
        alice.create("hall");
        Remark before = alice.say("before");

        Joined joined = bob.join("hall", (Long) null);
        alice.say("after");

        assertThat(joined.result()).isEqualTo(new JoinResult(before.sequence(), 2, true, null));
        assertThat(bob.texts()).containsExactly("alice: after");
    }

    @Test
    void nothingIsDeliveredBeforeTheMembershipIsActivated() {
        alice.create("hall");
        Joined joined = bob.joinOnly("hall", null);
        alice.say("early");
        assertThat(bob.received()).isEmpty();

        bob.activate(joined);

        assertThat(bob.texts()).containsExactly("alice: early");
    }

    @Test
    void aMemberThatLeftBeforeItWasActivatedStaysAway() {
        alice.create("hall");
        Joined joined = bob.joinOnly("hall", null);
        bob.leave("hall");

        bob.activate(joined);
        alice.say("nobody?");

        assertThat(bob.received()).isEmpty();
        assertThat(requireNonNull(world.manager.find("hall")).size()).isEqualTo(1);
    }

    @Test
    void aMemberThatLeftHearsNothingMoreAndCannotSpeak() {
        alice.create("hall");
        Member member = bob.join("hall");
        bob.leave("hall");
        alice.say("gone?");
        Remark late = new Remark("late");

        member.say(late);
        bob.connection.readComplete();
        world.run();

        assertThat(bob.received()).isEmpty();
        assertThat(late.refusal()).isEqualTo(NakCode.NOT_A_MEMBER);
        assertThat(alice.texts()).isEmpty();
    }

    @Test
    void leavingTwiceIsLeavingOnce() {
        alice.create("hall");
        Member member = bob.join("hall");
        bob.leave("hall");
        Member again = bob.join("hall");

        CompletionStage<Void> left = member.leave();

        assertThat(left.toCompletableFuture()).isCompleted();
        assertThat(bob.connection.member("hall")).isSameAs(again);
        assertThat(requireNonNull(world.manager.find("hall")).size()).isEqualTo(2);
    }

    @Test
    void whatIsSaidRightBeforeLeavingIsHeard() {
        alice.create("hall");
        bob.join("hall");
        Remark bye = new Remark("bye");

        bob.member("hall").say(bye);
        bob.leave("hall");
        bob.connection.readComplete();
        world.run();

        assertThat(alice.texts()).containsExactly("bob: bye");
        assertThat(bye.isAnswered()).isTrue();
    }

    @Test
    void nobodyJoinsTwice() {
        alice.create("hall");

        assertThat(alice.joinRefusal("hall")).isEqualTo(NakCode.ALREADY_MEMBER);
        assertThat(requireNonNull(world.manager.find("hall")).size()).isEqualTo(1);
        assertThat(alice.connection.memberships()).isEqualTo(1);
    }

    @Test
    void aSessionTakesAsManyMembersAsItsCreatorWanted() {
        Client carol = world.client("carol");
        alice.create("hall", new SessionOptions(null, "tea", 2));
        bob.join("hall");

        assertThat(carol.joinRefusal("hall")).isEqualTo(NakCode.SESSION_FULL);
        assertThat(world.manager.entry("hall")).isEqualTo(new ListResult.Entry("hall", 2, "tea", 2));

        bob.leave("hall");
        carol.join("hall");
        assertThat(world.manager.memberNames("hall", null, 10)).containsExactly("alice", "carol");
    }

    @Test
    void theServersOwnCapacityHoldsWhereItIsLess() {
        alice.create("hall", new SessionOptions(null, null, 1000));
        alice.create("yard");

        assertThat(world.manager.entry("hall").capacity()).isEqualTo(100);
        assertThat(world.manager.entry("yard").capacity()).isNull();
    }

    @Test
    void namesOfMembersAreListedInOrderAndInPages() {
        Session hall = bob.create("hall").session();
        alice.join("hall");
        world.client("carol").join("hall");

        assertThat(hall.memberNames(null, 10)).containsExactly("alice", "bob", "carol");
        assertThat(hall.memberNames(null, 2)).containsExactly("alice", "bob");
        assertThat(hall.memberNames("alice", 1)).containsExactly("bob");
        assertThat(hall.memberNames("carol", 10)).isEmpty();
        assertThat(hall).hasToString("hall (3 members)");
        assertThat(hall.name()).isEqualTo("hall");
        assertThat(hall.channels().size()).isEqualTo(3);
    }

    @Test
    void aSessionClosesWhenItsLastMemberLeaves() {
        alice.create("hall");
        bob.join("hall");
        alice.leave("hall");
        assertThat(world.manager.find("hall")).isNotNull();

        bob.leave("hall");

        assertThat(world.manager.find("hall")).isNull();
        assertThat(alice.joinRefusal("hall")).isEqualTo(NakCode.NO_SUCH_SESSION);
    }

    @Test
    void whoLosesItsConnectionLeavesEverything() {
        alice.create("hall");
        bob.join("hall");
        bob.create("yard");

        bob.disconnect();

        assertThat(world.manager.memberNames("hall", null, 10)).containsExactly("alice");
        assertThat(world.manager.find("yard")).isNull();
        assertThat(world.online.find("bob")).isNull();
    }

    @Test
    void listenersAreToldInTheOrderInWhichThingsHappen() {
        alice.create("hall");
        bob.join("hall");
        alice.say("hi");
        bob.leave("hall");
        alice.leave("hall");

        assertThat(recorder.calls)
                .containsExactly(
                        "alice created hall",
                        "alice joined hall",
                        "bob joined hall",
                        "alice said hi in hall",
                        "bob left hall",
                        "alice left hall",
                        "hall closed");
    }

    @Test
    void membersGetWhatIsSaidInTheirOwnFormat() {
        Client plain = world.client("plain", new PlainFormat());
        Client other = world.client("other", new PlainFormat(3));
        alice.create("hall");
        alice.say("before");
        plain.join("hall");
        other.join("hall");

        alice.say("hi");
        bob.join("hall");
        alice.say("again");

        String lines = "alice " + (BEFORE_FIRST + 2) + "\nalice " + (BEFORE_FIRST + 3) + "\n";
        assertThat(text(plain)).isEqualTo(lines);
        assertThat(text(other)).isEqualTo(lines.replace("\n", "\n\0\0\0"));
        assertThat(bob.texts()).containsExactly("alice: again");
    }

    private static String text(Client client) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf out = client.channel.readOutbound(); out != null; out = client.channel.readOutbound()) {
            text.append(out.toString(CharsetUtil.US_ASCII));
            out.release();
        }
        return text.toString();
    }

    @Test
    void aMemberSaysWhoItIs() {
        Member member = alice.create("hall");

        assertThat(member.account()).isEqualTo("alice");
        assertThat(member.connection()).isSameAs(alice.connection);
        assertThat(member.session()).isSameAs(world.manager.find("hall"));
        assertThat(member).hasToString("alice in hall");
    }
}
