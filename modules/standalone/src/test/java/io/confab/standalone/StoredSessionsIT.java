package io.confab.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Durability;
import io.confab.client.ConfabClient;
import io.confab.client.HistoryQuery;
import io.confab.codec.ListResult;
import io.confab.codec.SessionOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stored, and what {@code confab log} shows of it, though the server was killed. */
class StoredSessionsIT {

    @TempDir
    private Path folder;

    private final List<ServerProcess> started = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterEach
    void endsWhatIsLeft() {
        started.forEach(ServerProcess::close);
    }

    private ServerProcess start(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--port", "0", "--accounts", "open"));
        all.addAll(List.of(arguments));
        ServerProcess server = ServerProcess.start(folder, all.toArray(String[]::new));
        started.add(server);
        return server;
    }

    private ExitCode log(String... words) {
        List<String> arguments = new ArrayList<>(List.of("log"));
        arguments.addAll(List.of(words));
        arguments.addAll(List.of("--data", folder.resolve("data").toString()));
        out.reset();
        err.reset();
        return new Main(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), Map.of(), account -> "")
                .run(arguments);
    }

    private static ConfabClient jill(ServerProcess server) throws Exception {
        ConfabClient client =
                ConfabClient.builder().port(server.awaitPort()).connect().get(60, SECONDS);
        client.login("jill", "x").get(60, SECONDS);
        return client;
    }

    @Test
    void whatWasAcknowledgedIsThereThoughTheServerIsKilled() throws Exception {
        ServerProcess server = start();
        try (ConfabClient jill = jill(server)) {
            jill.create("lab", SessionOptions.of(Durability.SYNCED)).get(60, SECONDS);
            jill.create("hall", new SessionOptions(null, "tea", 3, "written")).get(60, SECONDS);
            jill.create("yard").get(60, SECONDS);
            for (int i = 0; i < 50; i++) {
                jill.say("lab", "message " + i).get(60, SECONDS);
            }
            jill.say("hall", "one").get(60, SECONDS);
        }
        server.kill();

        assertThat(log("verify")).isEqualTo(ExitCode.OK);
        assertThat(out.toString(UTF_8))
                .endsWith("2 sessions, 51 messages, 0 direct messages, 0 problems" + System.lineSeparator());

        ServerProcess again = start();
        try (ConfabClient jill = jill(again)) {
            assertThat(jill.list().get(60, SECONDS).sessions())
                    .containsExactly(
                            new ListResult.Entry("hall", 0, "tea", 3), new ListResult.Entry("lab", 0, null, null));
            jill.join("lab").get(60, SECONDS);
            assertThat(jill.history("lab", HistoryQuery.latest(100))
                            .get(60, SECONDS)
                            .messages())
                    .extracting(message -> new String(message.data(), UTF_8))
                    .hasSize(50)
                    .startsWith("message 0")
                    .endsWith("message 49");
            jill.end("hall").get(60, SECONDS);
            assertThat(log("list")).isEqualTo(ExitCode.OK); // while the server is running
            assertThat(out.toString(UTF_8))
                    .startsWith("lab  owner jill, synced, 50 messages, ")
                    .hasLineCount(1);
        }
    }

    @Test
    void showsAndExportsWhatWasSaid() throws Exception {
        ServerProcess server = start("--set", "sessions.durability=written");
        long first;
        try (ConfabClient jill = jill(server)) {
            jill.create("lab").get(60, SECONDS);
            first = jill.say("lab", "\u001b[31mred \"quoted\"").get(60, SECONDS).sequence();
            jill.say("lab", new byte[] {(byte) 0xFF}).get(60, SECONDS);
        }
        server.terminate();
        assertThat(server.awaitExit()).isZero();

        assertThat(log("show", "lab")).isEqualTo(ExitCode.OK);
        assertThat(out.toString(UTF_8))
                .contains("  jill: \uFFFD[31mred \"quoted\"")
                .hasLineCount(2);
        assertThat(log("show", "lab", Long.toString(first))).isEqualTo(ExitCode.OK);
        assertThat(out.toString(UTF_8)).hasLineCount(1);
        assertThat(log("export")).isEqualTo(ExitCode.OK);
        assertThat(out.toString(UTF_8).lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("{\"session\":\"lab\",\"sequence\":" + first + ",\"timestamp\":")
                .endsWith(",\"text\":\"\\u001B[31mred \\\"quoted\\\"\"}");
        assertThat(out.toString(UTF_8)).contains("\"base64\":\"/w==\"}");
        Path copy = folder.resolve("copy.db");
        assertThat(log("backup", copy.toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString(UTF_8)).isEqualTo(copy + ": " + Files.size(copy) + " bytes" + System.lineSeparator());
        assertThat(log("verify", "--set", "messages.file=" + copy)).isEqualTo(ExitCode.OK);
        assertThat(out.toString(UTF_8)).contains("copy.db: 1 session, 2 messages, 0 direct messages, 0 problems");
        assertThat(log("compact")).isEqualTo(ExitCode.OK);
        assertThat(log("show", "attic")).isEqualTo(ExitCode.DATA);
        assertThat(err.toString(UTF_8)).startsWith("session: attic (expected: one in ");
        assertThat(log("shw")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(UTF_8)).startsWith("log: shw (expected: list, ");
        assertThat(log()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(UTF_8)).startsWith("log: nothing (expected: list, ");
    }

    @Test
    void aSecondServerOnTheSameFolderIsRefused() throws Exception {
        ServerProcess server = start();
        server.awaitPort();
        ServerProcess second = start();
        assertThat(second.awaitExit()).isEqualTo(ExitCode.DATA.status());
        assertThat(second.errors()).contains("messages.file: ", "in use by another server");
    }

    @Test
    void storesNothingWhereThatIsConfigured() throws Exception {
        ServerProcess server = start("--set", "messages.file=none");
        try (ConfabClient jill = jill(server)) {
            assertThat(jill.create("lab", SessionOptions.of(Durability.SYNCED)))
                    .failsWithin(Duration.ofSeconds(60))
                    .withThrowableThat()
                    .withMessageContaining("durability: synced (expected: memory, as nothing is stored)");
        }
        assertThat(folder.resolve("data/messages.db")).doesNotExist();
        ServerProcess impossible = start("--set", "messages.file=none", "--set", "sessions.durability=synced");
        assertThat(impossible.awaitExit()).isEqualTo(ExitCode.USAGE.status());
    }
}
