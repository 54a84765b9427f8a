package io.confab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.MessageFilter;
import io.confab.server.ConfabServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small runs against a server in this JVM. */
class LoadRunTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @ParameterizedTest
    @CsvSource({"1,2,1,16,1,0,false", "3,5,5,100,8,0,true", "2,4,2,1024,0,500,false"})
    void losesNothing(int sessions, int members, int publishers, int payload, int window, int rate, boolean acked)
            throws Exception {
        Scenario scenario = new Scenario(sessions, members, publishers, payload, window, rate, acked);
        Result result = run(scenario, MessageFilter.PASS);

        assertThat(result.isClean()).as("%s", result).isTrue();
        assertThat(result.deliveriesPerSecond()).isPositive();
        assertThat(result.p50Micros()).isPositive();
        assertThat(result.maxMicros()).isGreaterThanOrEqualTo(result.p50Micros());
    }

    @Test
    void tellsWhatTheServerChanged() throws Exception {
        AtomicInteger texts = new AtomicInteger();
        Result result = run(new Scenario(1, 2, 1, 64, 4, 0, false), (account, session, data) -> {
            byte[] changed = data.clone();
            if (texts.incrementAndGet() == 3) {
                changed[40] ^= 1;
            }
            return changed;
        });

        assertThat(result.corrupt()).isEqualTo(1);
        assertThat(result.isClean()).isFalse();
    }

    @Test
    void tellsWhatTheServerRefuses() {
        assertThatThrownBy(() -> {
                    ConfabServer server = ConfabServer.builder()
                            .host("127.0.0.1")
                            .port(0)
                            .openAccounts()
                            .maxSessions(1)
                            .start()
                            .join();
                    try {
                        new LoadRun(new Scenario(2, 2, 1, 16, 1, 0, false), server.address(), null).run(SHORT, SHORT);
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
