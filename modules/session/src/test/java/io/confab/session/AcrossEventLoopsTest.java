package io.confab.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Durability;
import io.confab.api.NakCode;
import io.confab.codec.PresenceEvent;
import io.confab.codec.SessionOptions;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session whose members live on another event loop than it does itself. */
class AcrossEventLoopsTest {

    private static final String LONG = "x".repeat(300);

    private final Recorder recorder = new Recorder();
    private final OnlineAccounts online = new OnlineAccounts(10);
    private final TestLog log = new TestLog(true);
    private final SessionManager manager = new SessionManager(
            new SessionSettings(10, 10, 10, 4096, Duration.ZERO, 10, Durability.SYNCED),
            log,
            PooledByteBufAllocator.DEFAULT,
            new TestClock(),
            List.of(recorder));
    private final Loop here = new Loop();
    private final Loop there = new Loop();
    private final Loop.End alice = here.login("alice", online);
    private final Loop.End bob = there.login("bob", online);

    @AfterEach
    void leavesNothingBehind() {
        alice.channel.close().syncUninterruptibly();
        bob.channel.close().syncUninterruptibly();
        settle();
        assertThat(manager.entries(null)).allMatch(session -> manager.find(session.name()) == null);
        assertThat(online.size()).isZero();
        here.close();
        there.close();
        LeakPresenceDetector.check();
    }

    private void settle() {
        for (int i = 0; i < 3; i++) {
            there.settle();
            here.settle();
        }
    }

    private Member activated(Loop loop, CompletionStage<Joined> joining) {
        Joined joined = Await.value(joining);
        loop.call(() -> {
            joined.member().activate();
            return true;
        });
        return joined.member();
    }

    private Member create() {
        return activated(here, here.call(() -> manager.create(alice.connection, "hall", SessionOptions.DEFAULT)));
    }

    private Member join(@Nullable Long after) {
        return activated(there, there.call(() -> manager.join(bob.connection, "hall", after)));
    }

    private Thread thread(Loop loop) {
        return loop.call(Thread::currentThread);
    }

    @Test
    void membersHearEachOtherAndAreAnsweredOnTheirOwnLoops() {
        create();
        join(null);
        assertThat(alice.next()).isEqualTo(new PresenceEvent("hall", List.of("bob"), List.of(), 2));

        Remark hi = alice.say("hall", "hi");
        assertThat(bob.next()).isEqualTo("alice: hi");
        Remark hello = bob.say("hall", "hello");
        assertThat(alice.next()).isEqualTo("bob: hello");

        assertThat(hello.sequence()).isEqualTo(hi.sequence() + 1);
        settle();
        assertThat(hi.thread()).isSameAs(thread(here));
        assertThat(hello.thread()).isSameAs(thread(there));
        assertThat(bob.hasReceived()).isFalse();
    }

    @Test
    void aJoinIsDecidedOnTheSessionsLoopAndToldOnTheMembers() {
        create();
        CountDownLatch release = here.hold();
        CompletionStage<Joined> joining = there.call(() -> manager.join(bob.connection, "hall", null));
        there.settle();
        assertThat(joining.toCompletableFuture()).isNotDone();
        assertThat(there.call(bob.connection::claims)).isEqualTo(1);
        assertThat(there.call(bob.connection::memberships)).isZero();

        release.countDown();
        Thread told = Await.value(joining.thenApply(joined -> Thread.currentThread()));

        assertThat(Await.value(joining).result().members()).isEqualTo(2);
        assertThat(told).isNotSameAs(thread(here));
        assertThat(there.call(bob.connection::memberships)).isEqualTo(1);
        assertThat(there.call(bob.connection::claims)).isEqualTo(1);
    }

    @Test
    void aRefusalComesBackToo() {
        create();
        join(null);

        assertThat(Await.refusal(there.call(() -> manager.join(bob.connection, "hall", null))))
                .isEqualTo(NakCode.ALREADY_MEMBER);
        assertThat(there.call(bob.connection::claims)).isEqualTo(1);
    }

    @Test
    void whoIsGoneBeforeItsJoinIsDecidedIsNoMember() {
        create();
        CountDownLatch release = here.hold();
        there.call(() -> manager.join(bob.connection, "hall", null));
        bob.channel.close().syncUninterruptibly();

        release.countDown();
        settle();

        assertThat(manager.memberNames("hall", null, 10)).containsExactly("alice");
        assertThat(recorder.calls).endsWith("bob joined hall", "bob left hall");
    }

    @Test
    void whoLeavesIsToldOnItsOwnLoopOnceTheSessionKnows() {
        create();
        Member member = join(null);
        CountDownLatch release = here.hold();
        CompletionStage<Void> leaving = there.call(member::leave);
        there.settle();
        assertThat(leaving.toCompletableFuture()).isNotDone();

        release.countDown();
        leaving.toCompletableFuture().join();

        assertThat(requireNonNull(manager.find("hall")).size()).isEqualTo(1);
    }

    @Test
    void whatIsSaidRightBeforeLeavingIsHeard() {
        create();
        Member member = join(null);
        assertThat(alice.next()).isInstanceOf(PresenceEvent.class);
        Remark bye = new Remark("bye");

        there.call(() -> {
            member.say(bye);
            return member.leave();
        });

        assertThat(alice.next()).isEqualTo("bob: bye");
        assertThat(bye.sequence()).isPositive();
    }

    @Test
    void aReplayCrossesLoops() {
        create();
        for (int i = 0; i < 30; i++) {
            assertThat(alice.say("hall", i + LONG).sequence()).isPositive();
        }
        join(0L);

        for (int i = 0; i < 30; i++) {
            assertThat(bob.next()).isEqualTo("*alice: " + i + LONG);
        }
        assertThat(log.reads).hasPositiveValue();
    }

    @Test
    void historyCanBeReadFromAnyThread() {
        create();
        alice.say("hall", "one").sequence();

        assertThat(Await.value(requireNonNull(manager.find("hall")).history(null, null, 5))
                        .messages())
                .hasSize(1);
    }

    @Test
    void refusalsOfALogThatFailsComeBackToo() {
        create();
        join(null);
        log.appendThrows = new IllegalStateException("disk: gone");
        Remark lost = bob.say("hall", "lost");

        assertThat(lost.refusal()).isEqualTo(NakCode.UNAVAILABLE);
        assertThat(lost.thread()).isSameAs(thread(there));
        log.appendThrows = null;
    }
}
