package io.confab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.AuditEvent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditTrailTest {

    @Test
    void everyListenerIsToldWhateverAnotherThrows() {
        List<AuditEvent> first = new ArrayList<>();
        List<AuditEvent> last = new ArrayList<>();
        AuditTrail trail = new AuditTrail(List.of(
                first::add,
                event -> {
                    throw new IllegalStateException("full");
                },
                last::add));
        trail.audited(new AuditEvent.AdminCommand("admin socket", "drain"));
        trail.sessionClosed("lobby");
        assertThat(first)
                .containsExactly(
                        new AuditEvent.AdminCommand("admin socket", "drain"), new AuditEvent.SessionClosed("lobby"));
        assertThat(last).isEqualTo(first);
    }

    @Test
    void aServerTellsThatItStartsAndStops() {
        List<AuditEvent> told = Collections.synchronizedList(new ArrayList<>());
        ConfabServer server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .audit(told::add)
                .start()
                .join();
        InetSocketAddress address = server.address();
        assertThat(told).containsExactly(new AuditEvent.ServerStarted(address));
        server.close(Duration.ZERO).join();
        server.close(Duration.ZERO).join();
        assertThat(told).containsExactly(new AuditEvent.ServerStarted(address), new AuditEvent.ServerStopping(address));
    }
}
