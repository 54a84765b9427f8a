package io.confab.standalone;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.confab.api.Durability;
import io.confab.client.ClientListener;
import io.confab.client.ConfabClient;
import io.confab.codec.SessionOptions;
import io.confab.server.ConfabServer;
import io.confab.server.ConfabServerBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class AdminTest {

    private static final int TEXTS = 20;

    @TempDir
    private Path folder;

    @Test
    void statusSaysWhatTheServerDidInTheLastSeconds() throws Exception {
        DataFolder data = new DataFolder(folder);
        Settings settings = Settings.of(List.of(), Map.of(), List.of());
        ConfabServerBuilder builder =
                ConfabServer.builder().host("127.0.0.1").port(0).openAccounts();
        Reloader reloader = new Reloader(() -> settings, settings, List.of(), event -> {});
        try (Messages messages = Messages.open(settings, data)) {
            messages.apply(builder);
            ConfabServer server = builder.start().join();
            try (Admin admin = Admin.open(settings, data, server, reloader, () -> {}, event -> {});
                    ConfabClient jill = logIn(server, "jill");
                    ConfabClient jack = logIn(server, "jack")) {
                AdminClient asking = new AdminClient(Path.of(admin.toString()));
                jill.create("lab", SessionOptions.of(Durability.SYNCED)).get(30, SECONDS);
                jack.join("lab").get(30, SECONDS);
                await().untilAsserted(() -> {
                    for (int i = 0; i < TEXTS; i++) {
                        jill.say("lab", "text " + i).get(30, SECONDS);
                    }
                    JsonNode status = status(asking);
                    JsonNode rates = status.get("rates");
                    assertThat(rates.get("messages").doubleValue()).isPositive();
                    assertThat(rates.get("deliveries").doubleValue()).isPositive();
                    assertThat(rates.get("bytesReceived").doubleValue()).isGreaterThan(TEXTS);
                    assertThat(rates.get("bytesSent").doubleValue()).isGreaterThan(TEXTS);
                    assertThat(rates.get("logins").doubleValue()).isPositive();
                    assertThat(rates.get("refusals").doubleValue()).isZero();
                    JsonNode commit = rates.get("commitMillis");
                    assertThat(commit.get("mean").doubleValue())
                            .isPositive()
                            .isLessThanOrEqualTo(commit.get("max").doubleValue());
                    assertThat(status.get("lagging").intValue()).isZero();
                    assertThat(StatusText.of(AdminMessages.status(status)))
                            .containsPattern("messages +[0-9.]+ a second")
                            .containsPattern("commits to the log +[0-9.]+ ms on average, 99 in 100 within ");
                });
            } finally {
                server.close(Duration.ZERO).join();
            }
        }
    }

    private static JsonNode status(AdminClient asking) throws StartException {
        return Objects.requireNonNull(
                asking.ask(AdminMessages.Request.of("status", List.of())).status());
    }

    private static ConfabClient logIn(ConfabServer server, String name) throws Exception {
        ConfabClient client = ConfabClient.builder()
                .host("127.0.0.1")
                .port(server.address().getPort())
                .listener(new ClientListener() {})
                .connect()
                .get(30, SECONDS);
        client.login(name, "-").get(30, SECONDS);
        return client;
    }
}
