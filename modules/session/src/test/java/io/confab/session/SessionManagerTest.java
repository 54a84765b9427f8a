package io.confab.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.SessionLog;
import io.confab.codec.ListResult;
import io.confab.codec.SessionOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionManagerTest {

    private static final SessionSettings TIGHT =
            new SessionSettings(3, 2, 2, SessionSettings.MIN_TAIL_BYTES, Duration.ZERO, 3);

    private final TestLog log = new TestLog(true);
    private final World world = new World(TIGHT, log);
    private final Client alice = world.client("alice");
    private final Client bob = world.client("bob");

    @AfterEach
    void leavesNothingBehind() {
        world.close();
    }

    @Test
    void findsSessionsByTheirNames() {
        Session hall = alice.create("hall").session();

        assertThat(world.manager.find("hall")).isSameAs(hall);
        assertThat(world.manager.find("yard")).isNull();
        assertThatThrownBy(() -> world.manager.require("yard"))
                .isInstanceOfSatisfying(
                        CommandException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(NakCode.NO_SUCH_SESSION));
    }

    @Test
    void listsSessionsInOrder() {
        alice.create("hall");
        alice.create("attic");
        bob.create("yard");

        assertThat(world.manager.entries(null))
                .extracting(ListResult.Entry::name)
                .containsExactly("attic", "hall", "yard");
        assertThat(world.manager.entries("hall"))
                .extracting(ListResult.Entry::name)
                .containsExactly("yard");
        assertThat(world.manager.size()).isEqualTo(3);
    }

    @Test
    void aNameInUseIsRefused() {
        alice.create("hall");

        assertThat(bob.createRefusal("hall", SessionOptions.DEFAULT)).isEqualTo(NakCode.SESSION_EXISTS);
        assertThat(world.manager.size()).isEqualTo(1);
        assertThat(bob.connection.claims()).isZero();
    }

    @Test
    void thereAreNoMoreSessionsThanTheLimit() {
        alice.create("one");
        alice.create("two");
        bob.create("three");

        assertThat(bob.createRefusal("four", SessionOptions.DEFAULT)).isEqualTo(NakCode.LIMIT_REACHED);
        assertThat(bob.createRefusal("one", SessionOptions.DEFAULT)).isEqualTo(NakCode.SESSION_EXISTS);
        assertThat(world.manager.size()).isEqualTo(3);
        assertThat(world.manager.find("four")).isNull();

        world.manager.end("one", "closed by alice", alice.channel.eventLoop());
        world.run();
        bob.create("four");
        assertThat(world.manager.size()).isEqualTo(3);
    }

    @Test
    void anAccountIsInNoMoreSessionsThanTheLimit() {
        alice.create("one");
        alice.create("two");
        bob.create("three");

        assertThat(alice.createRefusal("four", SessionOptions.DEFAULT)).isEqualTo(NakCode.LIMIT_REACHED);
        assertThat(alice.joinRefusal("three")).isEqualTo(NakCode.LIMIT_REACHED);
        assertThat(alice.joinRefusal("one")).isEqualTo(NakCode.ALREADY_MEMBER);
        assertThat(alice.connection.claims()).isEqualTo(2);

        alice.leave("one");
        alice.join("three");
    }

    @Test
    void joinsUnderWayCountAgainstAnAccountsLimit() {
        CompletableFuture<SessionLog> opening = new CompletableFuture<>();
        alice.create("one");
        log.opening = opening;
        CompletionStage<Joined> first = world.manager.create(alice.connection, "two", SessionOptions.DEFAULT);
        assertThat(alice.connection.claims()).isEqualTo(2);
        assertThat(alice.createRefusal("three", SessionOptions.DEFAULT)).isEqualTo(NakCode.LIMIT_REACHED);

        opening.complete(log.log("two"));
        world.run();

        assertThat(first.toCompletableFuture()).isCompleted();
        assertThat(alice.connection.claims()).isEqualTo(2);
    }

    @Test
    void aSessionHasNoMoreMembersThanTheLimit() {
        alice.create("hall");
        bob.join("hall");

        assertThat(world.client("carol").joinRefusal("hall")).isEqualTo(NakCode.SESSION_FULL);
        assertThat(requireNonNull(world.manager.find("hall")).size()).isEqualTo(2);
    }

    @Test
    void whatIsNotStoredCannotBeDurable() {
        try (World memory = new World()) {
            Client carol = memory.client("carol");
            assertThat(carol.createRefusal("hall", new SessionOptions(true, null, null)))
                    .isEqualTo(NakCode.UNSUPPORTED);
            assertThat(memory.manager.size()).isZero();
            carol.create("hall", new SessionOptions(false, null, null));
        }
        alice.create("hall", new SessionOptions(true, null, null));
    }

    @Test
    void aSessionWhoseLogDoesNotOpenIsNotCreated() {
        log.openThrows = new IllegalStateException("disk: gone");
        assertThat(alice.createRefusal("hall", SessionOptions.DEFAULT)).isEqualTo(NakCode.UNAVAILABLE);
        log.openThrows = null;
        log.opening = CompletableFuture.failedFuture(new IllegalStateException("disk: gone"));
        assertThat(alice.createRefusal("hall", SessionOptions.DEFAULT)).isEqualTo(NakCode.UNAVAILABLE);
        log.opening = null;

        assertThat(world.manager.size()).isZero();
        assertThat(alice.connection.claims()).isZero();
        alice.create("hall");
    }

    @Test
    void whoComesBeforeTheLogIsOpenWaits() {
        CompletableFuture<SessionLog> opening = new CompletableFuture<>();
        log.opening = opening;
        CompletionStage<Joined> creating = world.manager.create(alice.connection, "hall", SessionOptions.DEFAULT);

        CompletionStage<Joined> joining = world.manager.join(bob.connection, "hall", null);
        world.run();
        assertThat(joining.toCompletableFuture()).isNotDone();
        assertThat(bob.connection.claims()).isEqualTo(1);
        assertThat(Await.refusal(requireNonNull(world.manager.find("hall")).history(null, null, 1)))
                .isEqualTo(NakCode.NO_SUCH_SESSION);
        assertThat(bob.createRefusal("hall", SessionOptions.DEFAULT)).isEqualTo(NakCode.SESSION_EXISTS);

        opening.complete(log.log("hall"));
        world.run();
        alice.activate(Await.value(creating));
        bob.activate(Await.value(joining));
        alice.say("hi");
        assertThat(bob.texts()).containsExactly("alice: hi");
    }

    @Test
    void aCreatorThatIsGoneWhenItsLogOpensLeavesTheSession() {
        CompletableFuture<SessionLog> opening = new CompletableFuture<>();
        log.opening = opening;
        world.manager.create(alice.connection, "hall", SessionOptions.DEFAULT);
        alice.disconnect();
        assertThat(world.manager.size()).isEqualTo(1);

        opening.complete(log.log("hall"));
        world.run();

        assertThat(world.manager.find("hall")).isNull();
        assertThat(world.manager.size()).isEqualTo(1);
        assertThat(log.calls).contains("close hall");
        assertThat(alice.connection.memberships()).isZero();
    }

    @Test
    void aLogThatDoesNotCloseKeepsNoSessionOpen() {
        alice.create("hall");
        log.closeThrows = new IllegalStateException("disk: gone");
        alice.leave("hall");
        log.closeThrows = null;

        assertThat(world.manager.find("hall")).isNull();
    }

    @Test
    void aSessionThatIsNotStoredBeginsBehindThoseThatCameBeforeIt() {
        try (World memory = new World()) {
            Client carol = memory.client("carol");
            carol.create("hall");
            long said = carol.say("one").sequence();
            carol.leave("hall");
            memory.clock.set(5);
            carol.create("hall");

            assertThat(carol.say("two").sequence()).isEqualTo(said + 2);
            assertThat(memory.manager.greatestForgotten()).isEqualTo(said + 1);
        }
    }

    @Test
    void aStoredSessionIsNotForgotten() {
        alice.create("hall");
        alice.say("one");
        alice.leave("hall");

        assertThat(world.manager.greatestForgotten()).isZero();
    }

    @Test
    void whoIsNotLoggedInCreatesNothing() {
        Connection stranger = new Connection(alice.channel, alice.connection.format());

        assertThatThrownBy(() -> world.manager.create(stranger, "hall", SessionOptions.DEFAULT))
                .isInstanceOf(NullPointerException.class);
        assertThat(world.manager.size()).isZero();
    }
}
