package io.confab.handlers;

import static io.confab.handlers.Commands.login;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.LoginCommand;
import io.confab.codec.RegisterCommand;
import io.confab.session.ClientAddress;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTextLoginTest {

    private static final String REFUSED = "NAK 1 FORBIDDEN login: not encrypted (expected: TLS)";

    private final TestServer server = new TestServer();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    private TestClient far() {
        TestClient client = server.connect(new EmbeddedChannel());
        ClientAddress.set(client.channel, new InetSocketAddress("203.0.113.9", 5000));
        return client;
    }

    @Test
    void isRefusedFromAnotherMachineWithoutAskingTheAuthenticator() {
        server.authenticator = (account, password) -> {
            throw new AssertionError("asked");
        };
        LoginCommand login = login(1, "jill", "secret");
        TestClient jill = far();
        assertThat(jill.ask(login)).containsExactly(REFUSED);
        assertThat(login.credentials()).containsOnly(0);
        assertThat(jill.context().state()).isEqualTo(ConnectionState.OPEN);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "plain | {\"mechanism\":\"plain\",\"password\":\"secret\"}",
                "token | {\"mechanism\":\"token\",\"token\":\"abc\"}",
                "unheard-of | {\"mechanism\":\"unheard-of\"}"
            })
    void isRefusedInEveryFormThatShowsASecret(String mechanism, String details) {
        assertThat(far().ask(new LoginCommand(1, "jill", mechanism, details.getBytes(UTF_8))))
                .containsExactly(REFUSED);
    }

    @Test
    void isNotWhatScramDoes() {
        String details = "{\"mechanism\":\"SCRAM-SHA-256\"}";
        assertThat(far().ask(new LoginCommand(1, "jill", "SCRAM-SHA-256", details.getBytes(UTF_8))))
                .singleElement()
                .asString()
                .startsWith("NAK 1")
                .doesNotContain("FORBIDDEN");
    }

    @Test
    void isNotHowOneRegisters() {
        RegisterCommand register = new RegisterCommand(1, "jill", "secret".getBytes(UTF_8));
        assertThat(far().ask(register)).containsExactly("NAK 1 FORBIDDEN registration: not encrypted (expected: TLS)");
        assertThat(register.password()).containsOnly(0);
    }

    @Test
    void isTakenFromAnotherMachineWhereItIsEncrypted() {
        TestClient jill = far();
        ChannelPrivacy.encrypted(jill.channel);
        assertThat(jill.ask(login(1, "jill", "secret"))).containsExactly("ACK 1");
    }

    @Test
    void isTakenFromAnotherMachineWhereThatIsAllowed() {
        server.plainTextLogin = PlainTextLogin.ANYWHERE;
        assertThat(far().ask(login(1, "jill", "secret"))).containsExactly("ACK 1");
    }

    @Test
    void isTakenFromThisMachine() {
        TestClient jill = server.connect(new EmbeddedChannel());
        ClientAddress.set(jill.channel, new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000));
        assertThat(jill.ask(login(1, "jill", "secret"))).containsExactly("ACK 1");
    }
}
