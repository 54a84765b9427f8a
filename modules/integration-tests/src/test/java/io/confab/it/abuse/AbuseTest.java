package io.confab.it.abuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.confab.authenticator.password.PasswordHasher;
import io.confab.it.faults.ServerUnderTest;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@link Attack} in turn, on the real jar with a heap of 256 MiB and the limits that it has by default, while ten members
 * chat: they lose nothing, what was expected to be refused is, and when the attack is over there is nothing left of it. How long the
 * chatters wait is printed and decides nothing. {@code -Dconfab.abuse.seconds=10} for how long each lasts, {@code -Dconfab.abuse.attack=LIST} for one alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AbuseTest {

    private static final int SECONDS = Integer.getInteger("confab.abuse.seconds", 6);
    private static final @Nullable String ONLY = System.getProperty("confab.abuse.attack");
    private static final String PASSWORD = "correct horse";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private Ports ports;
    private ServerUnderTest server;
    private Chatters chatters;

    @BeforeAll
    void start() throws Exception {
        X509Bundle certificate = new CertificateBuilder()
                .subject("CN=localhost")
                .setIsCertificateAuthority(true)
                .ecp256()
                .buildSelfSigned();
        Files.writeString(folder.resolve("certificate.pem"), certificate.getCertificatePEM());
        Files.writeString(folder.resolve("key.pem"), certificate.getPrivateKeyPEM());
        Files.writeString(folder.resolve("accounts.csv"), accounts());
        ports = freePorts();
        server = new ServerUnderTest(
                List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"),
                folder,
                ports.chat(),
                "accounts=accounts.csv",
                "limits.exempt=none",
                "login.timeout=" + (SECONDS < 15 ? "4 s" : "10 s"), // so that an attack meets it
                "network.idle=1 s",
                "tls.certificate=certificate.pem",
                "gateways.websocket.port=" + ports.webSocket(),
                "gateways.classic.port=" + ports.classic(),
                "metrics.port=" + ports.metrics());
        chatters = new Chatters(ports.chat(), PASSWORD);
        chatters.begin(); // the server has not run hot yet
        await().atMost(PATIENCE).until(() -> chatters.said() > 200);
        assertThat(chatters.end()).isEmpty();
        System.out.println("| attack | what it did | refused, closed or slowed down | chatters: p50, p99, longest"
                + " | server: processors, heap, memory |");
    }

    @AfterAll
    void stop() {
        if (chatters != null) {
            chatters.close();
        }
        if (server != null) {
            server.close();
        }
    }

    static Stream<Attack> attacks() {
        return ONLY == null ? Arrays.stream(Attack.values()) : Stream.of(Attack.valueOf(ONLY));
    }

    // One hash does for all of them: what is asked here is not whether it can be guessed.
    private static String accounts() {
        String hash = new PasswordHasher().hash(PASSWORD.getBytes(UTF_8));
        List<String> names = new ArrayList<>(Chatters.accounts());
        for (int i = 0; i < 100; i++) {
            names.add("mallory" + i);
        }
        for (int i = 0; i < 10; i++) {
            names.add("victim" + i);
        }
        StringBuilder csv = new StringBuilder();
        names.forEach(name -> csv.append(name).append(",\"").append(hash).append("\"\n"));
        return csv.toString();
    }

    // Not of the system's own range, from which attackers are given theirs.
    private static Ports freePorts() throws IOException {
        int[] free = new int[4];
        int port = 26_000 + (int) (ProcessHandle.current().pid() % 5_000);
        for (int found = 0; found < free.length; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                free[found++] = socket.getLocalPort();
            } catch (IOException taken) {
                // somebody else's: the next one
            }
        }
        return new Ports(free[0], free[1], free[2], free[3]);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void membersChatOnWhatever(Attack attack) throws Exception {
        ServerFigures before = figures();
        chatters.begin();
        long begun = System.nanoTime();
        String did = run(attack);
        double seconds = (System.nanoTime() - begun) / 1e9;
        List<String> wrong = chatters.end();
        Histogram latency = chatters.latency();
        ServerFigures after = figures();
        Map<String, Long> limits = after.limitsSince(before);
        System.out.printf(
                "| %s | %s | %s | %.1f, %.1f, %.0f ms | %.2f, %d MiB, %d MiB |%n",
                attack,
                did,
                limits,
                latency.getValueAtPercentile(50) / 1e6,
                latency.getValueAtPercentile(99) / 1e6,
                latency.getMaxValue() / 1e6,
                after.cpu().minus(before.cpu()).toNanos() / 1e9 / seconds,
                after.heapMiB(),
                after.memoryMiB());

        assertThat(wrong).isEmpty();
        if (!attack.refusal().isEmpty()) {
            assertThat(limits).containsKey(attack.refusal());
        }
        await().atMost(PATIENCE).until(() -> {
            ServerFigures now = figures();
            return now.connections() == Chatters.accounts().size() && now.passwordsWaiting() == 0;
        });
        assertThat(Files.readString(folder.resolve("logs/confab.log"))).doesNotContain("ERROR", "OutOfMemory");
    }

    private ServerFigures figures() throws Exception {
        return ServerFigures.of(server.process(), ports.metrics());
    }

    /** @return what it did, in words */
    private String run(Attack attack) throws Exception {
        Path output = folder.resolve("attacker.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Attacker.class.getName(),
                        attack.name(),
                        ports.toString(),
                        PASSWORD,
                        Integer.toString(SECONDS))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds() + SECONDS, TimeUnit.SECONDS))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(output).strip();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed.substring(printed.lastIndexOf('\n') + 1);
    }
}
