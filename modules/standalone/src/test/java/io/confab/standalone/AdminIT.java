package io.confab.standalone;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.Durability;
import io.confab.client.ClientListener;
import io.confab.client.ConfabClient;
import io.confab.codec.AnnouncementEvent;
import io.confab.codec.ClosedEvent;
import io.confab.codec.KickedEvent;
import io.confab.codec.SessionOptions;
import io.confab.codec.ShutdownEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code confab status} and {@code confab admin} at a real server, all in processes of their own. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class AdminIT {

    @TempDir
    private Path folder;

    private final List<ServerProcess> started = new ArrayList<>();
    private ServerProcess server;
    private int port;

    @BeforeEach
    void startsAServer() throws Exception {
        server = start("serve", "--port", "0", "--accounts", "open", "--set", "sessions.max=9");
        port = server.awaitPort();
    }

    @AfterEach
    void endsWhatIsLeft() {
        started.forEach(ServerProcess::close);
    }

    @Test
    void statusSaysHowTheServerIs() throws Exception {
        try (ConfabClient jill = logIn("jill", new ClientListener() {});
                ConfabClient jack = logIn("jack", new ClientListener() {})) {
            jill.create("lab", SessionOptions.of(Durability.MEMORY)).get(30, SECONDS);
            jack.join("lab").get(30, SECONDS);
            assertThat(done("status"))
                    .containsPattern("Confab 0\\.1\\.0-SNAPSHOT is READY at 127\\.0\\.0\\.1:" + port + " ")
                    .containsPattern("connections +2\n")
                    .containsPattern("accounts online +2\n")
                    .containsPattern("sessions +1\n")
                    .containsPattern("members +2\n")
                    .containsPattern("lab +2 members\n");
            assertThat(done("status", "--json"))
                    .startsWith("{")
                    .contains("\"state\":\"READY\"", "\"largest\":[{\"session\":\"lab\",\"members\":2}]")
                    .endsWith("}\n");
        }
    }

    @Test
    void statusSaysWhatItDoesInASecondAndHowLongCommitsTake() throws Exception {
        try (ConfabClient jill = logIn("jill", new ClientListener() {});
                ConfabClient jack = logIn("jack", new ClientListener() {})) {
            jill.create("lab", SessionOptions.of(Durability.WRITTEN)).get(30, SECONDS);
            jack.join("lab").get(30, SECONDS);
            ServerProcess watching = start("status", "--watch", "--json");
            watching.awaitOutput(Pattern.compile("\"rates\":\\{\"messages\":0\\.0,\"deliveries\":0\\.0,"));
            for (int i = 0; i < 20; i++) {
                jill.say("lab", "text " + i).get(30, SECONDS);
            }
            watching.awaitOutput(
                    Pattern.compile("\"messages\":[1-9].*\"commitMillis\":\\{\"mean\":.*,\"p99\":.*,\"max\":"));
            watching.close();
            assertThat(done("status")).containsPattern("commits to the log +[0-9.]+ ms on average, ");
        }
    }

    @Test
    void announcementsReachEverybodyOrASession() throws Exception {
        BlockingQueue<AnnouncementEvent> heard = new LinkedBlockingQueue<>();
        try (ConfabClient jill = logIn("jill", new ClientListener() {
            @Override
            public void announcement(AnnouncementEvent event) {
                heard.add(event);
            }
        })) {
            jill.create("lab", SessionOptions.of(Durability.MEMORY)).get(30, SECONDS);
            assertThat(done("admin", "announce", "back at nine")).isEqualTo("announced to 1 account online\n");
            assertThat(heard.poll(30, SECONDS)).isEqualTo(new AnnouncementEvent("", "back at nine"));
            assertThat(done("admin", "announce", "cake", "lab")).isEqualTo("announced to 1 member of lab\n");
            assertThat(heard.poll(30, SECONDS)).isEqualTo(new AnnouncementEvent("lab", "cake"));
            assertThat(refused("admin", "announce", "cake", "kitchen"))
                    .isEqualTo("session: kitchen (expected: an existing one)\n");
        }
    }

    @Test
    void accountsArePutOutAndKeptAwayAndSessionsClosed() throws Exception {
        BlockingQueue<Object> told = new LinkedBlockingQueue<>();
        ClientListener listener = new ClientListener() {
            @Override
            public void kicked(KickedEvent event) {
                told.add(event);
            }

            @Override
            public void closed(ClosedEvent event) {
                told.add(event);
            }
        };
        try (ConfabClient jill = logIn("jill", listener)) {
            jill.create("lab", SessionOptions.of(Durability.MEMORY)).get(30, SECONDS);
            jill.create("hall", SessionOptions.of(Durability.MEMORY)).get(30, SECONDS);
            assertThat(done("admin", "kick", "jill", "lab", "--reason", "noise"))
                    .isEqualTo("jill: put out of lab\n");
            assertThat(told.poll(30, SECONDS)).isEqualTo(new KickedEvent("lab", "noise"));
            assertThat(done("admin", "close", "hall")).startsWith("hall: closed");
            assertThat(told.poll(30, SECONDS)).isEqualTo(new ClosedEvent("hall", "closed by the operator"));
            assertThat(done("admin", "ban", "jill", "--for", "1 h"))
                    .isEqualTo("jill: banned from the server, and put out\n");
            assertThat(told.poll(30, SECONDS)).isInstanceOf(KickedEvent.class);
        }
        assertThat(done("admin", "bans")).startsWith("jill from the server by ").contains(", until 20");
        assertThatThrownBy(() -> logIn("jill", listener)).hasMessageContaining("ban");
        assertThat(done("admin", "unban", "jill")).isEqualTo("jill: no longer banned from the server\n");
        logIn("jill", listener).close();
        assertThat(refused("admin", "kick", "ann")).isEqualTo("ann: not logged in\n");
        assertThat(refused("admin", "close", "attic")).isEqualTo("session: attic (expected: an existing one)\n");
        ServerProcess wrong = start("admin", "ban", "jill", "--for", "soon");
        assertThat(wrong.awaitExit()).isEqualTo(ExitCode.USAGE.status());
        assertThat(wrong.errors()).startsWith("--for: soon (expected: a time such as 12 h");
    }

    @Test
    void reloadSaysWhatChangedAndWhatIsBroken() throws Exception {
        Path file = folder.resolve("data/confab.conf");
        Files.writeString(file, "presence.names = 5\n");
        assertThat(done("admin", "reload")).isEqualTo("presence.names: 100 -> 5 (taken up)\n");
        Files.writeString(file, "presence.names = few\n");
        assertThat(refused("admin", "reload")).contains(file + ":1: presence.names: few (expected: ");
    }

    @Test
    void drainSendsClientsAwayAndEndsTheServer() throws Exception {
        BlockingQueue<ShutdownEvent> heard = new LinkedBlockingQueue<>();
        ConfabClient jill = logIn("jill", new ClientListener() {
            @Override
            public void shutdown(ShutdownEvent event) {
                heard.add(event);
            }
        });
        assertThat(done("admin", "drain")).isEqualTo("draining: 1 connections\n");
        assertThat(heard.poll(30, SECONDS))
                .isNotNull()
                .extracting(ShutdownEvent::reconnectAfter)
                .satisfies(after -> assertThat(after).isBetween(1000L, 3000L));
        assertThat(server.awaitExit()).isZero();
        jill.close();
        ServerProcess status = start("status");
        assertThat(status.awaitExit()).isEqualTo(ExitCode.NOT_RUNNING.status());
        assertThat(status.errors()).endsWith("admin.sock: no server (expected: one that is running)\n");
    }

    @Test
    void aServerThatWasKilledLeavesNothingInTheWayOfTheNext() throws Exception {
        server.kill();
        assertThat(folder.resolve("data/admin.sock")).exists();
        server = start("serve", "--port", "0", "--accounts", "open");
        server.awaitPort();
        assertThat(done("status")).contains("is READY");
    }

    @Test
    void aSecondServerOnTheFolderLeavesTheFirstItsSocket() throws Exception {
        ServerProcess second = start("serve", "--port", "0", "--accounts", "open", "--set", "messages.file=none");
        second.awaitError(Pattern.compile("admin\\.socket: .*of another server that is running .*; going without"));
        assertThat(done("status")).contains("at 127.0.0.1:" + port + " ");
        second.terminate();
        second.awaitExit();
        assertThat(done("status")).contains("at 127.0.0.1:" + port + " ");
    }

    private String done(String... arguments) throws Exception {
        ServerProcess process = start(arguments);
        assertThat(process.awaitExit()).as(process.errors()).isZero();
        return process.output();
    }

    private String refused(String... arguments) throws Exception {
        ServerProcess process = start(arguments);
        assertThat(process.awaitExit()).as(process.output()).isEqualTo(ExitCode.REFUSED.status());
        return process.errors();
    }

    private ServerProcess start(String... arguments) throws Exception {
        ServerProcess process = ServerProcess.start(folder, arguments);
        started.add(process);
        return process;
    }

    private ConfabClient logIn(String name, ClientListener listener) throws Exception {
        ConfabClient client = ConfabClient.builder()
                .host("127.0.0.1")
                .port(port)
                .listener(listener)
                .connect()
                .get(30, SECONDS);
        client.login(name, "-").get(30, SECONDS);
        return client;
    }
}
