package io.confab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.MessageFilter;
import io.confab.gateway.websocket.WebSocketGateway;
import io.confab.server.ConfabServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Small runs against a server in this JVM. */
class LoadRunTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @ParameterizedTest
    @CsvSource({
        "1,2,1,16,1,0,false,NATIVE",
        "3,5,5,100,8,0,true,NATIVE",
        "2,4,2,1024,0,500,false,NATIVE",
        "1,2,1,32,1,0,false,JSON",
        "3,5,5,100,8,0,true,JSON",
        "2,4,2,1024,0,500,false,JSON",
        "1,3,1,60000,3,0,false,JSON",
        "1,2,1,16,1,0,false,BINARY",
        "3,5,5,100,8,0,true,BINARY",
        "2,4,2,1024,0,500,false,BINARY",
        "1,3,1,60000,3,0,false,BINARY",
    })
    void losesNothing(
            int sessions,
            int members,
            int publishers,
            int payload,
            int window,
            int rate,
            boolean acked,
            Protocol protocol)
            throws Exception {
        Scenario scenario = new Scenario(sessions, members, publishers, payload, window, rate, acked, protocol);
        Result result = run(scenario, MessageFilter.PASS);

        assertThat(result.isClean()).as("%s", result).isTrue();
        assertThat(result.deliveriesPerSecond()).isPositive();
        assertThat(result.p50Micros()).isPositive();
        assertThat(result.maxMicros()).isGreaterThanOrEqualTo(result.p50Micros());
    }

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "JSON", "BINARY"})
    void tellsWhatTheServerChanged(Protocol protocol) throws Exception {
        AtomicInteger texts = new AtomicInteger();
        Result result = run(new Scenario(1, 2, 1, 64, 4, 0, false, protocol), (account, session, data) -> {
            byte[] changed = data.clone();
            if (texts.incrementAndGet() == 3) {
                changed[40] ^= 1;
            }
            return changed;
        });

        assertThat(result.corrupt()).isEqualTo(1);
        assertThat(result.isClean()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "JSON", "BINARY"})
    void tellsWhatTheServerRefuses(Protocol protocol) {
        assertThatThrownBy(() -> {
                    ConfabServer server = ConfabServer.builder()
                            .host("127.0.0.1")
                            .port(0)
                            .openAccounts()
                            .maxSessions(1)
                            .gateway(WebSocketGateway.builder().build())
                            .start()
                            .join();
                    try {
                        Scenario scenario = new Scenario(2, 2, 1, 32, 1, 0, false, protocol);
                        new LoadRun(scenario, server.address(), null).run(SHORT, SHORT);
                    } finally {
                        server.close(Duration.ZERO).join();
                    }
                })
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("sessions");
    }

    private static Result run(Scenario scenario, MessageFilter filter) throws Exception {
        ConfabServer server = ConfabServer.builder()
                .host("127.0.0.1")
                .port(0)
                .openAccounts()
                .messageFilter(filter)
                .gateway(WebSocketGateway.builder().build())
                .start()
                .join();
        try {
            InetSocketAddress address = server.address();
            return new LoadRun(scenario, address, null).run(SHORT, SHORT);
        } finally {
            server.close(Duration.ZERO).join();
        }
    }
}
