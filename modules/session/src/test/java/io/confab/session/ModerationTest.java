package io.confab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.AuditEvent;
import io.confab.api.Ban;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.codec.KickedEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModerationTest {

    private final TestBanStore store = new TestBanStore();
    private final TestLog log = new TestLog(true);

    private static Moderation moderation(World world) {
        return new Moderation(world.manager, world.online, world.clock);
    }

    private World stored() {
        return new World(World.SMALL, log, store);
    }

    private static <T> T await(World world, CompletionStage<T> stage) {
        world.run();
        return Await.value(stage);
    }

    private static boolean ban(World world, String session, String account, @Nullable Duration time) {
        return await(world, moderation(world).ban(session, account, "alice", "rude", time));
    }

    @Test
    void putsAMemberOutOfASessionAndTellsIt() {
        try (World world = new World()) {
            Client alice = world.client("alice");
            Client bob = world.client("bob");
            alice.create("lab");
            bob.join("lab");
            assertThat(await(world, moderation(world).kick("lab", "bob", "alice", "rude")))
                    .isTrue();
            assertThat(bob.events()).contains(new KickedEvent("lab", "rude"));
            assertThat(bob.connection.memberships()).isZero();
            assertThat(world.manager.memberNames("lab", null, 10)).containsExactly("alice");
            alice.say("now");
            assertThat(bob.texts()).isEmpty();
            bob.join("lab");
            assertThat(world.manager.memberNames("lab", null, 10)).containsExactly("alice", "bob");
        }
    }

    @Test
    void saysThatThereWasNobodyToPutOut() {
        try (World world = stored()) {
            Client alice = world.client("alice");
            alice.create("hall");
            assertThat(await(world, moderation(world).kick("hall", "bob", "alice", "rude")))
                    .isFalse();
            alice.leave("hall");
            assertThat(await(world, moderation(world).kick("hall", "alice", "bob", "rude")))
                    .isFalse();
            assertThat(Await.refusal(moderation(world).kick("yard", "bob", "alice", "rude")))
                    .isEqualTo(NakCode.NO_SUCH_SESSION);
            assertThat(moderation(world).kick("carol", "alice", "rude")).isFalse();
        }
    }

    @Test
    void putsAnAccountOffTheServer() {
        try (World world = new World()) {
            Client bob = world.client("bob");
            bob.create("lab");
            assertThat(moderation(world).kick("bob", "alice", "rude")).isTrue();
            world.run();
            assertThat(bob.events()).contains(new KickedEvent("", "rude"));
            assertThat(bob.channel.isActive()).isFalse();
            assertThat(world.online.find("bob")).isNull();
            assertThat(world.manager.size()).isZero();
        }
    }

    @Test
    void keepsABannedAccountOutOfTheSessionUntilTheBanIsLifted() {
        try (World world = new World()) {
            Client alice = world.client("alice");
            Client bob = world.client("bob");
            alice.create("lab");
            bob.join("lab");
            assertThat(ban(world, "lab", "bob", null)).isTrue();
            assertThat(bob.events()).contains(new KickedEvent("lab", "banned: rude"));
            assertThat(bob.joinRefusal("lab")).isEqualTo(NakCode.FORBIDDEN);
            assertThat(await(world, moderation(world).unban("lab", "bob", "alice")))
                    .isTrue();
            assertThat(await(world, moderation(world).unban("lab", "bob", "alice")))
                    .isFalse();
            bob.join("lab");
        }
    }

    @Test
    void letsABanEndWithItsTime() {
        try (World world = new World()) {
            Client alice = world.client("alice");
            Client bob = world.client("bob");
            alice.create("lab");
            assertThat(ban(world, "lab", "bob", Duration.ofSeconds(60))).isFalse();
            world.clock.advance(59_999);
            assertThatThrownBy(() -> world.manager.bans().check("lab", "bob"))
                    .hasMessage("session: lab (expected: one you are not banned from; the ban ends in 1 s; rude)");
            assertThat(bob.joinRefusal("lab")).isEqualTo(NakCode.FORBIDDEN);
            world.clock.advance(1);
            bob.join("lab");
            assertThat(moderation(world).bans()).isEmpty();
        }
    }

    @Test
    void takesALongBanForWhatItIs() {
        try (World world = new World()) {
            ban(world, Ban.SERVER, "bob", Duration.ofSeconds(Long.MAX_VALUE));
            world.clock.advance(Duration.ofDays(36_500).toMillis());
            assertThatThrownBy(() -> world.manager.bans().check(Ban.SERVER, "bob"))
                    .isInstanceOf(CommandException.class);
        }
    }

    @Test
    void saysWhoEndedASessionWhoeverThatWas() {
        try (World world = stored()) {
            Client alice = world.client("alice");
            alice.create("hall");
            List<AuditEvent> audited = new CopyOnWriteArrayList<>();
            Moderation moderation = new Moderation(world.manager, world.online, world.clock, audited::add);

            await(world, moderation.close("hall", "(server)", null, "over", alice.channel.eventLoop()));

            assertThat(audited).containsExactly(new AuditEvent.SessionEnded("hall", "(server)", null));
        }
    }

    @Test
    void forgetsBansFromASessionThatIsNoMore() {
        try (World world = stored()) {
            Client alice = world.client("alice");
            alice.create("hall");
            ban(world, "hall", "bob", null);
            assertThat(store.kept).hasSize(1);
            await(world, moderation(world).close("hall", "alice", null, "over", alice.channel.eventLoop()));
            assertThat(store.kept).isEmpty();
            alice.create("hall");
            world.client("bob").join("hall");
        }
        try (World world = new World(World.SMALL, new MemoryLog(), store)) {
            Client alice = world.client("alice");
            alice.create("lab");
            ban(world, "lab", "bob", null);
            assertThat(store.kept).isEmpty();
            alice.leave("lab");
            alice.create("lab");
            world.client("bob").join("lab");
        }
    }

    @Test
    void keepsBansFromStoredSessionsAndFromTheServerOverARestart() {
        try (World world = stored()) {
            world.client("alice").create("hall");
            ban(world, "hall", "bob", null);
            ban(world, Ban.SERVER, "carol", Duration.ofHours(1));
            ban(world, Ban.SERVER, "dan", Duration.ofMinutes(1));
        }
        store.kept.put(List.of("yard", "bob"), new Ban("yard", "bob", "alice", null, TestClock.START, null));
        try (World world = stored()) {
            world.clock.advance(60_000);
            Await.value(world.manager.restore());
            assertThat(moderation(world).bans()).extracting(Ban::account).containsExactlyInAnyOrder("bob", "carol");
            assertThat(store.kept).hasSize(2);
            assertThat(world.client("bob").joinRefusal("hall")).isEqualTo(NakCode.FORBIDDEN);
        }
    }

    @Test
    void leavesEverythingAsItWasWhereABanCannotBeKept() {
        try (World world = stored()) {
            Client alice = world.client("alice");
            Client bob = world.client("bob");
            alice.create("hall");
            bob.join("hall");
            store.failure = new IllegalStateException("disk: full (expected: room)");
            assertThat(Await.refusal(moderation(world).ban("hall", "bob", "alice", null, null)))
                    .isEqualTo(NakCode.UNAVAILABLE);
            world.run();
            assertThat(bob.connection.memberships()).isEqualTo(1);
            store.failure = null;
            ban(world, "hall", "bob", null);
            store.failure = new IllegalStateException("disk: full (expected: room)");
            assertThat(Await.refusal(moderation(world).unban("hall", "bob", "alice")))
                    .isEqualTo(NakCode.UNAVAILABLE);
            assertThat(bob.joinRefusal("hall")).isEqualTo(NakCode.FORBIDDEN);
            store.failure = null;
        }
    }

    @Test
    void boundsHowManyMayBeBannedFromASession() {
        try (World world = new World()) {
            world.client("alice").create("lab");
            for (int i = 0; i < BanList.MAX_PER_SESSION; i++) {
                ban(world, "lab", "user" + i, i == 0 ? Duration.ofSeconds(1) : null);
            }
            assertThat(Await.refusal(moderation(world).ban("lab", "bob", "alice", null, null)))
                    .isEqualTo(NakCode.LIMIT_REACHED);
            ban(world, "lab", "user1", null); // in the place of an earlier one
            world.clock.advance(1000);
            ban(world, "lab", "bob", null); // in the place of one that is over
        }
    }

    @Test
    void refusesATimeThatIsNone() {
        try (World world = new World()) {
            assertThatThrownBy(() -> moderation(world).ban("lab", "bob", "alice", null, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("time: PT0S (expected: more than zero)");
        }
    }
}
