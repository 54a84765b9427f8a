package io.confab.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import io.confab.codec.ClosedEvent;
import io.confab.codec.JoinResult;
import io.confab.codec.LaggedEvent;
import io.confab.codec.ListResult;
import io.confab.codec.PresenceEvent;
import io.confab.codec.SessionOptions;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sessions whose messages are kept: they outlive their members, and their server. */
class StoredSessionTest {

    private final TestLog log = new TestLog(true);

    @Test
    void staysWhenItsLastMemberLeaves() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            alice.create("hall", new SessionOptions(true, "tea", 7));
            alice.say("one");
            alice.leave("hall");

            assertThat(world.manager.find("hall")).isNull();
            assertThat(world.manager.entries(null)).containsExactly(new ListResult.Entry("hall", 0, "tea", 7));
            assertThat(world.manager.memberNames("hall", null, 10)).isEmpty();
            assertThat(alice.createRefusal("hall", SessionOptions.DEFAULT)).isEqualTo(NakCode.SESSION_EXISTS);
            assertThat(log.calls).containsExactly("open hall", "close hall");

            JoinResult result = alice.join("hall", 0L).result();
            assertThat(result.recovered()).isTrue();
            assertThat(result.members()).isEqualTo(1);
            assertThat(alice.texts()).hasSize(1);
        }
    }

    @Test
    void goesOnWhereItWasAfterARestart() {
        long last;
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            alice.create("hall");
            last = alice.say("one").sequence();
        }
        try (World world = new World(log)) {
            Await.value(world.manager.restore());
            assertThat(world.manager.size()).isEqualTo(1);
            Client bob = world.client("bob");
            JoinResult result = bob.join("hall", last - 1).result();
            assertThat(result.sequence()).isEqualTo(last);
            assertThat(result.recovered()).isTrue();
            assertThat(bob.say("two").sequence()).isEqualTo(last + 1);
            assertThat(bob.heard()).extracting(Heard::sequence).containsExactly(last);
        }
    }

    @Test
    void sendsNobodyWhatItSaidBeforeItCameBack() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            Client bob = world.client("bob");
            alice.create("hall");
            bob.join("hall");
            log.hold = true;
            Remark remark = alice.say("slow");
            alice.leave("hall");
            alice.join("hall");
            log.hold = false;
            log.held.get(0).commit();
            world.run();
            assertThat(remark.isAnswered()).isTrue();
            assertThat(bob.texts()).containsExactly("alice: slow");
            assertThat(alice.texts()).isEmpty();
            bob.say("quick");
            assertThat(alice.texts()).containsExactly("bob: quick");
        }
    }

    @Test
    void neverGoesBackInTime() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            alice.create("hall");
            alice.say("one");
            alice.leave("hall");
            long timestamp = log.kept("hall").get(0).timestamp();
            world.clock.advance(-60_000);
            alice.join("hall");
            alice.say("two");
            assertThat(log.kept("hall").get(1).timestamp()).isEqualTo(timestamp);
        }
    }

    @Test
    void letsInEverybodyWhoCameWhileItsLogWasOpening() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            Client bob = world.client("bob");
            alice.create("hall");
            alice.leave("hall");
            CompletableFuture<SessionLog> opening = new CompletableFuture<>();
            log.opening = opening;
            CompletionStage<Joined> first = world.manager.join(alice.connection, "hall", null);
            CompletionStage<Joined> second = world.manager.join(bob.connection, "hall", null);
            world.run();
            assertThat(first.toCompletableFuture()).isNotDone();
            opening.complete(log.log("hall"));
            world.run();
            assertThat(Await.value(first).result().members()).isEqualTo(1);
            assertThat(Await.value(second).result().members()).isEqualTo(2);
        }
    }

    @Test
    void staysThoughItsLogDoesNotOpen() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            alice.create("hall");
            alice.leave("hall");
            log.openThrows = new IllegalStateException("disk: gone (expected: it)");
            assertThat(alice.joinRefusal("hall")).isEqualTo(NakCode.UNAVAILABLE);
            log.openThrows = null;
            alice.join("hall");
        }
    }

    @Test
    void answersARepeatByTheFirstOnesStampThoughItHasLeftTheMemory() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            alice.create("hall");
            UUID id = new UUID(1, 2);
            Remark first = new Remark(id, "one");
            alice.say(first);
            alice.leave("hall");
            alice.join("hall");
            Remark again = new Remark(id, "one");
            alice.say(again);
            assertThat(again.sequence()).isEqualTo(first.sequence());
            assertThat(log.kept("hall")).hasSize(1);
        }
    }

    @Test
    void waitsForALogThatLooksForARepeat() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            alice.create("hall");
            CompletableFuture<@Nullable LoggedMessage> found = new CompletableFuture<>();
            log.finding = () -> found;
            Remark one = new Remark(new UUID(1, 2), "one");
            alice.say(one);
            Remark two = alice.say("two");
            assertThat(one.isAnswered()).isFalse();
            assertThat(two.isAnswered()).isFalse();
            alice.leave("hall");
            assertThat(world.manager.find("hall")).isNotNull(); // something is on its way still
            found.complete(null);
            world.run();
            assertThat(one.sequence()).isLessThan(two.sequence());
            assertThat(log.kept("hall")).hasSize(2);
            assertThat(world.manager.find("hall")).isNull();
        }
    }

    @Test
    void refusesWhatMayBeARepeatWhereTheLogCannotSay() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            alice.create("hall");
            log.finding = () -> CompletableFuture.failedFuture(new IllegalStateException("disk: gone (expected: it)"));
            Remark one = new Remark(new UUID(1, 2), "one");
            alice.say(one);
            assertThat(one.refusal()).isEqualTo(NakCode.UNAVAILABLE);
            assertThat(log.kept("hall")).isEmpty();
        }
    }

    @Test
    void saysWhereHistoryBeginsWhenSomeOfItWasRetainedAway() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            alice.create("hall");
            long first = alice.say("one").sequence();
            alice.say("two");
            alice.say("three");
            alice.leave("hall");
            log.forgotten = first + 1;

            JoinResult gone = alice.join("hall", first).result();
            assertThat(gone.recovered()).isFalse();
            assertThat(gone.from()).isEqualTo(first + 2);
            assertThat(alice.heard()).extracting(Heard::sequence).containsExactly(first + 2);
            alice.leave("hall");

            JoinResult there = alice.join("hall", first + 1).result();
            assertThat(there.recovered()).isTrue();
            assertThat(alice.heard()).extracting(Heard::sequence).containsExactly(first + 2);
        }
    }

    @Test
    void tellsAMemberWhatRetentionTookWhileItWasCatchingUp() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            alice.create("hall");
            long first = alice.say("one").sequence();
            alice.say("two");
            alice.leave("hall");
            Joined joined = alice.joinOnly("hall", first - 1);
            assertThat(joined.result().recovered()).isTrue();
            log.forgotten = first;
            alice.activate(joined);
            assertThat(alice.received())
                    .filteredOn(each -> !(each instanceof PresenceEvent))
                    .first()
                    .isEqualTo(new LaggedEvent("hall", first, first));
        }
    }

    @Test
    void endsForGoodWhenItsOwnerWantsIt() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            Client bob = world.client("bob");
            alice.create("hall");
            bob.join("hall");
            CompletionStage<@Nullable Void> ended = end(world, alice, "hall");
            world.run();
            Await.value(ended);
            assertThat(bob.events()).contains(new ClosedEvent("hall", "closed by alice"));
            assertThat(world.manager.size()).isZero();
            assertThat(log.calls).endsWith("close hall", "remove hall");
            alice.create("hall");
            assertThat(log.kept("hall")).isEmpty();
        }
    }

    @Test
    void endsForGoodThoughNobodyIsInIt() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            alice.create("hall");
            alice.leave("hall");
            CompletionStage<@Nullable Void> ended = end(world, alice, "hall");
            world.run();
            Await.value(ended);
            assertThat(world.manager.size()).isZero();
            assertThat(alice.joinRefusal("hall")).isEqualTo(NakCode.NO_SUCH_SESSION);
        }
    }

    @Test
    void staysWhereItCannotBeRemoved() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            alice.create("hall");
            log.removeFails = new IllegalStateException("disk: read-only (expected: writable)");
            CompletionStage<@Nullable Void> ended = end(world, alice, "hall");
            world.run();
            assertThat(ended.toCompletableFuture()).isCompletedExceptionally();
            log.removeFails = null;
            assertThat(world.manager.size()).isEqualTo(1);
            alice.join("hall");
        }
    }

    @Test
    void goesWhenRetentionHasEmptiedItAndNobodyIsInIt() {
        try (World world = new World(log)) {
            Await.value(world.manager.restore());
            Consumer<String> emptied = requireNonNull(log.emptied);
            Client alice = world.client("alice");
            alice.create("hall");
            emptied.accept("hall");
            assertThat(world.manager.size()).isEqualTo(1);
            alice.leave("hall");
            emptied.accept("hall");
            emptied.accept("hall");
            assertThat(world.manager.size()).isZero();
            assertThat(log.calls).endsWith("remove hall");
        }
    }

    @Test
    void promisesWhatItsCreatorChose() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            alice.create("hall", SessionOptions.of(Durability.WRITTEN));
            alice.create("yard", new SessionOptions(false, null, null));
            assertThat(requireNonNull(log.descriptions.get("hall")).durability())
                    .isEqualTo(Durability.WRITTEN);
            alice.leave("yard");
            assertThat(world.manager.entries(null))
                    .extracting(ListResult.Entry::name)
                    .containsExactly("hall");
        }
    }

    @Test
    void countsAmongTheSessionsThereMayBe() {
        SessionSettings one =
                new SessionSettings(1, 10, 10, SessionSettings.MIN_TAIL_BYTES, World.SMALL.presenceDelay(), 3);
        try (World world = new World(one, log)) {
            Client alice = world.client("alice");
            alice.create("hall");
            alice.leave("hall");
            assertThat(alice.createRefusal("yard", SessionOptions.DEFAULT)).isEqualTo(NakCode.LIMIT_REACHED);
        }
        List<String> before = List.copyOf(log.calls);
        SessionDescription hall = requireNonNull(log.descriptions.get("hall"));
        log.descriptions.put(
                "yard", new SessionDescription("yard", hall.owner(), hall.durability(), null, null, hall.created()));
        try (World world = new World(one, log)) {
            assertThat(world.manager.restore().toCompletableFuture()).isCompletedExceptionally();
            assertThat(log.calls).containsExactlyElementsOf(before);
        }
    }

    private static CompletionStage<@Nullable Void> end(World world, Client client, String session) {
        return world.manager.end(session, "closed by alice", client.channel.eventLoop());
    }
}
