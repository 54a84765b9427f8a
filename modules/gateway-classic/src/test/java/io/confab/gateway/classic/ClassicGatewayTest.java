package io.confab.gateway.classic;

import static io.confab.gateway.classic.ClassicType.EXIT;
import static io.confab.gateway.classic.ClassicType.JOIN;
import static io.confab.gateway.classic.ClassicType.LEAVE;
import static io.confab.gateway.classic.ClassicType.LOGIN;
import static io.confab.gateway.classic.ClassicType.LOGOUT;
import static io.confab.gateway.classic.ClassicType.MESSAGE;
import static io.confab.gateway.classic.ClassicType.NEW_SESS;
import static io.confab.gateway.classic.ClassicType.QUERY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.confab.client.ClientListener;
import io.confab.client.ConfabClient;
import io.confab.codec.TextEvent;
import io.confab.server.ConfabServer;
import io.confab.server.ConfabServerBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients as they are, against a server as it is. */
class ClassicGatewayTest {

    private final List<AutoCloseable> opened = new ArrayList<>();
    private @Nullable ConfabServer started;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        if (started != null) {
            started.close(Duration.ofSeconds(5)).join();
            assertThat(started.connections()).isZero();
            assertThat(started.sessions().size()).isZero();
            assertThat(started.online().size()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(ClassicNumbering.class)
    void servesAWholeConference(ClassicNumbering numbering) throws IOException {
        ConfabServer server = start(numbering);
        ClassicPeer jill = peer(server, numbering, "jill");
        ClassicPeer jack = peer(server, numbering, "jack");
        assertThat(jill.ask(LOGIN, "wrong")).isEqualTo("LO_NAK bad credentials");
        assertThat(jill.ask(LOGIN, "jill,secret")).startsWith("LO_ACK");
        assertThat(jack.ask(LOGIN, "secret")).startsWith("LO_ACK");
        assertThat(jill.ask(NEW_SESS, "lab")).isEqualTo("NS_ACK lab");
        assertThat(jack.ask(NEW_SESS, "lab"))
                .isEqualTo(numbering == ClassicNumbering.SEED ? "NS_ACK -1" : "JN_NAK lab, session exists");
        assertThat(jack.ask(JOIN, "nowhere")).isEqualTo("JN_NAK nowhere, no such session");
        assertThat(jack.ask(JOIN, "lab")).isEqualTo("JN_ACK lab");
        assertThat(jack.ask(JOIN, "lab")).isEqualTo("JN_NAK lab, already in a session");
        assertThat(jack.ask(QUERY, "filler")).isEqualTo("QU_ACK Active sessions | lab, \nActive users | jack, jill, ");
        jack.request(MESSAGE, "Hi Jill: how are you?\n");
        assertThat(jill.receive()).isEqualTo("jack MESSAGE Hi Jill: how are you?");
        jill.request(MESSAGE, "jack", "Who said that?"); // in jack's name
        assertThat(jack.receive()).isEqualTo("jill MESSAGE Who said that?");
        jack.request(LEAVE, "whatever");
        jill.request(MESSAGE, "Still there?");
        assertThat(jack.ask(JOIN, "lab")).isEqualTo("JN_ACK lab");
        jill.request(MESSAGE, "Ah.");
        assertThat(jack.receive()).isIn("jill MESSAGE Still there?", "jill MESSAGE Ah.");
        jill.request(EXIT, "");
        assertThat(jill.receive()).isEqualTo("closed");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 599, 999, 1023, 1024, 1999, 2500})
    void readsFramesHoweverTheyArePadded(int padding) throws IOException {
        ConfabServer server = start(ClassicNumbering.SEED);
        ClassicPeer jack = peer(server, ClassicNumbering.SEED, "jack").login();
        ClassicPeer jill = peer(server, ClassicNumbering.SEED, "jill");
        jill.padding = padding;
        jill.login();
        jill.ask(NEW_SESS, "lab");
        jack.ask(JOIN, "lab");
        jill.request(MESSAGE, "one\n");
        jill.request(MESSAGE, "two");
        assertThat(jack.receive()).isEqualTo("jill MESSAGE one");
        assertThat(jack.receive()).isEqualTo("jill MESSAGE two");
    }

    @Test
    void readsFramesThatComeAByteAtATimeOrAllAtOnce() throws IOException {
        ConfabServer server = start(ClassicNumbering.LAB0);
        ClassicPeer jack = peer(server, ClassicNumbering.LAB0, "jack").login();
        jack.ask(NEW_SESS, "lab");
        ClassicPeer jill = peer(server, ClassicNumbering.LAB0, "jill");
        jill.dribbles = true;
        jill.login();
        assertThat(jill.ask(JOIN, "lab")).isEqualTo("JN_ACK lab");
        jill.dribbles = false;
        jill.send("10:3:jill:one10:3:jill:two\n10:5:jill:three11:0:1:fine \0\0\0");
        assertThat(jack.receive()).isEqualTo("jill MESSAGE one");
        assertThat(jack.receive()).isEqualTo("jill MESSAGE two");
        assertThat(jack.receive()).isEqualTo("jill MESSAGE three");
        assertThat(jill.receive()).startsWith("QU_ACK");
    }

    @Test
    void takesASizeThatIsOneTooLarge() throws IOException {
        ConfabServer server = start(ClassicNumbering.LAB0);
        ClassicPeer jill = peer(server, ClassicNumbering.LAB0, "Jill").login();
        jill.ask(NEW_SESS, "lab");
        ClassicPeer jack = peer(server, ClassicNumbering.LAB0, "Jack").login();
        jack.ask(JOIN, "lab");
        jack.send("10:22:Jack:Hi Jill: how are you?");
        assertThat(jill.receive()).isEqualTo("Jack MESSAGE Hi Jill: how are you?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1:4000000000:jack:x",
                "1:-1:jack:x",
                "5:5000:jack:",
                "hello there, is anybody in?\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "11111111111111111111",
                "1:5:jack:a\0\0\0garbage"
            })
    void hostileBytesCostOnlyTheirSender(String bytes) throws IOException {
        ConfabServer server = start(ClassicNumbering.SEED);
        ClassicPeer jill = peer(server, ClassicNumbering.SEED, "jill").login();
        ClassicPeer jack = peer(server, ClassicNumbering.SEED, "jack").login();
        jill.ask(NEW_SESS, "lab");
        jack.ask(JOIN, "lab");
        ClassicPeer mallory = peer(server, ClassicNumbering.SEED, "mallory");
        mallory.send(bytes);
        String end = mallory.receive();
        assertThat(end.startsWith("LO_NAK") ? mallory.receive() : end).isEqualTo("closed");
        ClassicPeer longName = peer(server, ClassicNumbering.SEED, "mallory");
        longName.send("1:3:" + "m".repeat(5000) + ":abc");
        assertThatThrownBy(() -> {
                    String answer = longName.receive();
                    throw new IOException(answer); // closed, or reset because it had more to say
                })
                .hasMessageMatching("closed|Connection reset.*|.*reset.*");
        jack.request(MESSAGE, "Did you hear something?");
        assertThat(jill.receive()).isEqualTo("jack MESSAGE Did you hear something?");
        await().until(() -> server.connections() == 2);
    }

    @Test
    void leavesWhoExitsOrLogsOutBeforeALogin() throws IOException {
        ConfabServer server = start(ClassicNumbering.SEED);
        ClassicPeer jill = peer(server, ClassicNumbering.SEED, "jill");
        jill.request(EXIT, "");
        assertThat(jill.receive()).isEqualTo("closed");
        ClassicPeer jack = peer(server, ClassicNumbering.SEED, "jack").login();
        jack.request(LOGOUT, "");
        assertThat(jack.receive()).isEqualTo("closed");
    }

    @Test
    void saysNothingOfWhatIsSaidInNoSession() throws IOException {
        ConfabServer server = start(ClassicNumbering.SEED);
        ClassicPeer jill = peer(server, ClassicNumbering.SEED, "jill");
        jill.request(MESSAGE, "Is anybody here?");
        jill.login();
        jill.request(MESSAGE, "Is anybody here?");
        assertThat(jill.ask(QUERY, "")).isEqualTo("QU_ACK Active sessions | \nActive users | jill, ");
    }

    @Test
    void answersRequestsThatAreSentWithoutWaitingInTheirOrder() throws IOException {
        ConfabServer server = start(ClassicNumbering.SEED);
        ClassicPeer jill = peer(server, ClassicNumbering.SEED, "jill");
        jill.request(LOGIN, "secret");
        jill.request(JOIN, "nowhere");
        jill.request(NEW_SESS, "lab");
        jill.request(JOIN, "lab");
        jill.request(LEAVE, "");
        jill.request(NEW_SESS, "den");
        jill.request(QUERY, "");
        assertThat(jill.receive()).startsWith("LO_ACK");
        assertThat(jill.receive()).isEqualTo("JN_NAK nowhere, no such session");
        assertThat(jill.receive()).isEqualTo("NS_ACK lab");
        assertThat(jill.receive()).isEqualTo("JN_NAK lab, already in a session");
        assertThat(jill.receive()).isEqualTo("NS_ACK den");
        assertThat(jill.receive()).isEqualTo("QU_ACK Active sessions | den, \nActive users | jill, ");
    }

    @Test
    void sharesSessionsWithNativeClients() throws Exception {
        ConfabServer server = start(ClassicNumbering.SEED);
        ClassicPeer jill = peer(server, ClassicNumbering.SEED, "jill").login();
        jill.ask(NEW_SESS, "lab");
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        List<ConfabClient> natives = new ArrayList<>();
        for (String name : List.of("somebody-with-a-long-name", "ann", "bob")) {
            ConfabClient each = client(server, name, heard);
            each.join("lab").join();
            natives.add(each);
        }
        jill.request(MESSAGE, "Hi!\n");
        for (int i = 0; i < 3; i++) {
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("jill Hi!");
        }
        String text = "€".repeat(400);
        natives.get(0).say("lab", text).join();
        StringBuilder joined = new StringBuilder();
        while (joined.length() < 400) {
            String frame = jill.receive();
            assertThat(frame).startsWith("somebody-with-a MESSAGE €");
            joined.append(frame.substring("somebody-with-a MESSAGE ".length()));
        }
        assertThat(joined.toString()).isEqualTo(text);
        natives.get(1).tell("jill", "psst").join();
        assertThat(jill.receive()).isEqualTo("ann MESSAGE psst");
        assertThat(server.sessions().encodings()).containsEntry("native", 2L).containsEntry("classic-seed", 2L);
    }

    @Test
    void losesNothingOfABurstAndStillAnswers() throws Exception {
        ConfabServer server = start(ClassicNumbering.SEED);
        ClassicPeer jill = peer(server, ClassicNumbering.SEED, "jill").login();
        jill.ask(NEW_SESS, "lab");
        ConfabClient jack = client(server, "jack", new LinkedBlockingQueue<>());
        jack.join("lab").join();
        List<CompletableFuture<?>> said = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            said.add(jack.say("lab", "line " + i));
        }
        CompletableFuture.allOf(said.toArray(CompletableFuture<?>[]::new)).join();
        jill.request(QUERY, "");
        List<String> received = new ArrayList<>();
        for (int i = 0; i < 61; i++) {
            received.add(jill.receive());
        }
        assertThat(received.removeIf(frame -> frame.startsWith("QU_ACK"))).isTrue();
        for (int i = 0; i < 60; i++) {
            assertThat(received.get(i)).isEqualTo("jack MESSAGE line " + i);
        }
    }

    /** However fast either of them is, it hears everything in order, or that it has missed some. */
    @Test
    void keepsNothingForAClientThatIsTooSlowForItsSession() throws Exception {
        int lines = 400;
        ConfabServer server = start(builder(ClassicNumbering.SEED).tailBytes(4096));
        ClassicPeer jill = peer(server, ClassicNumbering.SEED, "jill").login();
        jill.ask(NEW_SESS, "lab");
        ConfabClient jack = client(server, "jack", new LinkedBlockingQueue<>());
        jack.join("lab").join();
        List<CompletableFuture<?>> said = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            said.add(jack.say("lab", "line " + i));
        }
        CompletableFuture.allOf(said.toArray(CompletableFuture<?>[]::new)).join();
        int next = 0;
        boolean missed = false;
        while (next < lines) {
            String frame = jill.receive();
            if (frame.equals("MESSAGE Messages were missed.")) {
                missed = true;
                continue;
            }
            assertThat(frame).startsWith("jack MESSAGE line ");
            int line = Integer.parseInt(frame.substring("jack MESSAGE line ".length()));
            assertThat(line).isGreaterThanOrEqualTo(next);
            assertThat(line == next || missed)
                    .as("line %d after %d", line, next - 1)
                    .isTrue();
            next = line + 1;
            missed = false;
        }
    }

    @Test
    void tellsThatTheServerCloses() throws IOException {
        ConfabServer server = start(ClassicNumbering.SEED);
        ClassicPeer jill = peer(server, ClassicNumbering.SEED, "jill").login();
        server.close(Duration.ofSeconds(5));
        assertThat(jill.receive()).isEqualTo("MESSAGE The server is closing.");
        assertThat(jill.receive()).isEqualTo("closed");
    }

    private ConfabServer start(ClassicNumbering numbering) {
        return start(builder(numbering));
    }

    private static ConfabServerBuilder builder(ClassicNumbering numbering) {
        return ConfabServer.builder()
                .port(0)
                .authenticator((account, password) ->
                        CompletableFuture.completedFuture(new String(password, UTF_8).equals("secret")))
                .gateway(new ClassicGateway(0, null, numbering));
    }

    private ConfabServer start(ConfabServerBuilder builder) {
        ConfabServer server = builder.start().join();
        started = server;
        return server;
    }

    private ClassicPeer peer(ConfabServer server, ClassicNumbering numbering, String name) throws IOException {
        ClassicPeer peer = new ClassicPeer(server, numbering, name);
        opened.add(peer);
        return peer;
    }

    private ConfabClient client(ConfabServer server, String name, BlockingQueue<String> heard) {
        ConfabClient client = ConfabClient.builder()
                .port(server.address().getPort())
                .listener(new ClientListener() {
                    @Override
                    public void text(TextEvent event) {
                        heard.add(event.message().source() + " "
                                + new String(event.message().data(), UTF_8));
                    }
                })
                .connect()
                .join();
        opened.add(client);
        client.login(name, "secret").join();
        return client;
    }
}
