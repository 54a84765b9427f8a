package io.confab.standalone;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.confab.api.Durability;
import io.confab.client.ConfabClient;
import io.confab.codec.SessionOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP at the real process. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class ReloadIT {

    private static final SessionOptions MEMORY = SessionOptions.of(Durability.MEMORY);
    private static final Pattern NOTHING_CHANGED = Pattern.compile("Reload: nothing was changed");

    @TempDir
    private Path folder;

    private Path data;
    private @Nullable ServerProcess server;

    @BeforeEach
    void writesAConfiguration() throws Exception {
        data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("accounts.csv"), "name,password\njill,secret\n");
        Files.writeString(data.resolve("confab.conf"), "port = 0\nsessions.max = 1\n");
    }

    @AfterEach
    void endsTheServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void takesUpWhatItCanAndSaysWhatNeedsARestart() throws Exception {
        server = ServerProcess.start(folder, "serve");
        int port = server.awaitPort();
        try (ConfabClient client = logIn(port, "jill")) {
            client.create("one", MEMORY).get(30, SECONDS);
            assertThatThrownBy(() -> client.create("two", MEMORY).get(30, SECONDS))
                    .hasMessageContaining("sessions: 1 (expected: fewer)");
            Files.writeString(data.resolve("confab.conf"), "port = 0\nsessions.max = 2\nlog.file = none\n");
            Files.writeString(data.resolve("accounts.csv"), "name,password\njill,secret\njack,secret\n");
            server.signal("HUP");
            server.awaitError(Pattern.compile("Reload: sessions\\.max: 1 -> 2 \\(taken up\\)"));
            server.awaitError(Pattern.compile("Reload: log\\.file: logs/confab\\.log -> none \\(needs a restart\\)"));
            await().untilAsserted(() -> client.create("two", MEMORY).get(30, SECONDS));
            logIn(port, "jack").close();
        }
        server.terminate();
        assertThat(server.awaitExit()).isZero();
    }

    @Test
    void goesOnAsItWasWhereTheNewConfigurationIsBroken() throws Exception {
        server = ServerProcess.start(folder, "serve");
        int port = server.awaitPort();
        Files.writeString(data.resolve("confab.conf"), "port = 0\nsessions.max = 2\nlog.level = loud\nprot = 1\n");
        server.signal("HUP");
        server.awaitError(NOTHING_CHANGED);
        assertThat(server.errors())
                .contains("confab.conf:3: log.level: loud (expected: ", "confab.conf:4: prot: unknown key (expected: ")
                .doesNotContain("taken up");
        try (ConfabClient client = logIn(port, "jill")) {
            client.create("one", MEMORY).get(30, SECONDS);
            assertThatThrownBy(() -> client.create("two", MEMORY).get(30, SECONDS))
                    .hasMessageContaining("sessions: 1 (expected: fewer)");
        }
        server.terminate();
        assertThat(server.awaitExit()).isZero();
    }

    @Test
    void goesOnAsItWasWhereTheAccountFileIsBroken() throws Exception {
        server = ServerProcess.start(folder, "serve");
        int port = server.awaitPort();
        Files.writeString(data.resolve("accounts.csv"), "ja ck,secret\n", APPEND);
        Files.writeString(data.resolve("confab.conf"), "port = 0\nsessions.max = 2\n");
        server.signal("HUP");
        server.awaitError(NOTHING_CHANGED);
        assertThat(server.errors())
                .containsOnlyOnce("Reload: accounts: " + data.resolve("accounts.csv") + ":3: ")
                .doesNotContain("taken up");
        logIn(port, "jill").close();
    }

    @Test
    void auditsWhatTheAccountsCommandChangedOnceItIsTakenUp() throws Exception {
        server = ServerProcess.start(folder, "serve");
        int port = server.awaitPort();
        logIn(port, "jill").close(); // which replaces her plain password, and is no change of hers
        Path audit = data.resolve("logs/audit.log");
        for (String verb : List.of("lock", "unlock", "remove")) {
            try (ServerProcess command = ServerProcess.start(folder, "accounts", verb, "jill")) {
                assertThat(command.awaitExit()).isZero();
            }
            await().atMost(60, SECONDS)
                    .untilAsserted(() -> assertThat(audit).content().contains("account-" + verb));
        }
        server.terminate();
        assertThat(server.awaitExit()).isZero();
        assertThat(Files.readAllLines(audit))
                .filteredOn(line -> line.contains("\"event\":\"account-"))
                .extracting(line -> line.replaceAll("\"time\":\"[^\"]*\",", ""))
                .containsExactly(
                        "{\"event\":\"account-locked\",\"account\":\"jill\",\"by\":\"account file\"}",
                        "{\"event\":\"account-unlocked\",\"account\":\"jill\",\"by\":\"account file\"}",
                        "{\"event\":\"account-removed\",\"account\":\"jill\",\"by\":\"account file\"}");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void stopsWhereItsTerminalIsGone() throws Exception {
        server = ServerProcess.startInTerminal(folder, "serve");
        server.awaitOutput(Pattern.compile("Ready: "));
        server.kill(); // not the server, but what holds its terminal
        await().atMost(60, SECONDS)
                .untilAsserted(() -> assertThat(Files.readAllLines(data.resolve("logs/confab.log")))
                        .satisfies(ReloadIT::saysThatItStoppedInOrder));
    }

    private static void saysThatItStoppedInOrder(List<? extends String> lines) {
        assertThat(lines).anyMatch(line -> line.contains("SIGHUP: stopping, as the terminal is gone"));
        assertThat(lines.get(lines.size() - 1)).contains("Stopped");
    }

    private static ConfabClient logIn(int port, String name) throws Exception {
        ConfabClient client =
                ConfabClient.builder().host("127.0.0.1").port(port).connect().get(30, SECONDS);
        client.login(name, "secret").get(30, SECONDS);
        return client;
    }
}
