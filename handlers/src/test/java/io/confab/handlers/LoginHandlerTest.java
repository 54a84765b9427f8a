package io.confab.handlers;

import static io.confab.handlers.Commands.list;
import static io.confab.handlers.Commands.login;
import static io.confab.handlers.Commands.logout;
import static io.confab.handlers.Commands.ping;
import static io.confab.handlers.Commands.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.codec.LoginCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoginHandlerTest {

    private final TestServer server = new TestServer();
    private final List<CompletableFuture<Boolean>> asked = new ArrayList<>();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    @Test
    void admitsWhomTheAuthenticatorAdmits() {
        List<String> seen = new ArrayList<>();
        server.authenticator = (account, password) -> {
            seen.add(account + " " + new String(password, UTF_8));
            return CompletableFuture.completedFuture(true);
        };
        TestClient jill = server.connect();
        assertThat(jill.ask(login(7, "jill", "secret"))).containsExactly("ACK 7");
        assertThat(seen).containsExactly("jill secret");
        assertThat(server.services().online().names(null, 10)).containsExactly("jill");
        assertThat(jill.context().state()).isEqualTo(ConnectionState.LOGGED_IN);
        assertThat(jill.context().account()).isEqualTo("jill");
    }

    @Test
    void refusesWhomTheAuthenticatorRefusesAndLetsItTryAgain() {
        server.authenticator =
                (account, password) -> CompletableFuture.completedFuture(new String(password, UTF_8).equals("secret"));
        TestClient jill = server.connect();
        assertThat(jill.ask(login(1, "jill", "wrong")))
                .containsExactly("NAK 1 BAD_CREDENTIALS login: jill (expected: an account and its password)");
        assertThat(server.services().online().size()).isZero();
        assertThat(jill.ask(login(2, "jill", "secret"))).containsExactly("ACK 2");
    }

    @Test
    void takesNoAnswerForNo() {
        server.authenticator = (account, password) -> CompletableFuture.completedFuture(null);
        assertThat(server.connect().ask(login(1, "jill", "-")))
                .containsExactly("NAK 1 BAD_CREDENTIALS login: jill (expected: an account and its password)");
    }

    @Test
    void overwritesThePasswordOnceItIsChecked() {
        waits();
        TestClient jill = server.connect();
        byte[] password = "secret".getBytes(UTF_8);
        jill.send(new LoginCommand(1, "jill", null, password));
        assertThat(password).asString(UTF_8).isEqualTo("secret");
        asked.get(0).complete(true);
        server.run();
        assertThat(password).containsOnly(0);
    }

    @Test
    void leavesThePasswordToAnAuthenticatorThatTakesTooLong() {
        waits();
        TestClient jill = server.connect();
        byte[] password = "secret".getBytes(UTF_8);
        jill.send(new LoginCommand(1, "jill", null, password));
        jill.channel.advanceTimeBy(11, TimeUnit.SECONDS);
        server.run();
        assertThat(jill.received()).first().asString().startsWith("NAK 1 UNAVAILABLE");
        assertThat(asked.get(0)).isCancelled();
        assertThat(password).asString(UTF_8).isEqualTo("secret");
    }

    @Test
    void normalizesTheName() {
        TestClient zoe = server.connect();
        assertThat(zoe.ask(login(1, "Zoe\u0308", "-"))).containsExactly("ACK 1");
        assertThat(server.services().online().names(null, 10)).containsExactly("Zo\u00EB");
        assertThat(zoe.ask(new io.confab.codec.ListCommand(2, "Zoe\u0308", "", null, null)))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("ACK 2");
    }

    @Test
    void refusesANameThatIsNone() {
        assertThat(server.connect().ask(login(1, "", "-")))
                .first()
                .asString()
                .startsWith("NAK 1 INVALID_NAME account: ");
        assertThat(server.connect().ask(login(1, "two words", "-")))
                .first()
                .asString()
                .startsWith("NAK 1 INVALID_NAME ");
    }

    @Test
    void knowsNoOtherMechanism() {
        assertThat(server.connect().ask(new LoginCommand(1, "jill", "SCRAM", new byte[0])))
                .containsExactly("NAK 1 UNSUPPORTED mechanism: SCRAM (expected: plain with a password,"
                        + " token with a token, or another that the server has, with data)");
    }

    @Test
    void refusesASecondLoginOnTheSameConnection() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(login(2, "jack", "-")))
                .containsExactly("NAK 2 ALREADY_LOGGED_IN account: jill (expected: none logged in here)");
        assertThat(server.services().online().names(null, 10)).containsExactly("jill");
    }

    @Test
    void keepsBackWhatFollowsALoginThatWaits() {
        waits();
        TestClient jill = server.connect();
        jill.send(login(1, "jill", "-"), Commands.create(2, "lab"), text(3, "lab", "hello"), ping(4));
        assertThat(jill.received()).isEmpty();
        assertThat(jill.reads()).isFalse();
        assertThat(jill.context().state()).isEqualTo(ConnectionState.LOGGING_IN);
        asked.get(0).complete(true);
        server.run();
        assertThat(jill.received()).containsExactly("ACK 1", "ACK 2", "ACK 3 #1", "ACK 4");
        assertThat(jill.reads()).isTrue();
    }

    @Test
    void refusesWhatFollowsALoginThatIsRefused() {
        waits();
        TestClient jill = server.connect();
        jill.send(login(1, "jill", "-"), list(2, ""));
        asked.get(0).complete(false);
        server.run();
        assertThat(jill.received())
                .containsExactly(
                        "NAK 1 BAD_CREDENTIALS login: jill (expected: an account and its password)",
                        "NAK 2 NOT_LOGGED_IN command: LIST (expected: LOGIN first)");
    }

    @Test
    void answersUnavailableWhereTheAuthenticatorFails() {
        waits();
        TestClient jill = server.connect();
        jill.send(login(1, "jill", "-"));
        asked.get(0).completeExceptionally(new IllegalStateException("broken"));
        server.run();
        assertThat(jill.received())
                .containsExactly("NAK 1 UNAVAILABLE login: failed (expected: an authenticator that answers)");
        assertThat(jill.context().state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void answersUnavailableWhereTheAuthenticatorThrows() {
        server.authenticator = (account, password) -> {
            throw new IllegalStateException("broken");
        };
        byte[] password = {1, 2};
        assertThat(server.connect().ask(new LoginCommand(1, "jill", null, password)))
                .containsExactly("NAK 1 UNAVAILABLE login: failed (expected: an authenticator that answers)");
        assertThat(password).containsOnly(0);
    }

    @Test
    void passesOnTheAuthenticatorsOwnRefusal() {
        server.authenticator = (account, password) -> CompletableFuture.failedFuture(
                new CompletionException(new CommandException(NakCode.RATE_LIMITED, "slow down")));
        assertThat(server.connect().ask(login(1, "jill", "-"))).containsExactly("NAK 1 RATE_LIMITED slow down");
    }

    @Test
    void doesNotWaitForAnAuthenticatorForEver() {
        waits();
        TestClient jill = server.connect();
        jill.send(login(1, "jill", "-"), ping(2));
        server.advance(9_999);
        assertThat(jill.received()).isEmpty();
        server.advance(1);
        assertThat(jill.received())
                .containsExactly("NAK 1 UNAVAILABLE login: no answer in 10000 ms (expected: one)", "ACK 2");
        asked.get(0).complete(true); // too late
        server.run();
        assertThat(jill.received()).isEmpty();
        assertThat(server.services().online().size()).isZero();
        assertThat(jill.ask(list(3, ""))).containsExactly("NAK 3 NOT_LOGGED_IN command: LIST (expected: LOGIN first)");
    }

    @Test
    void locksNobodyOutWhoseConnectionIsLostDuringTheLogin() {
        waits();
        TestClient lost = server.connect();
        lost.send(login(1, "jill", "-"));
        lost.disconnect();
        asked.get(0).complete(true);
        server.run();
        assertThat(server.services().online().size()).isZero();
        TestClient again = server.connect();
        again.send(login(1, "jill", "-"));
        asked.get(1).complete(true);
        server.run();
        assertThat(again.received()).containsExactly("ACK 1");
    }

    @Test
    void freesTheAccountWhenTheConnectionIsLost() {
        server.login("jill").disconnect();
        assertThat(server.services().online().size()).isZero();
        server.login("jill");
    }

    @Test
    void refusesASecondLoginOfAnAccount() {
        TestClient first = server.login("jill");
        TestClient second = server.connect();
        assertThat(second.ask(login(5, "jill", "-")))
                .containsExactly("NAK 5 ALREADY_LOGGED_IN account: jill (expected: one not logged in elsewhere)");
        assertThat(first.channel.isActive()).isTrue();
        assertThat(first.received()).isEmpty();
        assertThat(second.context().state()).isEqualTo(ConnectionState.OPEN);
        first.ask(logout(2));
        assertThat(second.ask(login(6, "jill", "-"))).containsExactly("ACK 6");
    }

    @Test
    void tellsOfAWrongPasswordBeforeItTellsOfASecondLogin() {
        server.authenticator =
                (account, password) -> CompletableFuture.completedFuture(new String(password, UTF_8).equals("-"));
        server.login("jill");
        assertThat(server.connect().ask(login(1, "jill", "guess")))
                .first()
                .asString()
                .startsWith("NAK 1 BAD_CREDENTIALS");
    }

    @Test
    void letsASecondLoginTakeOverWhereThatIsConfigured() {
        server.duplicateLogin = DuplicateLogin.TAKE_OVER;
        TestClient first = server.login("jill");
        first.ask(Commands.create(2, "lab"));
        TestClient second = server.connect();
        assertThat(second.ask(login(5, "jill", "-"))).containsExactly("ACK 5");
        assertThat(first.received()).containsExactly("KickedEvent[session=, reason=logged in elsewhere]");
        assertThat(first.channel.isActive()).isFalse();
        assertThat(server.services().sessions().size()).isZero();
        assertThat(second.ask(Commands.create(6, "lab"))).containsExactly("ACK 6");
        assertThat(server.services().online().names(null, 10)).containsExactly("jill");
    }

    @Test
    void refusesOneAccountTooMany() {
        server.maxAccountsOnline = 1;
        server.login("jill");
        assertThat(server.connect().ask(login(1, "jack", "-")))
                .containsExactly("NAK 1 LIMIT_REACHED accounts online: 1 (expected: fewer)");
        assertThat(server.connect().ask(login(1, "jill", "-")))
                .first()
                .asString()
                .startsWith("NAK 1 ALREADY_LOGGED_IN");
    }

    @Test
    void answersNobodyWhoDoesNotAsk() {
        TestClient jill = server.connect();
        assertThat(jill.ask(login(0, "jill", "-"))).isEmpty();
        assertThat(server.services().online().size()).isOne();
    }

    private void waits() {
        server.authenticator = (account, password) -> {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        };
    }
}
