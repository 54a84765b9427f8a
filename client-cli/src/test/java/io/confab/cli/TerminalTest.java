package io.confab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.server.ConfabServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program at a terminal whose keys and screen are streams. */
@Timeout(60)
class TerminalTest {

    private static final char CTRL_C = 3;
    private static final char CTRL_D = 4;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final PipedOutputStream keys = new PipedOutputStream();
    // Not the common pool: from JDK 25 on it has one thread for all where a machine has two cores, and these wait.
    private final Executor ownThread = task -> new Thread(task, "client").start();
    private ConfabServer server;
    private CompletableFuture<ExitCode> exit = new CompletableFuture<>();

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
    void stopServer() throws IOException {
        keys.close();
        server.close(Duration.ZERO).join();
    }

    @Test
    void asksForThePasswordWithoutEchoAndNeverKeepsOne() throws Exception {
        start();
        type("/login ann\r");
        sees("password of ann: ");
        type("hidden\r");
        sees("logged in to");
        type("/logout\r");
        sees("logged out");
        type("/login ann s3cret\r");
        sees("logged in to", 2);
        type("" + CTRL_D);

        assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.OK);
        assertThat(shown()).doesNotContain("hidden");
        assertThat(Files.readString(folder.resolve("confab/history")))
                .contains("/login ann -")
                .doesNotContain("s3cret", "hidden");
    }

    @Test
    void sendsNothingWhereThePasswordIsDenied() throws Exception {
        start();
        type("/login 50%n\r");
        sees("password of 50%n: ");
        type("hid" + CTRL_C);
        sees("password: none (nothing was sent)");
        type("/quit\r");

        assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.OK);
        assertThat(shown()).doesNotContain("hid");
    }

    @Test
    void refusesToQuitAndLeavesInOrderOnCtrlD() throws Exception {
        start();
        logIn();
        type("/createsession tea\r");
        sees("ann@tea> ");
        type("/quit\r");
        sees("quit: still in tea, logged in as ann");
        type("" + CTRL_D);

        assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.OK);
        assertThat(shown()).containsSubsequence("left tea", "logged out");
    }

    @Test
    void dropsTheLineOnCtrlCAndSaysHowToLeaveWhereThereIsNone() throws Exception {
        start();
        type("/nonsense" + CTRL_C);
        type("" + CTRL_C);
        sees("(/quit --all or Ctrl-D leaves, logs out and quits)");
        type("/quit\r");

        assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.OK);
        assertThat(shown()).doesNotContain("command: /nonsense");
    }

    @Test
    void completesASessionThatWasCreatedMeanwhile() throws Exception {
        start();
        logIn();
        other("/createsession teatime\n/leavesession\n/createsession coffee\n", () -> {
            type("/joinsession cof\t\r");
            sees("joined coffee, 2 members");
        });
        type("/quit --all\r");

        assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.OK);
    }

    @Test
    void printsWhatComesAboveTheLineBeingTyped() throws Exception {
        start();
        logIn();
        type("/createsession tea\r");
        sees("ann@tea> ");
        type("half a li");
        other("/joinsession tea\nEvening\n", () -> sees("bob: Evening"));
        type("ne\r/history\r");
        sees("ann: half a line");
        type("/quit --all\r");

        assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.OK);
    }

    @Test
    void paintsNothingWithoutColours() throws Exception {
        start("--no-color");
        logIn();
        type("/quit --all\r");

        assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.OK);
        assertThat(screen.toString(StandardCharsets.UTF_8)).doesNotContainPattern("\u001b\\[[0-9;]*[1-9]m");
    }

    @Test
    void staysWhereTheConnectionIsLost() throws Exception {
        start();
        logIn();
        server.close(Duration.ZERO).join();
        sees("connection lost, trying again");
        type("/help quit\r");
        sees("/quit [--all]");
        type("/quit --all\r");

        assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.OK);
    }

    @Test
    void carriesOnWhenTheServerIsBack() throws Exception {
        start();
        logIn();
        type("/createsession tea\r");
        sees("ann@tea> ");
        int port = server.address().getPort();
        server.close(Duration.ZERO).join();
        sees("connection lost, trying again");
        type("Anybody?\r");
        sees("not sent yet");
        type("/list\r");
        sees("no connection at the moment");
        server = ConfabServer.builder().port(port).openAccounts().start().join();
        sees("connected again");
        sees("session: tea (expected: an existing one)"); // it was in memory only
        sees("text: Anybody? (expected: sent by now): ");
        type("/list\r");
        sees("online: ann");
        type("/quit --all\r");

        assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.OK);
    }

    private void logIn() {
        type("/login ann pw\r");
        sees("logged in to");
    }

    // Somebody else, who goes when the action is done.
    private void other(String lines, Runnable meanwhile) throws Exception {
        try (PipedOutputStream typed = new PipedOutputStream();
                PipedInputStream input = new PipedInputStream(typed)) {
            ByteArrayOutputStream theirs = new ByteArrayOutputStream();
            PrintStream out = new PrintStream(theirs, true, StandardCharsets.UTF_8);
            typed.write((lines + "/help quit\n").getBytes(StandardCharsets.UTF_8));
            CompletableFuture<ExitCode> bob = CompletableFuture.supplyAsync(
                    () -> new Main(input, out, out, Map.of("CONFAB_PASSWORD", "pw"), () -> null)
                            .run("--host", "127.0.0.1", "--port", port(), "--login", "bob"),
                    ownThread);
            Awaitility.await()
                    .until(() -> theirs.toString(StandardCharsets.UTF_8).contains("/quit [--all]"));
            meanwhile.run();
            typed.write("/quit --all\n".getBytes(StandardCharsets.UTF_8));
            typed.flush();
            assertThat(bob.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.OK);
        }
    }

    private void start(String... more) throws IOException {
        PipedInputStream input = new PipedInputStream(keys);
        Terminal terminal = new DumbTerminal("test", "xterm-256color", input, screen, StandardCharsets.UTF_8);
        Attributes attributes = terminal.getAttributes();
        attributes.setLocalFlag(Attributes.LocalFlag.ISIG, true);
        attributes.setControlChar(Attributes.ControlChar.VINTR, CTRL_C);
        attributes.setControlChar(Attributes.ControlChar.VEOF, CTRL_D);
        terminal.setAttributes(attributes);
        terminal.setSize(Size.of(120, 40));
        PrintStream out = new PrintStream(screen, true, StandardCharsets.UTF_8);
        Main main = new Main(
                new ByteArrayInputStream(new byte[0]),
                out,
                out,
                Map.of("XDG_STATE_HOME", folder.toString()),
                () -> terminal);
        String[] options = new String[4 + more.length];
        System.arraycopy(new String[] {"--host", "127.0.0.1", "--port", port()}, 0, options, 0, 4);
        System.arraycopy(more, 0, options, 4, more.length);
        exit = CompletableFuture.supplyAsync(() -> main.run(options), ownThread);
    }

    private String port() {
        return Integer.toString(server.address().getPort());
    }

    private void type(String text) {
        try {
            keys.write(text.getBytes(StandardCharsets.UTF_8));
            keys.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sees(String text) {
        sees(text, 1);
    }

    private void sees(String text, int times) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(shown().split(Pattern.quote(text), -1))
                        .as("screen: %s", shown())
                        .hasSizeGreaterThan(times));
    }

    // What was printed, without the colours.
    private String shown() {
        return screen.toString(StandardCharsets.UTF_8).replaceAll("\u001b\\[[0-9;?]*[a-zA-Z]", "");
    }
}
