package io.confab.handlers;

import static io.confab.handlers.Commands.login;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.Authenticator;
import io.confab.codec.Ack;
import io.confab.codec.LoginCommand;
import io.confab.codec.LoginResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logging in again without the password. */
class ResumeTokenTest {

    private final TestServer server = new TestServer();
    private @Nullable String mark = "first";
    private int passwordsChecked;

    @BeforeEach
    void knowsOnePassword() {
        server.authenticator = new Authenticator() {
            @Override
            public CompletionStage<Boolean> authenticate(String account, byte[] password) {
                passwordsChecked++;
                return CompletableFuture.completedFuture(new String(password, UTF_8).equals("secret"));
            }

            @Override
            public CompletionStage<@Nullable String> mark(String account) {
                return CompletableFuture.completedFuture(mark);
            }
        };
    }

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    private LoginResult resumableLogin(TestClient client, String account) {
        client.send(LoginCommand.resumable(1, account, "secret"));
        Ack ack = client.channel.readOutbound();
        return ack.result(LoginResult.class);
    }

    private String token(String account) {
        TestClient client = server.connect();
        String token = resumableLogin(client, account).token();
        assertThat(token).hasSize(43);
        client.disconnect();
        return String.valueOf(token);
    }

    @Test
    void logsInAgainWithoutThePassword() {
        String token = token("jill");
        int checked = passwordsChecked;
        TestClient again = server.connect();
        assertThat(again.ask(LoginCommand.withToken(2, "jill", token)))
                .first()
                .asString()
                .startsWith("ACK 2");
        assertThat(again.context().account()).isEqualTo("jill");
        assertThat(passwordsChecked).isEqualTo(checked);
    }

    @Test
    void isGivenToNobodyWhosePasswordIsWrong() {
        TestClient client = server.connect();
        assertThat(client.ask(LoginCommand.resumable(1, "jill", "wrong")))
                .containsExactly("NAK 1 BAD_CREDENTIALS login: jill (expected: an account and its password)");
    }

    @Test
    void isNobodyElses() {
        String token = token("jill");
        assertThat(server.connect().ask(LoginCommand.withToken(1, "jack", token)))
                .first()
                .asString()
                .startsWith("NAK 1 BAD_CREDENTIALS");
        assertThat(server.connect().ask(LoginCommand.withToken(1, "jill", token + "x")))
                .first()
                .asString()
                .startsWith("NAK 1 BAD_CREDENTIALS");
        assertThat(server.connect().ask(LoginCommand.withToken(1, "jill", "x".repeat(10_000))))
                .first()
                .asString()
                .startsWith("NAK 1 BAD_CREDENTIALS");
    }

    @Test
    void expires() {
        server.tokenLifetime = Duration.ZERO;
        String token = token("jill");
        assertThat(server.connect().ask(LoginCommand.withToken(1, "jill", token)))
                .first()
                .asString()
                .startsWith("NAK 1 BAD_CREDENTIALS");
    }

    @Test
    void holdsNoLongerOnceThePasswordIsAnother() {
        String token = token("jill");
        mark = "second";
        assertThat(server.connect().ask(LoginCommand.withToken(1, "jill", token)))
                .first()
                .asString()
                .startsWith("NAK 1 BAD_CREDENTIALS");
        mark = null; // the account is gone
        assertThat(server.connect().ask(LoginCommand.withToken(1, "jill", token)))
                .first()
                .asString()
                .startsWith("NAK 1 BAD_CREDENTIALS");
    }

    @Test
    void isNotGivenWhereTheAuthenticatorHasNoMark() {
        mark = null;
        assertThat(resumableLogin(server.connect(), "jill"))
                .isEqualTo(new LoginResult(null, null, null, null, "member"));
    }

    @Test
    void takesThePlaceOfAConnectionThatIsNotKnownToBeLost() {
        TestClient lost = server.connect();
        String token = String.valueOf(resumableLogin(lost, "jill").token());
        TestClient other = server.connect();
        assertThat(other.ask(login(1, "jill", "secret"))).first().asString().startsWith("NAK 1 ALREADY_LOGGED_IN");
        TestClient again = server.connect();
        assertThat(again.ask(LoginCommand.withToken(1, "jill", token)))
                .first()
                .asString()
                .startsWith("ACK 1");
        assertThat(lost.channel.isOpen()).isFalse();
    }

    @Test
    void refusesAMechanismWithoutWhatItNeeds() {
        byte[] noToken = "{\"mechanism\":\"token\"}".getBytes(UTF_8);
        assertThat(server.connect().ask(new LoginCommand(1, "jill", "token", noToken)))
                .first()
                .asString()
                .startsWith("NAK 1 UNSUPPORTED mechanism: token");
        byte[] number = "{\"mechanism\":\"plain\",\"password\":1}".getBytes(UTF_8);
        assertThat(server.connect().ask(new LoginCommand(1, "jill", "plain", number)))
                .first()
                .asString()
                .startsWith("NAK 1 UNSUPPORTED mechanism: plain");
    }

    @Test
    void inMemoryTheOldestGivesWay() {
        String first = token("jill");
        token("jack");
        token("jane");
        assertThat(server.connect().ask(LoginCommand.withToken(1, "jill", first)))
                .first()
                .asString()
                .startsWith("NAK 1 BAD_CREDENTIALS");
        assertThatThrownBy(() -> new MemoryTokens(0)).hasMessageStartingWith("max: 0");
    }
}
