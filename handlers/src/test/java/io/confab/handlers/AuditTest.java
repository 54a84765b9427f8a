package io.confab.handlers;

import static io.confab.handlers.Commands.close;
import static io.confab.handlers.Commands.login;
import static io.confab.handlers.Commands.logout;
import static io.confab.handlers.Commands.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.AuditEvent;
import io.confab.api.NakCode;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditTest {

    private final TestServer server = new TestServer();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    @Test
    void tellsWhoCameInFromWhereAndWhenItsConnectionClosed() {
        TestClient jill = server.connect(new EmbeddedChannel());
        @Nullable SocketAddress address = jill.channel.remoteAddress();
        jill.ask(login(1, "jill", "secret"));
        assertThat(server.audit).containsExactly(new AuditEvent.LoginAccepted("jill", address, false));
        jill.send(logout(2));
        server.run();
        assertThat(server.audit)
                .endsWith(new AuditEvent.LoggedOut("jill", address))
                .hasSize(2);
    }

    @Test
    void tellsWhoWasKeptOutAndWhy() {
        server.authenticator =
                (account, password) -> CompletableFuture.completedFuture(new String(password, UTF_8).equals("secret"));
        TestClient client = server.connect();
        @Nullable SocketAddress address = client.channel.remoteAddress();
        client.ask(login(1, "jill", "wrong"));
        client.ask(login(2, "no such\nname", "secret"));
        assertThat(server.audit)
                .containsExactly(
                        new AuditEvent.LoginRefused("jill", address, NakCode.BAD_CREDENTIALS),
                        new AuditEvent.LoginRefused("no such\nname", address, NakCode.INVALID_NAME));
    }

    @Test
    void tellsOfALoginThatTheAuthenticatorFailed() {
        server.authenticator = (account, password) -> CompletableFuture.failedFuture(new IllegalStateException("down"));
        TestClient client = server.connect();
        client.ask(login(1, "jill", "secret"));
        assertThat(server.audit)
                .containsExactly(
                        new AuditEvent.LoginRefused("jill", client.channel.remoteAddress(), NakCode.UNAVAILABLE));
    }

    @Test
    void tellsOfSessionsButNotOfWhatIsSaidInThem() {
        TestClient jill = server.login("jill");
        @Nullable SocketAddress address = jill.channel.remoteAddress();
        server.audit.clear();
        jill.ask(Commands.create(2, "lobby"));
        jill.ask(text(3, "lobby", "a secret"));
        jill.ask(close(4, "lobby"));
        assertThat(server.audit)
                .containsExactly(
                        new AuditEvent.SessionCreated("lobby", "jill", address),
                        new AuditEvent.SessionEnded("lobby", "jill", address));
    }

    @Test
    void tellsNothingOfACreateThatIsRefused() {
        TestClient jill = server.login("jill");
        server.audit.clear();
        jill.ask(Commands.create(2, "not a name"));
        assertThat(server.audit).isEmpty();
    }
}
