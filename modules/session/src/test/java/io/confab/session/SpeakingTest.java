package io.confab.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.NakCode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of something said where the log is late or fails, or where it was said before. */
class SpeakingTest {

    private static final UUID ID = new UUID(1, 2);

    private final TestLog log = new TestLog(true);
    private final World world = new World(log);
    private final Client alice = world.client("alice");
    private final Client bob = world.client("bob");

    @AfterEach
    void leavesNothingBehind() {
        world.close();
    }

    private void hall() {
        alice.create("hall");
        bob.join("hall");
    }

    private Remark say(Client speaker, Remark remark) {
        speaker.say(remark);
        return remark;
    }

    @Test
    void nobodyKnowsOfAMessageBeforeItIsInTheLog() {
        hall();
        log.hold = true;
        Remark hi = alice.say("hi");
        assertThat(hi.isAnswered()).isFalse();
        assertThat(bob.received()).isEmpty();

        log.held.get(0).commit();
        world.run();

        assertThat(hi.isAnswered()).isTrue();
        assertThat(bob.texts()).containsExactly("alice: hi");
    }

    @Test
    void aMessageIsEncodedOnceForEachFormatHoweverManyListen() {
        hall();
        PlainFormat plain = new PlainFormat();
        for (String name : List.of("carol", "dave", "erin")) {
            world.client(name, plain).join("hall");
        }
        alice.say("one");
        bob.say("two");
        assertThat(world.manager.encodings()).containsOnly(Map.entry("native", 2L), Map.entry("plain", 2L));
    }

    @Test
    void oneReadIsOneBatch() {
        hall();
        log.hold = true;
        Member member = alice.member("hall");
        member.say(new Remark("one"));
        member.say(new Remark("two"));
        bob.member("hall").say(new Remark("three"));
        alice.connection.readComplete();
        bob.connection.readComplete();
        world.run();

        assertThat(log.held).hasSize(1);
        log.held.get(0).commit();
        world.run();
        assertThat(bob.texts()).containsExactly("alice: one", "alice: two");
        assertThat(alice.texts()).containsExactly("bob: three");
    }

    @Test
    void batchesComeInOrderHoweverTheyAreToldOf() {
        hall();
        log.hold = true;
        Remark one = alice.say("one");
        Remark two = alice.say("two");
        log.held.get(1).stage.complete(null);
        world.run();
        assertThat(two.isAnswered()).isFalse();
        assertThat(bob.received()).isEmpty();

        log.held.get(0).commit();
        world.run();

        assertThat(bob.texts()).containsExactly("alice: one", "alice: two");
        assertThat(two.sequence()).isEqualTo(one.sequence() + 1);
    }

    @Test
    void aBatchThatIsCommittedAtOnceWaitsForThoseBeforeIt() {
        hall();
        log.hold = true;
        alice.say("one");
        log.hold = false;
        Remark two = alice.say("two");
        assertThat(two.isAnswered()).isFalse();
        assertThat(bob.received()).isEmpty();

        log.held.get(0).commit();
        world.run();

        assertThat(bob.texts()).containsExactly("alice: one", "alice: two");
    }

    @Test
    void whatCannotBeLoggedIsRefusedAndNotHeard() {
        hall();
        log.hold = true;
        Remark lost = alice.say("lost");
        log.held.get(0).fail();
        world.run();
        log.hold = false;

        assertThat(lost.refusal()).isEqualTo(NakCode.UNAVAILABLE);
        assertThat(bob.received()).isEmpty();
        assertThat(alice.say("next").isAnswered()).isTrue();
        assertThat(bob.texts()).containsExactly("alice: next");
    }

    @Test
    void aLogThatThrowsRefusesLikeOneThatFails() {
        hall();
        log.appendThrows = new IllegalStateException("disk: gone");
        Remark lost = say(alice, new Remark(ID, "lost"));
        log.appendThrows = null;

        assertThat(lost.refusal()).isEqualTo(NakCode.UNAVAILABLE);
        assertThat(say(alice, new Remark(ID, "found")).isAnswered()).isTrue();
        assertThat(bob.texts()).containsExactly("alice: found");
    }

    @Test
    void aMessageSaidAgainIsAnsweredByItsFirstStampAndHeardOnce() {
        hall();
        Remark first = say(alice, new Remark(ID, "hi"));
        world.clock.advance(50);
        alice.say("between");

        Remark again = say(alice, new Remark(ID, "hi"));

        assertThat(again.sequence()).isEqualTo(first.sequence());
        assertThat(again.timestamp()).isEqualTo(first.timestamp()).isEqualTo(TestClock.START);
        assertThat(bob.texts()).containsExactly("alice: hi", "alice: between");
        assertThat(log.kept("hall")).hasSize(2);
    }

    @Test
    void aRepeatDoesNotShiftTheStampsOfWhatItIsSaidWith() {
        hall();
        Remark first = say(alice, new Remark(ID, "hi"));
        Member member = alice.member("hall");
        Remark before = new Remark("before");
        Remark again = new Remark(ID, "hi");
        Remark after = new Remark("after");
        member.say(before);
        member.say(again);
        member.say(after);
        alice.connection.readComplete();
        world.run();

        assertThat(before.sequence()).isEqualTo(first.sequence() + 1);
        assertThat(again.sequence()).isEqualTo(first.sequence());
        assertThat(after.sequence()).isEqualTo(first.sequence() + 2);
        assertThat(bob.texts()).containsExactly("alice: hi", "alice: before", "alice: after");
    }

    @Test
    void theSameIdIsAnotherMessageOfAnotherAccount() {
        hall();
        Remark hers = say(alice, new Remark(ID, "hers"));
        Remark his = say(bob, new Remark(ID, "his"));

        assertThat(his.sequence()).isEqualTo(hers.sequence() + 1);
        assertThat(alice.texts()).containsExactly("bob: his");
    }

    @Test
    void aRepeatOfWhatIsOnItsWayWaitsForIt() {
        hall();
        log.hold = true;
        Remark first = say(alice, new Remark(ID, "hi"));
        Remark again = say(alice, new Remark(ID, "hi"));
        assertThat(log.held).hasSize(1);
        assertThat(again.isAnswered()).isFalse();

        log.held.get(0).commit();
        world.run();

        assertThat(again.sequence()).isEqualTo(first.sequence());
        assertThat(bob.texts()).containsExactly("alice: hi");
    }

    @Test
    void aRepeatOfWhatFailsIsRefusedButNotWhatItIsSaidWith() {
        hall();
        log.hold = true;
        Remark first = say(alice, new Remark(ID, "hi"));
        Remark again = new Remark(ID, "hi");
        Remark other = new Remark("other");
        Member member = alice.member("hall");
        member.say(again);
        member.say(other);
        alice.connection.readComplete();
        world.run();

        log.held.get(0).fail();
        log.held.get(1).commit();
        world.run();
        log.hold = false;

        assertThat(first.refusal()).isEqualTo(NakCode.UNAVAILABLE);
        assertThat(again.refusal()).isEqualTo(NakCode.UNAVAILABLE);
        assertThat(other.isAnswered()).isTrue();
        assertThat(bob.texts()).containsExactly("alice: other");
        assertThat(say(alice, new Remark(ID, "hi")).sequence()).isGreaterThan(other.sequence());
    }

    @Test
    void aLaterBatchIsNotRefusedForAnEarlierOneWithNoMessages() {
        hall();
        Remark kept = say(alice, new Remark(ID, "kept"));
        log.hold = true;
        Remark lost = alice.say("lost");
        Remark repeat = say(alice, new Remark(ID, "kept"));
        Remark fine = alice.say("fine");

        log.held.get(0).fail();
        log.held.get(1).commit();
        world.run();

        assertThat(lost.refusal()).isEqualTo(NakCode.UNAVAILABLE);
        assertThat(repeat.sequence()).isEqualTo(kept.sequence());
        assertThat(fine.isAnswered()).isTrue();
        assertThat(bob.texts()).containsExactly("alice: kept", "alice: fine");
    }

    @Test
    void anIdIsForgottenWithItsMessage() {
        hall();
        log.finding = () -> CompletableFuture.completedFuture(null);
        Remark first = say(alice, new Remark(ID, "hi"));
        for (int i = 0; i < 40; i++) {
            alice.say("x".repeat(300));
        }

        assertThat(say(alice, new Remark(ID, "hi")).sequence()).isEqualTo(first.sequence() + 41);
    }

    @Test
    void membersAreToldWhetherItIsJson() {
        hall();
        alice.say(new Remark(null, true, "{}"));
        alice.say("{}");

        assertThat(bob.heard()).extracting(each -> each.message().json()).containsExactly(true, false);
    }

    @Test
    void timeNeverRunsBackward() {
        hall();
        Remark one = alice.say("one");
        world.clock.set(5);
        Remark two = alice.say("two");
        world.clock.set(TestClock.START + 7);
        Remark three = alice.say("three");

        assertThat(two.timestamp()).isEqualTo(one.timestamp());
        assertThat(three.timestamp()).isEqualTo(TestClock.START + 7);
    }

    @Test
    void aSessionWaitsForItsLogBeforeItCloses() {
        alice.create("hall");
        log.hold = true;
        Remark last = alice.say("last words");
        alice.leave("hall");
        assertThat(world.manager.find("hall")).isNotNull();
        assertThat(log.calls).containsExactly("open hall");

        log.held.get(0).commit();
        world.run();

        assertThat(last.isAnswered()).isTrue();
        assertThat(world.manager.find("hall")).isNull();
        assertThat(log.calls).containsExactly("open hall", "close hall");
    }

    @Test
    void aSessionClosesAlsoWhenItsLastWordsFail() {
        alice.create("hall");
        log.hold = true;
        Remark last = alice.say("last words");
        alice.leave("hall");

        log.held.get(0).fail();
        world.run();

        assertThat(last.refusal()).isEqualTo(NakCode.UNAVAILABLE);
        assertThat(world.manager.find("hall")).isNull();
    }

    @Test
    void aSessionThatWaitsForItsLogCanBeJoinedAgain() {
        alice.create("hall");
        log.hold = true;
        alice.say("last words");
        alice.leave("hall");
        bob.join("hall");
        log.held.get(0).commit();
        world.run();

        assertThat(bob.texts()).containsExactly("alice: last words");
        assertThat(requireNonNull(world.manager.find("hall")).size()).isEqualTo(1);
    }
}
