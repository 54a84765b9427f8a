package io.confab.metrics.micrometer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperationsEndpointTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private CompletionStage<List<String>> health = CompletableFuture.completedFuture(List.of());
    private final OperationsEndpoint endpoint = start(Duration.ofSeconds(20));
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        endpoint.close();
    }

    @Test
    void servesTheRegistry() throws IOException {
        registry.counter("confab.logins").increment();
        assertThat(ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("content-type: text/plain; version=0.0.4")
                .contains("connection: close")
                .contains("\nconfab_logins_total 1.0\n");
    }

    @Test
    void sharesThePortWithNobodyElse() {
        assertThat(endpoint.address().getAddress().isLoopbackAddress()).isTrue();
        assertThatThrownBy(() -> OperationsEndpoint.builder(registry)
                        .port(endpoint.address().getPort())
                        .start()
                        .join())
                .hasCauseInstanceOf(BindException.class);
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertThat(ask("GET /healthz?verbose HTTP/1.1\r\n\r\n"))
                .contains(" 200 OK")
                .endsWith("\r\n\r\nok\n");
        health = CompletableFuture.completedFuture(List.of("event loop 1: stuck", "port: not bound"));
        assertThat(ask("GET /healthz HTTP/1.1\r\n\r\n"))
                .contains(" 503 Service Unavailable")
                .endsWith("\r\n\r\nevent loop 1: stuck\nport: not bound\n");
    }

    @Test
    void waitsForACheckAndTakesOneThatFailsForABadSign() throws IOException {
        CompletableFuture<List<String>> late = new CompletableFuture<>();
        health = late;
        Socket socket = send("GET /healthz HTTP/1.1\r\n\r\n");
        assertThat(ask("GET /metrics HTTP/1.1\r\n\r\n")).contains(" 200 OK"); // meanwhile
        late.completeExceptionally(new IllegalStateException("a secret of the house"));
        assertThat(answer(socket)).contains(" 503 ").endsWith("check: failed (expected: an answer)\n");
    }

    @Test
    void answersNothingButGet() throws IOException {
        assertThat(ask("POST /metrics HTTP/1.1\r\ncontent-length: 0\r\n\r\n"))
                .contains(" 405 Method Not Allowed")
                .contains("allow: GET");
        assertThat(ask("GET /other HTTP/1.1\r\n\r\n")).contains(" 404 Not Found");
        assertThat(ask("nonsense\r\n\r\n")).contains(" 400 Bad Request");
        assertThat(ask("POST /metrics HTTP/1.1\r\ncontent-length: 1000000\r\nconnection: close\r\n\r\n"))
                .contains(" 413 ");
    }

    @Test
    void answersOneRequestAConnection() throws IOException {
        String request = "GET /healthz HTTP/1.1\r\n\r\n";
        assertThat(ask(request + request).split("HTTP/1.1 200 OK", -1)).hasSize(2);
    }

    @Test
    void closesWhoDoesNotComeToAnEnd() throws Exception {
        OperationsEndpoint impatient = start(Duration.ofMillis(50));
        try (Socket socket =
                new Socket(impatient.address().getAddress(), impatient.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET /metr".getBytes(US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } finally {
            impatient.close();
        }
    }

    @Test
    void takesSoManyConnectionsAndNoMore() throws IOException {
        for (int i = 0; i < OperationsEndpoint.MAX_CONNECTIONS; i++) {
            sockets.add(connect());
        }
        Socket another = connect();
        sockets.add(another);
        assertThat(readOrReset(another)).isEqualTo(-1);
        sockets.get(0).getOutputStream().write("GET /healthz HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
        assertThat(answer(sockets.get(0))).contains(" 200 OK");
    }

    private static int readOrReset(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException reset) {
            return -1;
        }
    }

    private OperationsEndpoint start(Duration deadline) {
        return OperationsEndpoint.builder(registry)
                .check("/healthz", () -> health)
                .deadline(deadline)
                .start()
                .join();
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(endpoint.address().getAddress(), endpoint.address().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private Socket send(String request) throws IOException {
        Socket socket = connect();
        sockets.add(socket);
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        return socket;
    }

    private String ask(String request) throws IOException {
        return answer(send(request));
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
}
