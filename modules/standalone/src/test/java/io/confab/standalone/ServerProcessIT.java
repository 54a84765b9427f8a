package io.confab.standalone;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.client.ConfabClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as somebody starts it: {@code java -jar confab-server.jar}. */
class ServerProcessIT {

    private static final Pattern LOGIN = Pattern.compile("/login (\\S+) (\\S+) 127\\.0\\.0\\.1 (\\d+)");

    @TempDir
    private Path folder;

    private final List<ServerProcess> started = new ArrayList<>();

    @AfterEach
    void endsWhatIsLeft() {
        started.forEach(ServerProcess::close);
    }

    @Test
    void makesTwoAccountsAtTheFirstStartAndTellsTheirPasswordsOnce() throws Exception {
        ServerProcess server = start("--port", "0");
        int port = server.awaitPort();
        Matcher login = server.awaitOutput(LOGIN);
        String name = login.group(1);
        String password = login.group(2);
        assertThat(login.group(3)).isEqualTo(Integer.toString(port));
        assertThat(name).isEqualTo("jill");
        logInAndOut(port, name, password);
        server.terminate();
        assertThat(server.awaitExit()).isZero();
        String page = "http://127.0.0.1:" + port + "/";
        assertThat(server.output())
                .contains(
                        "First start in ",
                        "java -jar confab-client-cli.jar",
                        "/login jack ",
                        "or log in with a browser at " + page);
        assertThat(server.errors()).contains("Web client: " + page);

        Path data = folder.resolve("data");
        assertThat(data.resolve("confab.conf")).content().isEqualTo(ConfigurationTemplate.text());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("accounts.csv"))))
                .isEqualTo("rw-------");
        assertThat(data.resolve("accounts.csv"))
                .content()
                .contains("jill", "$argon2id$")
                .doesNotContain(password);
        assertThat(data.resolve("logs/confab.log"))
                .content()
                .contains("Ready: ", "Stopped")
                .doesNotContain(password);

        ServerProcess again = start("--port", "0");
        logInAndOut(again.awaitPort(), name, password);
        again.terminate();
        assertThat(again.awaitExit()).isZero();
        assertThat(again.output()).isEmpty();
    }

    @Test
    void admitsAnybodyToOpenAccountsAndWarns() throws Exception {
        ServerProcess server = start("--port", "0", "--accounts", "open");
        logInAndOut(server.awaitPort(), "anybody", "anything");
        assertThat(server.errors()).contains("WARN", "OPEN ACCOUNTS");
        assertThat(folder.resolve("data/accounts.csv")).doesNotExist();
    }

    @Test
    void freesItsPortWhenItIsTerminated() throws Exception {
        ServerProcess server = start("--port", "0", "--accounts", "open");
        int port = server.awaitPort();
        ConfabClient client = connect(port);
        client.login("jill", "-").get(30, SECONDS);
        server.terminate();
        assertThat(server.awaitExit()).isZero();
        assertThat(server.errors()).contains("SIGTERM: stopping", "Stopped");
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
        client.close();
    }

    @Test
    void saysThatThePortIsInUse() throws Exception {
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(occupied.getLocalPort());
            ServerProcess server = start("--port", port, "--accounts", "open");
            assertThat(server.awaitExit()).isEqualTo(ExitCode.ADDRESS.status());
            assertThat(server.errors())
                    .contains(
                            "address: 127.0.0.1:" + port + ": ",
                            "(expected: an address of this machine and a free port)");
        }
    }

    @Test
    void tellsThePasswordsAlsoWhereTheFirstStartFails() throws Exception {
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ServerProcess server = start("--port", Integer.toString(occupied.getLocalPort()));
            assertThat(server.awaitExit()).isEqualTo(ExitCode.ADDRESS.status());
            assertThat(server.output()).containsPattern(LOGIN);
        }
    }

    @Test
    void refusesAConfigurationItDoesNotUnderstand() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path file = Files.writeString(data.resolve("confab.conf"), "port = 0\n\nlog.levl = info\n");
        ServerProcess server = start();
        assertThat(server.awaitExit()).isEqualTo(ExitCode.USAGE.status());
        assertThat(server.errors())
                .isEqualTo(file + ":3: log.levl: unknown key (expected: a known one; the nearest is log.level)\n");
    }

    @Test
    void refusesABrokenAccountFileWithTheLine() throws Exception {
        Path accounts = Files.writeString(folder.resolve("people.csv"), "name,password\njill,x\nja ck,y\n");
        ServerProcess server = start("--port", "0", "--accounts", accounts.toString());
        assertThat(server.awaitExit()).isEqualTo(ExitCode.ACCOUNTS.status());
        assertThat(server.errors()).contains("accounts: " + accounts + ":3: ");
    }

    @Test
    void obeysTheEnvironment() throws Exception {
        ServerProcess server = ServerProcess.start(
                folder,
                Map.of(
                        "CONFAB_PORT",
                        "0",
                        "CONFAB_ACCOUNTS",
                        "open",
                        "CONFAB_LOG_FILE",
                        "none",
                        "CONFAB_AUDIT_FILE",
                        "none"),
                "serve");
        started.add(server);
        logInAndOut(server.awaitPort(), "jill", "-");
        assertThat(folder.resolve("data/logs")).doesNotExist();
    }

    private ServerProcess start(String... arguments) throws IOException {
        ServerProcess server = ServerProcess.start(folder, arguments);
        started.add(server);
        return server;
    }

    private static void logInAndOut(int port, String name, String password) throws Exception {
        ConfabClient client = connect(port);
        client.login(name, password).get(30, SECONDS);
        client.logout().get(30, SECONDS);
        client.close();
    }

    private static ConfabClient connect(int port) throws Exception {
        return ConfabClient.builder().host("127.0.0.1").port(port).connect().get(30, SECONDS);
    }
}
