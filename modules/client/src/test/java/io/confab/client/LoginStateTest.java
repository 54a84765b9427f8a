package io.confab.client;

import static io.confab.client.ConfabClientTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.NakCode;
import io.confab.codec.Ack;
import io.confab.codec.ClosedEvent;
import io.confab.codec.Command;
import io.confab.codec.JoinResult;
import io.confab.codec.KickedEvent;
import io.confab.codec.LaggedEvent;
import io.confab.codec.LoginCommand;
import io.confab.codec.Nak;
import io.confab.codec.Stamp;
import io.netty.util.LeakPresenceDetector;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which sessions a client has joined, and after which sequence it would resume them. */
class LoginStateTest {

    private final FakeServer server = new FakeServer(new RecordingListener());
    private final ConfabClient client = server.client();

    @AfterEach
    void leavesNothingBehind() {
        server.finish();
        LeakPresenceDetector.check();
    }

    @Test
    void knowsTheSessionsThatWereCreatedAndJoinedInTheirNormalForm() {
        create("zoe\u0308");
        join("lobby", new JoinResult(5, 2, true, null));

        assertThat(client.sessions()).containsExactly("lobby", "zoë");
        assertThat(client.lastSequence("zoe\u0308")).hasValue(0);
    }

    @Test
    void givesASnapshot() {
        create("a");
        Set<String> before = client.sessions();
        create("b");

        assertThat(before).containsExactly("a");
        assertThatThrownBy(before::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void knowsNothingOfASessionThatRefusedIt() {
        client.join("lobby");
        server.send(new Nak(server.receive(Command.class).requestId(), NakCode.SESSION_FULL, "lobby"));

        assertThat(client.sessions()).isEmpty();
        assertThat(client.lastSequence("lobby")).isEmpty();
    }

    @Test
    void staysAMemberWhereLeavingWasRefused() {
        create("a");
        client.leave("a");
        server.send(new Nak(server.receive(Command.class).requestId(), NakCode.UNAVAILABLE, "later"));

        assertThat(client.sessions()).containsExactly("a");
    }

    @Test
    void forgetsASessionThatItLeaves() {
        create("a");
        create("b");
        client.leave("a");
        ack();

        assertThat(client.sessions()).containsExactly("b");
        assertThat(client.lastSequence("a")).isEmpty();
    }

    @Test
    void forgetsTheOnlySessionWhenItLeavesWithoutNamingIt() {
        create("a");
        client.leave("");
        ack();

        assertThat(client.sessions()).isEmpty();
    }

    @Test
    void forgetsASessionThatIsClosedOrThatItIsPutOutOf() {
        create("a");
        create("b");
        create("c");
        server.send(new ClosedEvent("a", "empty"), new KickedEvent("b", "noise"));

        assertThat(client.sessions()).containsExactly("c");
        server.send(new ClosedEvent("", "odd"));
        assertThat(client.sessions()).containsExactly("c");
    }

    @Test
    void forgetsAllSessionsWhenItIsPutOffTheServer() {
        create("a");
        create("b");
        server.send(new KickedEvent("", "noise"));

        assertThat(client.sessions()).isEmpty();
    }

    @Test
    void remembersAllForANewConnectionWhenTheConnectionIsLost() {
        client.login("jill", "x");
        server.send(new Ack(server.receive(LoginCommand.class).requestId()));
        join("lobby", new JoinResult(5, 2, true, null));
        server.hangUp();

        assertThat(client.isOpen()).isFalse();
        assertThat(client.account()).contains("jill");
        assertThat(client.sessions()).containsExactly("lobby");
        assertThat(client.lastSequence("lobby")).hasValue(5);
    }

    @Test
    void tracksAlsoWhatIsAskedForAsAnyCommand() {
        client.request(id -> new LoginCommand(id, "jill", null, new byte[0]));
        ack();

        assertThat(client.account()).contains("jill");
    }

    @Test
    void beginsWithTheHeadOfTheSessionItJoins() {
        join("lobby", new JoinResult(5, 2, true, null));

        assertThat(client.lastSequence("lobby")).hasValue(5);
    }

    @Test
    void followsAReplayAndThenLiveTraffic() {
        join("lobby", 2, new JoinResult(5, 2, true, null));
        assertThat(client.lastSequence("lobby")).hasValue(2);
        server.send(text(true, 0, "lobby", 3, "a"));
        assertThat(client.lastSequence("lobby")).hasValue(3);
        server.send(text(true, 0, "lobby", 5, "a"), text(false, 0, "lobby", 6, "a"));
        assertThat(client.lastSequence("lobby")).hasValue(6);
    }

    @Test
    void doesNotWaitForWhatIsNoLongerKept() {
        join("lobby", 2, new JoinResult(9, 2, false, 7L));
        assertThat(client.lastSequence("lobby")).hasValue(6);

        join("tea", 2, new JoinResult(9, 2, false, 10L));
        assertThat(client.lastSequence("tea")).hasValue(9);
    }

    @Test
    void beginsBeforeTheReplayOfASessionThatBeganAnew() {
        join("lobby", 500, new JoinResult(3, 2, false, 1L));

        assertThat(client.lastSequence("lobby")).hasValue(0);
        server.send(text(true, 0, "lobby", 1, "a"));
        assertThat(client.lastSequence("lobby")).hasValue(1);
    }

    @Test
    void doesNotSkipWhatAnOwnMessageOvertakes() {
        join("lobby", new JoinResult(5, 2, true, null));
        say("lobby", 6);
        assertThat(client.lastSequence("lobby")).hasValue(6);
        say("lobby", 8);
        assertThat(client.lastSequence("lobby")).hasValue(6);
        server.send(text(false, 0, "lobby", 7, "a"));
        assertThat(client.lastSequence("lobby")).hasValue(8);
    }

    @Test
    void countsWhatIsSaidInTheOnlySessionWithoutNamingIt() {
        join("lobby", new JoinResult(5, 2, true, null));
        say("", 6);

        assertThat(client.lastSequence("lobby")).hasValue(6);
    }

    @Test
    void isMovedNeitherByHistoryNorByOtherSessionsNorByWhatWasMissed() {
        join("lobby", new JoinResult(5, 2, true, null));
        CompletableFuture<HistoryPage> history = client.history("lobby", HistoryQuery.after(5, 10));
        int id = server.receive(Command.class).requestId();
        server.send(text(true, id, "lobby", 9, "a"), text(false, 0, "tea", 8, "a"), new LaggedEvent("lobby", 6, 7));

        assertThat(history).isNotDone();
        assertThat(client.lastSequence("lobby")).hasValue(5);
        assertThat(client.lastSequence("tea")).isEmpty();
        assertThat(client.lastSequence("no name")).isEmpty();
    }

    private void create(String session) {
        client.create(session);
        ack();
    }

    private void join(String session, JoinResult result) {
        client.join(session);
        server.send(Ack.of(server.receive(Command.class).requestId(), result));
    }

    private void join(String session, long after, JoinResult result) {
        client.join(session, after);
        server.send(Ack.of(server.receive(Command.class).requestId(), result));
    }

    private void say(String session, long sequence) {
        client.say(session, "hello");
        server.send(new Ack(server.receive(Command.class).requestId(), new Stamp(sequence, 1)));
    }

    private void ack() {
        server.send(new Ack(server.receive(Command.class).requestId()));
    }
}
