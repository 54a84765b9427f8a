package io.confab.handlers;

import static io.confab.handlers.Commands.join;
import static io.confab.handlers.Commands.leave;
import static io.confab.handlers.Commands.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Authorizer;
import io.confab.codec.CreateCommand;
import io.confab.codec.JoinCommand;
import io.confab.codec.SessionOptions;
import io.confab.session.SessionSettings;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** CREATE, JOIN and LEAVE. */
class SessionHandlersTest {

    private static final String HEAD = "{\"sequence\":" + TestClock.START * 1000;

    private final TestServer server = new TestServer();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    @Test
    void makesTheCreatorAMember() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(Commands.create(2, "lab"), text(3, "lab", "hello"))).containsExactly("ACK 2", "ACK 3 #1");
        assertThat(server.services().sessions().memberNames("lab", null, 10)).containsExactly("jill");
    }

    @Test
    void createsNoSessionTwice() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(Commands.create(2, "lab"), Commands.create(3, "lab")))
                .containsExactly("ACK 2", "NAK 3 SESSION_EXISTS session: lab (expected: a name not in use)");
    }

    @Test
    void createsNoSessionWithoutAName() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(Commands.create(2, ""))).first().asString().startsWith("NAK 2 INVALID_NAME session: ");
    }

    @Test
    void createsOnlyWhatTheAuthorizerAllows() {
        server.authorizer = new Authorizer() {
            @Override
            public boolean mayCreate(String account, String session) {
                return session.startsWith(account);
            }
        };
        TestClient jill = server.login("jill");
        assertThat(jill.ask(Commands.create(2, "lab"), Commands.create(3, "jills")))
                .containsExactly("NAK 2 FORBIDDEN session: lab (expected: one you may create)", "ACK 3");
    }

    @Test
    void closesASessionForItsOwnerOnly() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        jill.ask(Commands.create(2, "lab"));
        jack.ask(Commands.join(2, "lab"));
        assertThat(jack.ask(Commands.close(3, "lab")))
                .containsExactly("NAK 3 FORBIDDEN session: lab (expected: one of which you are the owner)");
        assertThat(jill.ask(Commands.close(3, "lab"))).last().isEqualTo("ACK 3");
        assertThat(jack.received()).anyMatch(event -> event.contains("closed"));
        assertThat(jill.ask(Commands.close(4, "lab")))
                .containsExactly("NAK 4 NO_SUCH_SESSION session: lab (expected: an existing one)");
        assertThat(server.services().sessions().size()).isZero();
    }

    @Test
    void boundsTheTopic() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(withOptions(2, "lab", new SessionOptions(null, "x".repeat(101), null))))
                .containsExactly("NAK 2 TOO_LARGE topic: 101 characters (expected: at most 100)");
        assertThat(jill.ask(withOptions(3, "lab", new SessionOptions(null, "x".repeat(100), null))))
                .containsExactly("ACK 3");
    }

    @Test
    void createsNoDurableSessionWhereNothingIsStored() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(withOptions(2, "lab", new SessionOptions(true, null, null))))
                .containsExactly("NAK 2 UNSUPPORTED durability: synced (expected: memory, as nothing is stored)");
        assertThat(server.services().sessions().size()).isZero();
    }

    @Test
    void refusesOneSessionTooMany() {
        server.settings = new SessionSettings(2, 1, 100, 1 << 20, Duration.ofMillis(100), 100);
        TestClient jill = server.login("jill");
        assertThat(jill.ask(Commands.create(2, "lab"), Commands.create(3, "hall")))
                .containsExactly(
                        "ACK 2", "NAK 3 LIMIT_REACHED sessions joined: 1 (expected: fewer than 1 before another)");
        server.login("jack").ask(Commands.create(2, "hall"));
        assertThat(jill.ask(join(4, "hall"))).first().asString().startsWith("NAK 4 LIMIT_REACHED sessions joined");
        assertThat(server.login("joan").ask(Commands.create(2, "attic")))
                .containsExactly("NAK 2 LIMIT_REACHED sessions: 2 (expected: fewer)");
    }

    @Test
    void tellsAJoinerWhereItStandsAndTheMembersCount() {
        TestClient jill = server.login("jill");
        jill.ask(Commands.create(2, "lab"), text(0, "lab", "before"));
        TestClient jack = server.login("jack");
        assertThat(jack.ask(join(2, "lab")))
                .containsExactly(
                        "ACK 2 {\"sequence\":" + (TestClock.START * 1000 + 1) + ",\"members\":2,\"recovered\":true}");
        jill.ask(text(0, "lab", "after"));
        assertThat(jack.received()).containsExactly("TEXT lab jill #2 after");
    }

    @Test
    void replaysWhatWasSaidSinceBehindTheAckAndInFrontOfWhatIsSaidNext() {
        TestClient jill = server.login("jill");
        jill.ask(Commands.create(2, "lab"), text(0, "lab", "one"), text(0, "lab", "two"));
        TestClient jack = server.login("jack");
        long one = TestClock.START * 1000 + 1;
        assertThat(jack.ask(new JoinCommand(2, "", "lab", one)))
                .containsExactly(
                        "ACK 2 {\"sequence\":" + (one + 1) + ",\"members\":2,\"recovered\":true}",
                        "REPLAY lab jill #2 two");
        jill.ask(text(0, "lab", "three"));
        assertThat(jack.received()).containsExactly("TEXT lab jill #3 three");
    }

    @Test
    void joinsNoSessionThatDoesNotExistNorOneTwice() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(join(2, "lab"), Commands.create(3, "lab"), join(4, "lab")))
                .containsExactly(
                        "NAK 2 NO_SUCH_SESSION session: lab (expected: an existing one)",
                        "ACK 3",
                        "NAK 4 ALREADY_MEMBER session: lab (expected: one not joined yet)");
    }

    @Test
    void joinsNoFullSession() {
        TestClient jill = server.login("jill");
        jill.ask(withOptions(2, "lab", new SessionOptions(null, null, 1)));
        TestClient jack = server.login("jack");
        assertThat(jack.ask(join(2, "lab")))
                .containsExactly("NAK 2 SESSION_FULL session: lab (expected: fewer than 1 members)");
        jill.ask(leave(3, "lab"));
        assertThat(jack.ask(Commands.create(3, "lab"))).containsExactly("ACK 3");
    }

    @Test
    void joinsOnlyWhereTheAuthorizerAllows() {
        server.authorizer = new Authorizer() {
            @Override
            public boolean mayJoin(String account, String session) {
                return account.equals("joan");
            }
        };
        server.login("jill").ask(Commands.create(2, "lab"));
        assertThat(server.login("jack").ask(join(2, "lab")))
                .containsExactly("NAK 2 FORBIDDEN session: lab (expected: one you may join)");
        assertThat(server.login("joan").ask(join(2, "lab")))
                .containsExactly("ACK 2 " + HEAD + ",\"members\":2,\"recovered\":true}");
    }

    @Test
    void leavesTheNamedSessionOrTheOnlyOne() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(leave(2, "lab"), leave(3, "")))
                .containsExactly(
                        "NAK 2 NO_SUCH_SESSION session: lab (expected: an existing one)",
                        "NAK 3 NOT_A_MEMBER session: none (expected: one that was joined)");
        assertThat(jill.ask(Commands.create(4, "lab"), Commands.create(5, "hall"), leave(6, "lab"), leave(7, "")))
                .containsExactly("ACK 4", "ACK 5", "ACK 6", "ACK 7");
        assertThat(server.services().sessions().size()).isZero();
    }

    @Test
    void hearsNothingBehindTheAckOfALeave() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        jill.ask(Commands.create(2, "lab"));
        jack.ask(join(2, "lab"));
        assertThat(jack.ask(leave(3, "lab"))).containsExactly("ACK 3");
        jill.ask(text(3, "lab", "anybody?"));
        server.advance(1000);
        assertThat(jack.received()).isEmpty();
    }

    @Test
    void allNeedALogin() {
        assertThat(server.connect().ask(Commands.create(1, "lab"), join(2, "lab"), leave(3, "lab")))
                .containsExactly(
                        "NAK 1 NOT_LOGGED_IN command: CREATE (expected: LOGIN first)",
                        "NAK 2 NOT_LOGGED_IN command: JOIN (expected: LOGIN first)",
                        "NAK 3 NOT_LOGGED_IN command: LEAVE (expected: LOGIN first)");
    }

    private static CreateCommand withOptions(int requestId, String session, SessionOptions options) {
        return new CreateCommand(requestId, "", session, options);
    }
}
