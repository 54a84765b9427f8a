package io.confab.it;

import static io.confab.it.Peer.ACK;
import static io.confab.it.Peer.CREATE;
import static io.confab.it.Peer.JOIN;
import static io.confab.it.Peer.LOGIN;
import static io.confab.it.Peer.NAK;
import static io.confab.it.Peer.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.confab.log.sqlite.SqliteLog;
import io.confab.metrics.micrometer.MicrometerMeters;
import io.confab.server.ConfabServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server publishes, after traffic of which every byte is known. */
class MetricsTest {

    @TempDir
    Path folder;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MicrometerMeters meters = new MicrometerMeters(registry);
    private ConfabServer server;

    @BeforeEach
    void start() throws Exception {
        server = ConfabServer.builder()
                .port(0)
                .eventLoops(2)
                .authenticator((account, password) -> CompletableFuture.completedFuture(
                        Arrays.equals(password, "secret".getBytes(StandardCharsets.UTF_8))))
                .messageLog(SqliteLog.open(folder.resolve("messages.db")))
                .metrics(meters)
                .start()
                .join();
    }

    @AfterEach
    void stop() {
        server.close(Duration.ZERO).join();
        meters.close();
    }

    @Test
    void countsLoginsConnectionsAndRefusals() throws Exception {
        try (Peer jack = Peer.login(address(), "jack");
                Peer stranger = Peer.connect(address())) {
            assertThat(stranger.ask(LOGIN, "jill", "", "wrong").type).isEqualTo(NAK);
            assertThat(stranger.ask(LOGIN, "no such name", "", "secret").type).isEqualTo(NAK);
            assertThat(jack.ask(JOIN, "", "nowhere", "").type).isEqualTo(NAK);
            assertThat(value("confab_connections")).isEqualTo(2);
            assertThat(value("confab_connections_opened_total")).isEqualTo(2);
            assertThat(value("confab_accounts_online")).isEqualTo(1);
            assertThat(value("confab_logins_total{result=\"accepted\"}")).isEqualTo(1);
            assertThat(value("confab_logins_total{result=\"resumed\"}")).isZero();
            assertThat(value("confab_logins_total{result=\"bad_credentials\"}")).isEqualTo(1);
            assertThat(value("confab_logins_total{result=\"invalid_name\"}")).isEqualTo(1);
            assertThat(value("confab_refusals_total{code=\"BAD_CREDENTIALS\"}")).isEqualTo(1);
            assertThat(value("confab_refusals_total{code=\"NO_SUCH_SESSION\"}")).isEqualTo(1);
            assertThat(value("confab_messages_received_total{type=\"login\"}")).isEqualTo(3);
            assertThat(value("confab_messages_sent_total{type=\"nak\"}")).isEqualTo(3);
            assertThat(value("confab_messages_sent_total{type=\"ack\"}")).isEqualTo(1);
        }
        await().untilAsserted(() -> assertThat(value("confab_connections")).isZero());
        assertThat(value("confab_connections_opened_total")).isEqualTo(2);
    }

    @Test
    void countsADeliveryForEachMemberThatATextIsWrittenTo() throws Exception {
        int members = 5;
        int texts = 40;
        Peer[] peers = new Peer[members];
        try {
            for (int i = 0; i < members; i++) {
                peers[i] = Peer.login(address(), "member" + i);
                peers[i].ask(i == 0 ? CREATE : JOIN, "", "lobby", "").expect(ACK);
            }
            for (int i = 0; i < texts; i++) { // now one speaks, now another, and twice in a row
                peers[i / 2 % members].ask(TEXT, "", "lobby", "text " + i).expect(ACK);
            }
            await().untilAsserted(
                            () -> assertThat(value("confab_deliveries_total")).isEqualTo(texts * (members - 1)));
            assertThat(value("confab_messages_received_total{type=\"text\"}")).isEqualTo(texts);
            assertThat(value("confab_sessions")).isEqualTo(1);
            assertThat(value("confab_members")).isEqualTo(members);
            assertThat(value("confab_joins_total{kind=\"fresh\"}")).isEqualTo(members - 1);
            assertThat(value("confab_members_lagging")).isZero();
            assertThat(value("confab_tail_bytes")).isPositive();
            assertThat(value("confab_log_commit_seconds_count")).isZero(); // nothing is stored
        } finally {
            for (Peer peer : peers) {
                peer.close();
            }
        }
    }

    @Test
    void countsWhatAResumedMemberIsReplayed() throws Exception {
        try (Peer jack = Peer.login(address(), "jack");
                Peer jill = Peer.login(address(), "jill")) {
            jack.ask(CREATE, "", "lobby", "{\"durability\":\"written\"}").expect(ACK);
            for (int i = 0; i < 7; i++) {
                jack.ask(TEXT, "", "lobby", "text " + i).expect(ACK);
            }
            jill.ask(JOIN, "", "lobby", "{\"after\":0}").expect(ACK);
            await().untilAsserted(
                            () -> assertThat(value("confab_deliveries_total")).isEqualTo(7));
            assertThat(value("confab_joins_total{kind=\"recovered\"}")).isEqualTo(1);
            assertThat(value("confab_log_commit_seconds_count")).isEqualTo(7);
            assertThat(value("confab_log_waiting_bytes")).isZero();
            assertThat(value("confab_log_failures_total")).isZero();
        }
    }

    @Test
    void countsEveryByte() throws Exception {
        byte[] login = Peer.frame(LOGIN, 0, 1, "jack", "", Peer.utf8("secret"));
        try (Peer jack = Peer.connect(address())) {
            jack.write(login).reply(1).expect(ACK);
            int ack = 4 + 8;
            assertThat(value("confab_received_bytes_total")).isEqualTo(login.length);
            await().untilAsserted(
                            () -> assertThat(value("confab_sent_bytes_total")).isEqualTo(ack));
            assertThat(value("confab_outbound_pending_bytes")).isZero();
        }
    }

    @Test
    void knowsHowManyMembersLagAndByHowMuch() throws Exception {
        try (Peer jack = Peer.login(address(), "jack");
                Peer deaf = Peer.login(address(), "deaf")) {
            jack.ask(CREATE, "", "lobby", "").expect(ACK);
            deaf.ask(JOIN, "", "lobby", "").expect(ACK);
            String text = "x".repeat(60_000);
            int said = 0;
            while (value("confab_members_lagging") == 0 && said < 2_000) { // until the kernel takes no more
                jack.ask(TEXT, "", "lobby", text).expect(ACK);
                said++;
            }
            assertThat(value("confab_members_lagging")).isEqualTo(1);
            jack.ask(TEXT, "", "lobby", text).expect(ACK);
            assertThat(value("confab_outbound_pending_bytes")).isPositive();
            await().untilAsserted(() ->
                    assertThat(value("confab_members_lag_messages")).isPositive());
        }
    }

    @Test
    void measuresTheDelayOfEveryEventLoop() {
        await().untilAsserted(() ->
                assertThat(value("confab_eventloop_delay_seconds_count")).isGreaterThanOrEqualTo(2));
    }

    private InetSocketAddress address() {
        return server.address();
    }

    /** What Prometheus would read. */
    private double value(String name) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }
}
