package io.confab.examples.authenticator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.client.ConfabClient;
import io.confab.server.ConfabServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TicketAuthenticatorTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final TicketAuthenticator tickets = new TicketAuthenticator(new byte[32], Clock.fixed(NOW, ZoneOffset.UTC));
    private ConfabServer server;

    @BeforeEach
    void startServer() {
        server = ConfabServer.builder().port(0).authenticator(tickets).start().join();
    }

    @AfterEach
    void closeServer() {
        server.close(Duration.ofSeconds(1)).join();
    }

    @Test
    void admitsTheHolderOfATicket() {
        login("jill", tickets.issue("jill", Duration.ofMinutes(5)));
    }

    @Test
    void refusesAnothersTicket() {
        assertRefused("jack", tickets.issue("jill", Duration.ofMinutes(5)));
    }

    @Test
    void refusesATicketThatIsTooOldOrNoTicketAtAll() {
        assertRefused("jill", tickets.issue("jill", Duration.ZERO));
        assertRefused("jill", "let me in");
        assertRefused("jill", "");
    }

    private void assertRefused(String account, String ticket) {
        assertThatThrownBy(() -> login(account, ticket))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        CommandException.class, e -> assertThat(e.code()).isEqualTo(NakCode.BAD_CREDENTIALS));
    }

    private void login(String account, String ticket) {
        try (ConfabClient client = ConfabClient.builder()
                .port(server.address().getPort())
                .connect()
                .join()) {
            client.login(account, ticket).join();
        }
    }
}
