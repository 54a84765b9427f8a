package io.confab.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Authenticator;
import io.confab.api.LoginExchange;
import io.confab.api.LoginStep;
import io.confab.api.Role;
import io.confab.codec.KickedEvent;
import io.confab.codec.LoginCommand;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logins of several steps, and what becomes of accounts that change while they are logged in. */
class ChallengeLoginTest {

    private final TestServer server = new TestServer();
    private final Map<String, @Nullable Role> roles = new HashMap<>();
    private final FakeAuthenticator authenticator = new FakeAuthenticator();

    /** Asks "who?" and wants to hear "me". */
    private final class FakeAuthenticator implements Authenticator {

        private Consumer<String> changed = name -> {};
        int begun;

        @Override
        public CompletionStage<Boolean> authenticate(String account, byte[] password) {
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public @Nullable LoginExchange begin(String mechanism, String account) {
            if (!mechanism.equals("RIDDLE")) {
                return null;
            }
            begun++;
            return data -> CompletableFuture.completedFuture(step(new String(data, UTF_8)));
        }

        private LoginStep step(String said) {
            return switch (said) {
                case "hello" -> new LoginStep(LoginStep.State.CHALLENGE, "who?".getBytes(UTF_8));
                case "me" -> new LoginStep(LoginStep.State.ADMITTED, "welcome".getBytes(UTF_8));
                default -> new LoginStep(LoginStep.State.REFUSED, new byte[0]);
            };
        }

        @Override
        public CompletionStage<@Nullable String> mark(String account) {
            return CompletableFuture.completedFuture("mark");
        }

        @Override
        public CompletionStage<@Nullable Role> role(String account) {
            return CompletableFuture.completedFuture(roles.getOrDefault(account, Role.MEMBER));
        }

        @Override
        public void whenChanged(Consumer<String> changed) {
            this.changed = changed;
        }
    }

    @BeforeEach
    void useIt() {
        server.authenticator = authenticator;
    }

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    private static LoginCommand step(int requestId, String data) {
        return LoginCommand.step(requestId, "jill", "RIDDLE", data.getBytes(UTF_8), false);
    }

    @Test
    void asksBackBeforeItAdmits() {
        TestClient client = server.connect();
        assertThat(client.ask(step(1, "hello"))).containsExactly("ACK 1 {\"challenge\":\"d2hvPw==\"}");
        assertThat(client.context().state()).isEqualTo(ConnectionState.OPEN);
        assertThat(client.ask(Commands.list(2, ""))).first().asString().startsWith("NAK 2 NOT_LOGGED_IN");
        assertThat(client.ask(step(3, "me"))).containsExactly("ACK 3 {\"data\":\"d2VsY29tZQ==\",\"role\":\"member\"}");
        assertThat(client.context().state()).isEqualTo(ConnectionState.LOGGED_IN);
        assertThat(authenticator.begun).isEqualTo(1);
    }

    @Test
    void givesATokenWithTheLastStepWhereOneIsWanted() {
        TestClient client = server.connect();
        client.ask(step(1, "hello"));
        assertThat(client.ask(LoginCommand.step(2, "jill", "RIDDLE", "me".getBytes(UTF_8), true)))
                .first()
                .asString()
                .contains("\"token\":", "\"expires\":", "\"data\":\"d2VsY29tZQ==\"");
    }

    @Test
    void refusesAWrongAnswer() {
        TestClient client = server.connect();
        client.ask(step(1, "hello"));
        assertThat(client.ask(step(2, "you")))
                .containsExactly("NAK 2 BAD_CREDENTIALS login: jill (expected: an account and its password)");
        assertThat(client.ask(step(3, "me"))).first().asString().contains("ACK 3"); // a login of one step, and another
        assertThat(authenticator.begun).isEqualTo(2);
    }

    @Test
    void dropsWhatWasBegunAtAnyOtherLogin() {
        roles.put("jack", null);
        TestClient client = server.connect();
        client.ask(step(1, "hello"));
        assertThat(client.ask(Commands.login(2, "jack", "-")))
                .first()
                .asString()
                .startsWith("NAK 2 BAD_CREDENTIALS");
        client.ask(step(3, "hello"));
        assertThat(authenticator.begun).isEqualTo(2);
        client.ask(LoginCommand.step(4, "jack", "RIDDLE", "hello".getBytes(UTF_8), false));
        assertThat(authenticator.begun).isEqualTo(3);
    }

    @Test
    void refusesAMechanismItDoesNotHaveAndDataThatIsNone() {
        TestClient client = server.connect();
        assertThat(client.ask(LoginCommand.step(1, "jill", "X-OTHER", new byte[1], false)))
                .first()
                .asString()
                .startsWith("NAK 1 UNSUPPORTED mechanism: X-OTHER (expected: ");
        byte[] none = "{\"mechanism\":\"RIDDLE\"}".getBytes(UTF_8);
        assertThat(client.ask(new LoginCommand(2, "jill", "RIDDLE", none)))
                .first()
                .asString()
                .startsWith("NAK 2 UNSUPPORTED");
        byte[] noBase64 = "{\"mechanism\":\"RIDDLE\",\"data\":\"*\"}".getBytes(UTF_8);
        assertThat(client.ask(new LoginCommand(3, "jill", "RIDDLE", noBase64)))
                .containsExactly("NAK 3 UNSUPPORTED data: malformed (expected: base64)");
    }

    @Test
    void isClosedAtTheDeadlineBetweenTwoSteps() {
        TestClient client = server.connect();
        client.ask(step(1, "hello"));
        server.advance(10_000);
        assertThat(client.channel.isOpen()).isFalse();
    }

    @Test
    void tellsTheRoleAndPutsOffWhoIsLocked() {
        roles.put("jill", Role.ADMIN);
        TestClient client = server.connect();
        assertThat(client.ask(LoginCommand.resumable(1, "jill", "-")))
                .first()
                .asString()
                .contains("\"role\":\"admin\"");
        authenticator.changed.accept("nobody");
        authenticator.changed.accept("jill");
        assertThat(client.received()).isEmpty();
        roles.put("jill", null);
        authenticator.changed.accept("jill");
        server.run();
        assertThat(client.received()).containsExactly(new KickedEvent("", "the account is closed").toString());
        assertThat(client.channel.isOpen()).isFalse();
    }

    @Test
    void givesAnotherRoleToWhoIsLoggedIn() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        jack.ask(Commands.create(2, "lab"));
        assertThat(jill.ask(Commands.close(3, "lab"))).first().asString().startsWith("NAK 3 FORBIDDEN");
        roles.put("jill", Role.MODERATOR);
        authenticator.changed.accept("jill");
        assertThat(jill.ask(Commands.close(4, "lab"))).containsExactly("ACK 4");
    }

    @Test
    void refusesAnAccountThatIsLockedLikeAWrongPassword() {
        roles.put("jill", null);
        assertThat(server.connect().ask(Commands.login(1, "jill", "-")))
                .containsExactly("NAK 1 BAD_CREDENTIALS login: jill (expected: an account and its password)");
    }
}
