package io.confab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.server.ConfabServer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketIoRunTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @ParameterizedTest
    @CsvSource({"1,2,1,32,1,0,false", "3,5,5,100,8,0,true", "2,4,2,1024,0,500,false"})
    void losesNothing(int sessions, int members, int publishers, int payload, int window, int rate, boolean acked)
            throws Exception {
        Scenario scenario =
                new Scenario(sessions, members, publishers, payload, window, rate, acked, Protocol.SOCKETIO);
        try (SocketIoServer server = new SocketIoServer()) {
            Result result = new LoadRun(scenario, server.address(), null).run(SHORT, SHORT);

            assertThat(result.isClean()).as("%s", result).isTrue();
            assertThat(result.deliveriesPerSecond()).isPositive();
        }
    }

    @Test
    void tellsThatAServerDoesNotSpeakIt() {
        assertThatThrownBy(() -> {
                    ConfabServer server = ConfabServer.builder()
                            .host("127.0.0.1")
                            .port(0)
                            .openAccounts()
                            .start()
                            .join();
                    try {
                        Scenario scenario = new Scenario(1, 2, 1, 100, 1, 0, false, Protocol.SOCKETIO);
                        new LoadRun(scenario, server.address(), null).run(SHORT, SHORT);
                    } finally {
                        server.close(Duration.ZERO).join();
                    }
                })
                .isInstanceOf(ExecutionException.class);
    }
}
