package io.confab.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confab.client.ConfabClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of the real jar: figures, health, logs for programs, and the audit log. */
class OperationsIT {

    /** In JSON, where the encoder escapes every slash. */
    private static final Pattern ENDPOINT =
            Pattern.compile("Figures and health: http:\\\\/\\\\/127\\.0\\.0\\.1:(\\d+)\\\\/metrics");

    private static final String SAID = "a text that is nobody's business";
    private static final String PASSWORD = "correct horse battery staple";

    @TempDir
    Path folder;

    @Test
    void servesFiguresAndHealthAndKeepsWhatWasSaidOutOfItsLogs() throws Exception {
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(folder.resolve("data/accounts.csv"), "name,password\njill," + PASSWORD + "\n");
        List<String> errors;
        try (ServerProcess server = ServerProcess.start(
                folder,
                "--port",
                "0",
                "--set",
                "metrics.port=0",
                "--set",
                "log.format=json",
                "--set",
                "log.level=trace",
                "--set",
                "messages.file=none")) {
            int port = server.awaitPort();
            int operations = Integer.parseInt(server.awaitError(ENDPOINT).group(1));
            assertThat(get(operations, "/healthz")).isEqualTo("200 ok\n");
            assertThat(get(operations, "/readyz")).isEqualTo("200 ok\n");
            talk(port);
            assertThat(get(operations, "/metrics"))
                    .startsWith("200 ")
                    .contains("confab_logins_total{result=\"accepted\"} 1.0\n")
                    .contains("confab_logins_total{result=\"bad_credentials\"} 1.0\n")
                    .contains("confab_messages_received_total{type=\"text\"} 1.0\n")
                    .contains("confab_passwords_checked_total 2.0\n")
                    .contains("jvm_memory_used_bytes{")
                    .doesNotContain(SAID);
            server.terminate();
            assertThat(server.awaitExit()).isZero();
            errors = server.errors().lines().toList();
        }
        List<JsonNode> log = json(Files.readAllLines(folder.resolve("data/logs/confab.log")));
        assertThat(log)
                .allSatisfy(line -> assertThat(line.get("formattedMessage")).isNotNull());
        assertThat(log)
                .anySatisfy(line ->
                        assertThat(line.get("formattedMessage").textValue()).startsWith("Ready: "));
        assertThat(json(errors)).isNotEmpty(); // the whole of it, also what was logged before the settings were known
        List<JsonNode> audit = json(Files.readAllLines(folder.resolve("data/logs/audit.log")));
        assertThat(audit)
                .extracting(line -> line.get("event").textValue())
                .containsExactly(
                        "server-started",
                        "login-refused",
                        "login-accepted",
                        "session-created",
                        "server-stopping",
                        "session-closed",
                        "logged-out");
        assertThat(audit.get(1).get("account").textValue()).isEqualTo("jill");
        assertThat(audit.get(1).get("address").textValue()).startsWith("127.0.0.1:");
        assertThat(String.join("\n", errors)).doesNotContain(SAID, PASSWORD, "a wrong one");
        try (Stream<Path> files = Files.walk(folder.resolve("data/logs"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(file).content().doesNotContain(SAID, PASSWORD, "a wrong one");
            }
        }
    }

    @Test
    void isNotReadyButHealthyWhileItDrains() throws Exception {
        try (ServerProcess server = ServerProcess.start(
                folder,
                "--port",
                "0",
                "--accounts",
                "open",
                "--set",
                "metrics.port=0",
                "--set",
                "log.format=json",
                "--set",
                "shutdown.grace=5 min")) {
            int port = server.awaitPort();
            int operations = Integer.parseInt(server.awaitError(ENDPOINT).group(1));
            try (SocketChannel client = SocketChannel.open()) {
                client.setOption(StandardSocketOptions.SO_RCVBUF, 1024);
                client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                client.configureBlocking(false);
                await().until(() -> isFull(client)); // it reads nothing, so the drain waits for it
                server.terminate();
                await().untilAsserted(() -> assertThat(get(operations, "/readyz"))
                        .isEqualTo("503 server: closing (expected: one that takes connections)\n"));
                assertThat(get(operations, "/healthz")).isEqualTo("200 ok\n");
            }
            assertThat(server.awaitExit()).isZero();
        }
    }

    /** Sends pings until nothing is taken any more. @return whether nothing was taken at all */
    private static boolean isFull(SocketChannel client) throws IOException {
        ByteBuffer pings = ByteBuffer.allocate(10_000 * 76);
        while (pings.hasRemaining()) {
            pings.put(new byte[] {0, 0, 0, 72, 0x1F, 0, 0, 0, 0, 1, 0, 0}).put(new byte[64]);
        }
        pings.flip();
        boolean nothing = true;
        while (client.write(pings) > 0) {
            nothing = false;
            if (!pings.hasRemaining()) {
                pings.rewind();
            }
        }
        return nothing;
    }

    @Test
    void saysThatThePortForFiguresIsInUse() throws Exception {
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerProcess server = ServerProcess.start(
                        folder,
                        "--port",
                        "0",
                        "--accounts",
                        "open",
                        "--set",
                        "metrics.port=" + occupied.getLocalPort())) {
            assertThat(server.awaitExit()).isEqualTo(ExitCode.ADDRESS.status());
            assertThat(server.errors()).contains("metrics.port: 127.0.0.1:" + occupied.getLocalPort() + " (expected: ");
        }
    }

    private static void talk(int port) throws Exception {
        ConfabClient client =
                ConfabClient.builder().host("127.0.0.1").port(port).connect().get(30, SECONDS);
        assertThatThrownBy(() -> client.login("jill", "a wrong one").get(30, SECONDS));
        client.login("jill", PASSWORD).get(30, SECONDS);
        client.create("lobby").get(30, SECONDS);
        client.say("lobby", SAID).get(30, SECONDS);
    }

    private static String get(int port, String path) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString(UTF_8));
        return response.statusCode() + " " + response.body();
    }

    private static List<JsonNode> json(List<String> lines) throws IOException {
        List<JsonNode> parsed = new ArrayList<>();
        for (String line : lines) {
            parsed.add(new ObjectMapper().readTree(line));
        }
        return parsed;
    }
}
