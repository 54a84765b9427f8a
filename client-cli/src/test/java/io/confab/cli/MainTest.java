package io.confab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.log.sqlite.SqliteLog;
import io.confab.server.ConfabServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program against a server, without a terminal. */
@Timeout(60)
class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    // Not the common pool: from JDK 25 on it has one thread for all where a machine has two cores, and these wait.
    private final Executor ownThread = task -> new Thread(task, "client").start();
    private ConfabServer server;

    @TempDir
    private Path folder;

    @BeforeEach
    void startServer() {
        server = ConfabServer.builder()
                .host("127.0.0.1")
                .port(0)
                .openAccounts()
                .start()
                .join();
    }

    @AfterEach
    void leaveNobodyBehind() {
        Awaitility.await().untilAsserted(() -> assertThat(server.connections()).isZero());
        server.close(Duration.ZERO).join();
    }

    @Test
    void carriesOutPipedLines() {
        assertThat(run("/list tea\nhello\n/leavesession\n/logout\n/quit\n", "--login", "ann", "--join", "tea"))
                .isEqualTo(ExitCode.OK);

        assertThat(lines(out))
                .containsExactly(
                        "logged in to 127.0.0.1:" + port() + " as ann",
                        "created tea, and joined it",
                        "* tea, 1 member",
                        "members: ann",
                        "left tea",
                        "logged out");
        assertThat(lines(err)).isEmpty();
    }

    @Test
    void leavesAndLogsOutInOrderAtTheEndOfTheInput() {
        assertThat(run("", "--login", "ann", "--join", "tea")).isEqualTo(ExitCode.OK);

        assertThat(lines(out)).endsWith("left tea", "logged out");
    }

    @Test
    void leavesAndLogsOutInOrderWithQuitAll() {
        assertThat(run("/quit --all\nnever said\n", "--login", "ann", "--join", "tea", "--json"))
                .isEqualTo(ExitCode.OK);

        assertThat(lines(out)).hasSize(4).element(2).isEqualTo("{\"event\":\"left\",\"session\":\"tea\"}");
        assertThat(lines(out)).last().isEqualTo("{\"event\":\"logged-out\",\"account\":\"ann\"}");
    }

    @Test
    void refusesToQuitBeforeOneHasLeftAndLoggedOut() {
        assertThat(run("/quit\n", "--login", "ann", "--join", "tea")).isEqualTo(ExitCode.COMMAND_REFUSED);

        assertThat(lines(err))
                .containsExactly("quit: still in tea, logged in as ann"
                        + " (expected: /leavesession, then /logout, then /quit; or /quit --all) [FORBIDDEN]");
    }

    @Test
    void refusesToLogOutBeforeOneHasLeft() {
        assertThat(run("/logout\n", "--login", "ann", "--join", "tea")).isEqualTo(ExitCode.COMMAND_REFUSED);

        assertThat(lines(err)).containsExactly("logout: still in tea (expected: /leavesession first) [FORBIDDEN]");
    }

    @Test
    void saysWhatItKnowsToBeImpossibleWithoutAServer() {
        assertThat(run("hello\n/list\n/logout\n/quit\n", "--keep-going")).isEqualTo(ExitCode.COMMAND_REFUSED);

        assertThat(lines(err))
                .hasSize(3)
                .allMatch(line -> line.equals("not logged in (expected: /login first) [NOT_LOGGED_IN]"));
    }

    @Test
    void endsAScriptAtTheFirstLineThatFails() {
        assertThat(run("/nope\n/createsession tea\n", "--login", "ann")).isEqualTo(ExitCode.COMMAND_REFUSED);

        assertThat(lines(err)).containsExactly("command: /nope (expected: one that /help lists) [USAGE]");
        assertThat(lines(out)).doesNotContain("created tea, and joined it");
    }

    @Test
    void goesOnBehindALineThatFailsAndTellsInTheEnd() {
        assertThat(run("/nope\n/createsession tea\n", "--login", "ann", "--keep-going"))
                .isEqualTo(ExitCode.COMMAND_REFUSED);

        assertThat(lines(out)).contains("created tea, and joined it");
    }

    @Test
    void takesTheLinesOfAScript() throws IOException {
        Path script = Files.writeString(
                folder.resolve("script"), "/login ann pw 127.0.0.1 " + port() + "\n/createsession tea\nGrüße ☕\n");

        assertThat(run("/nope\n", "--script", script.toString(), "--json")).isEqualTo(ExitCode.OK);

        assertThat(lines(out)).element(2).asString().startsWith("{\"event\":\"sent\",\"session\":\"tea\",");
    }

    @Test
    void switchesBetweenSessionsAndShowsWhatWasSaid() {
        run(
                "/createsession tea\n/createsession coffee\nbeans\n/switch tea\nleaves\n/history 5 coffee\n/history\n",
                "--login",
                "ann");

        assertThat(lines(out))
                .anyMatch(line -> line.matches("\\d\\d:\\d\\d \\[coffee] ann: beans"))
                .anyMatch(line -> line.matches("\\d\\d:\\d\\d ann: leaves"))
                .contains("now in tea", "1 message of coffee", "1 message of tea");
    }

    @Test
    void createsASessionThatStaysAndClosesIt() throws Exception {
        try (SqliteLog log = SqliteLog.open(folder.resolve("messages.db"))) {
            ConfabServer storing = ConfabServer.builder()
                    .port(0)
                    .openAccounts()
                    .messageLog(log)
                    .start()
                    .join();
            String there = "/login ann pw 127.0.0.1 " + storing.address().getPort() + "\n";
            run(there + "/createstored tea Leaves\nkept\n/quit --all\n");
            run(there + "/joinsession tea\n/history\n/closesession tea\n/joinsession tea\n");
            storing.close(Duration.ZERO).join();
        }
        assertThat(lines(out))
                .contains("created tea, and joined it", "joined tea, 1 member", "closed tea, for everybody")
                .anyMatch(line -> line.matches("\\d\\d:\\d\\d ann: kept"));
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("NO_SUCH_SESSION");
    }

    @Test
    void hearsOthers() throws Exception {
        try (PipedOutputStream typed = new PipedOutputStream();
                PipedInputStream input = new PipedInputStream(typed)) {
            CompletableFuture<ExitCode> bob = CompletableFuture.supplyAsync(
                    () -> main(
                            input,
                            out,
                            err,
                            "--port",
                            port(),
                            "--host",
                            "127.0.0.1",
                            "--login",
                            "bob",
                            "--join",
                            "tea"),
                    ownThread);
            Awaitility.await().until(() -> lines(out).contains("created tea, and joined it"));

            ByteArrayOutputStream hers = new ByteArrayOutputStream();
            InputStream said = stream("Ev\u001b[2Jening\n/msg bob psst\n");
            main(said, hers, hers, "--port", port(), "--host", "127.0.0.1", "--login", "ann", "--join", "tea");
            Awaitility.await().until(() -> lines(out).stream().anyMatch(line -> line.endsWith("(to you): psst")));
            typed.write("/quit --all\n".getBytes(StandardCharsets.UTF_8));
            typed.flush();

            assertThat(bob.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.OK);
            assertThat(lines(out)).anyMatch(line -> line.endsWith(" ann: Ev^[[2Jening"));
            assertThat(lines(hers)).contains("joined tea, 2 members", "told bob");
        }
    }

    @Test
    void saysThatTheConnectionWasLostThoughNothingIsTyped() throws Exception {
        try (PipedOutputStream typed = new PipedOutputStream();
                PipedInputStream input = new PipedInputStream(typed)) {
            CompletableFuture<ExitCode> bob = CompletableFuture.supplyAsync(
                    () -> main(input, out, err, "--port", port(), "--host", "127.0.0.1", "--login", "bob"), ownThread);
            Awaitility.await().until(() -> !lines(out).isEmpty());

            server.close(Duration.ZERO).join();

            assertThat(bob.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.CONNECTION_LOST);
        }
    }

    @Test
    void logsInByTheMechanismItIsTold() {
        assertThat(run("", "--login", "ann", "--mechanism", "plain")).isEqualTo(ExitCode.OK);
        assertThat(run("", "--login", "ann"))
                .as("as it does by itself on this machine")
                .isEqualTo(ExitCode.OK);
        assertThat(lines(err)).isEmpty();
        assertThat(run("", "--login", "ann", "--mechanism", "scram")).isEqualTo(ExitCode.LOGIN_REFUSED);
        assertThat(lines(err))
                .singleElement()
                .asString()
                .endsWith(
                        "; this was SCRAM, for which an account has keys once its password was set or used; --mechanism"
                                + " plain sends the password itself [UNSUPPORTED]");
    }

    @Test
    void saysThatNobodyAnswersAtThePort() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        assertThat(main(stream(""), out, err, "--login", "ann", "--host", "127.0.0.1", "--port", "" + free))
                .isEqualTo(ExitCode.NOT_CONNECTED);
    }

    @Test
    void saysThatTheServerKeepsSilent() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String[] options = {
                "--login", "ann", "--host", "127.0.0.1", "--port", "" + silent.getLocalPort(), "--timeout", "1"
            };

            assertThat(main(stream(""), out, err, options)).isEqualTo(ExitCode.NO_ANSWER);
        }
    }

    @Test
    void saysThatTheLoginWasRefused() {
        assertThat(run("/login ann other\n", "--login", "ann")).isEqualTo(ExitCode.COMMAND_REFUSED);
        ConfabServer strict = ConfabServer.builder()
                .host("127.0.0.1")
                .port(0)
                .authenticator((account, password) -> CompletableFuture.completedFuture(false))
                .start()
                .join();
        try {
            String port = Integer.toString(strict.address().getPort());

            assertThat(main(stream(""), out, err, "--login", "ann", "--host", "127.0.0.1", "--port", port))
                    .isEqualTo(ExitCode.LOGIN_REFUSED);
        } finally {
            strict.close(Duration.ZERO).join();
        }
    }

    @Test
    void refusesOptionsThatAreWrong() {
        for (String[] wrong : List.of(
                new String[] {"--nope"},
                new String[] {"--port", "x"},
                new String[] {"--port", "0"},
                new String[] {"--timeout", "0"},
                new String[] {"--join", "tea"},
                new String[] {"--script", folder.resolve("none").toString()})) {
            assertThat(main(stream(""), out, err, wrong))
                    .as(String.join(" ", wrong))
                    .isEqualTo(ExitCode.USAGE);
        }
        assertThat(out.size()).isZero();
    }

    @Test
    void documentsEveryOptionAndExitCode() {
        assertThat(main(stream(""), out, err, "--help")).isEqualTo(ExitCode.OK);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--script", "--keep-going", "--no-color", "CONFAB_PASSWORD", "26632");
        for (ExitCode code : ExitCode.values()) {
            assertThat(lines(out)).anyMatch(line -> line.strip().startsWith(code.number() + "   "));
        }
    }

    @Test
    void tellsItsVersion() {
        assertThat(main(stream(""), out, err, "--version")).isEqualTo(ExitCode.OK);

        assertThat(lines(out)).singleElement().asString().matches("confab \\d+\\.\\d+\\.\\d+.*");
    }

    private ExitCode run(String input, String... options) {
        List<String> all = new ArrayList<>(List.of("--host", "127.0.0.1", "--port", port()));
        all.addAll(List.of(options));
        return main(stream(input), out, err, all.toArray(String[]::new));
    }

    private static ExitCode main(
            InputStream in, ByteArrayOutputStream out, ByteArrayOutputStream err, String... options) {
        return new Main(in, printer(out), printer(err), Map.of("CONFAB_PASSWORD", "pw"), () -> null).run(options);
    }

    private String port() {
        return Integer.toString(server.address().getPort());
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static PrintStream printer(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static List<String> lines(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
