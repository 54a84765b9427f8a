package io.confab.it;

import static io.confab.it.Peer.CREATE;
import static io.confab.it.Peer.NAK;
import static io.confab.it.Peer.PING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.confab.authenticator.password.PasswordAuthenticator;
import io.confab.log.sqlite.SqliteLog;
import io.confab.metrics.micrometer.JvmMeters;
import io.confab.metrics.micrometer.MicrometerMeters;
import io.confab.server.ConfabServer;
import io.confab.testkit.InMemoryAccountStore;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard and the documentation speak of figures that a server really publishes, and the documentation of all. */
class DashboardTest {

    private static final Path DOCUMENTS = Path.of("../../docs");
    private static final Pattern FIGURE = Pattern.compile("\\b(?:confab|jvm|process|system)_[a-z_]+");

    @TempDir
    Path folder;

    @Test
    void everyFigureOfTheDashboardIsPublished() throws Exception {
        Set<String> shown = new TreeSet<>();
        new ObjectMapper()
                .readTree(DOCUMENTS.resolve("grafana/confab.json").toFile())
                .findValuesAsText("expr")
                .forEach(expression -> FIGURE.matcher(expression).results().forEach(found -> shown.add(found.group())));
        assertThat(shown).hasSizeGreaterThan(30);
        assertThat(published()).containsAll(shown);
    }

    @Test
    void theDocumentationHasEveryFigureAndNoOther() throws Exception {
        Set<String> documented = Pattern.compile("`(confab_[a-z_]+)")
                .matcher(Files.readString(DOCUMENTS.resolve("OPERATING.md")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> published = published().stream()
                .filter(name -> name.startsWith("confab_"))
                .map(name -> name.replaceAll("_seconds_(bucket|count|sum|max)$", "_seconds"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(published);
    }

    @SuppressWarnings("try") // the JVM's meters are there, and that is all
    private Set<String> published() throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        InMemoryAccountStore accounts = InMemoryAccountStore.of();
        try (MicrometerMeters meters = new MicrometerMeters(registry);
                JvmMeters ignored = JvmMeters.in(registry);
                PasswordAuthenticator authenticator =
                        PasswordAuthenticator.builder(accounts).build()) {
            ConfabServer server = ConfabServer.builder()
                    .port(0)
                    .authenticator(authenticator)
                    .messageLog(SqliteLog.open(folder.resolve("messages.db")))
                    .metrics(meters)
                    .start()
                    .join();
            try (Peer stranger = Peer.connect(server.address())) {
                assertThat(stranger.ask(CREATE, "", "lobby", "").type).isEqualTo(NAK);
                stranger.ask(PING, "", "", "");
                System.gc(); // for the first pause that is told of
                await().until(() -> registry.find("jvm.gc.pause").timer() != null);
                return names(registry);
            } finally {
                server.close(Duration.ZERO).join();
            }
        }
    }

    private static Set<String> names(PrometheusMeterRegistry registry) {
        return registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceAll("[{ ].*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
