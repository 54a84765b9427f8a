package io.confab.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.client.ClientListener;
import io.confab.client.ConfabClient;
import io.confab.codec.TextEvent;
import io.confab.examples.gateway.LineGateway;
import io.confab.gateway.classic.ClassicGateway;
import io.confab.gateway.websocket.WebSocketGateway;
import io.confab.server.ConfabServer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One session, and members of three protocols in it. */
class GatewaysTest {

    private static final int OF_EACH = 3;
    private static final int MANY = 20;
    private static final int ROUNDS = 5;

    @Test
    void aMessageIsEncodedOnceForEachProtocolWhoeverSaysItAndHoweverManyListen() throws Exception {
        ConfabServer server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .gateway(new ClassicGateway(0))
                .gateway(new LineGateway(0))
                .start()
                .join();
        List<AutoCloseable> clients = new ArrayList<>();
        try {
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            ConfabClient jack = join(server, "jack", heard, clients);
            jack.create("lab").join();
            for (int i = 0; i < OF_EACH; i++) {
                join(server, "native-" + i, heard, clients).join("lab").join();
            }
            List<Bytes> classic = new ArrayList<>();
            List<Bytes> lines = new ArrayList<>();
            for (int i = 0; i < OF_EACH; i++) {
                classic.add(joinClassic(server, "classic-" + i, clients));
                Bytes line = new Bytes(server, "lines", clients);
                line.send("/login lines-" + i + " x\n/join lab\n");
                assertThat(line.until('\n')).isEqualTo("* /login: done");
                assertThat(line.until('\n')).isEqualTo("* /join: done");
                lines.add(line);
            }

            jack.say("lab", "one").join();
            hear(heard, classic, lines, "jack", "one", OF_EACH);
            classic.get(0).send("12:4::two\n\0");
            hear(heard, classic.subList(1, OF_EACH), lines, "classic-0", "two", OF_EACH + 1);
            lines.get(0).send("three\n");
            hear(heard, classic, lines.subList(1, OF_EACH), "lines-0", "three", OF_EACH + 1);

            assertThat(server.sessions().encodings()).isEqualTo(Map.of("native", 3L, "classic-seed", 3L, "lines", 3L));
        } finally {
            for (AutoCloseable client : clients) {
                client.close();
            }
            server.close(Duration.ofSeconds(5)).join();
        }
    }

    @Test
    void everyFormatIsEncodedOnceForManyMembersOfEach() throws Exception {
        ConfabServer server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .gateway(new ClassicGateway(0))
                .gateway(WebSocketGateway.builder().build())
                .start()
                .join();
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        List<AutoCloseable> clients = new ArrayList<>();
        try {
            BlockingQueue<String> natives = new LinkedBlockingQueue<>();
            ConfabClient jack = join(server, "native-0", natives, clients);
            jack.create("lab").join();
            List<JsonClient> plain = new ArrayList<>();
            List<JsonClient> deflated = new ArrayList<>();
            List<Bytes> classic = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                if (i > 0) {
                    join(server, "native-" + i, natives, clients).join("lab").join();
                }
                plain.add(joinJson(group, server, "json-" + i, false, clients));
                deflated.add(joinJson(group, server, "deflated-" + i, true, clients));
                classic.add(joinClassic(server, "classic-" + i, clients));
            }
            // With what JSON puts around it; the classic protocol would take two frames for a longer one.
            String text = "Long enough to be compressed where that is agreed on. "
                    .repeat(8)
                    .strip();
            Set<String> said = new TreeSet<>();
            for (int i = 0; i < ROUNDS; i++) {
                jack.say("lab", i + " native. " + text).join();
                JsonClient.ack(plain.get(0).ask("TEXT", "\"data\":\"" + i + " json. " + text + "\""));
                JsonClient.ack(deflated.get(0).ask("TEXT", "\"data\":\"" + i + " deflated. " + text + "\""));
                String line = i + " classic. " + text + "\n";
                classic.get(0).send("12:" + line.length() + "::" + line + "\0");
                said.addAll(List.of(i + " native", i + " json", i + " deflated", i + " classic"));
            }

            List<String> heard = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                int expected = i == 0 ? 3 * ROUNDS : 4 * ROUNDS; // nobody hears himself
                heard.addAll(plain.get(i).awaitTexts(expected));
                heard.addAll(deflated.get(i).awaitTexts(expected));
                for (int j = 0; j < expected; j++) {
                    heard.add(String.valueOf(natives.poll(20, TimeUnit.SECONDS)).split(": ")[1]);
                    heard.add(classic.get(i).until('\0').split(":")[3]);
                }
            }
            assertThat(heard).allMatch(one -> one.endsWith(text));
            assertThat(heard.stream().collect(groupingBy(one -> one.substring(0, one.indexOf('.')), counting())))
                    .isEqualTo(said.stream().collect(toMap(one -> one, one -> 4L * MANY - 1)));
            long messages = 4L * ROUNDS;
            assertThat(server.sessions().encodings())
                    .isEqualTo(Map.of(
                            "native", messages, "json", messages, "json-deflate", messages, "classic-seed", messages));
        } finally {
            for (AutoCloseable client : clients) {
                client.close();
            }
            server.close(Duration.ofSeconds(5)).join();
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private static JsonClient joinJson(
            MultiThreadIoEventLoopGroup group,
            ConfabServer server,
            String account,
            boolean deflates,
            List<AutoCloseable> clients)
            throws Exception {
        JsonClient client = JsonClient.connect(group, server.address(), deflates);
        clients.add(client);
        JsonClient.ack(client.ask("LOGIN", "\"source\":\"" + account + "\",\"data\":\"x\""));
        JsonClient.ack(client.ask("JOIN", "\"session\":\"lab\""));
        return client;
    }

    private static Bytes joinClassic(ConfabServer server, String account, List<AutoCloseable> clients)
            throws IOException {
        Bytes client = new Bytes(server, ClassicGateway.NAME, clients);
        client.send("1:1:" + account + ":x\0");
        assertThat(client.until('\0')).startsWith("2:");
        client.send("5:3::lab\0");
        assertThat(client.until('\0')).isEqualTo("6:3:server:lab");
        return client;
    }

    private static void hear(
            BlockingQueue<String> natives,
            List<Bytes> classic,
            List<Bytes> lines,
            String speaker,
            String text,
            int nativeMembers)
            throws Exception {
        for (int i = 0; i < nativeMembers; i++) {
            assertThat(natives.poll(20, TimeUnit.SECONDS)).isEqualTo(speaker + ": " + text);
        }
        for (Bytes each : classic) {
            assertThat(each.until('\0')).isEqualTo("12:" + text.length() + ":" + speaker + ":" + text);
        }
        for (Bytes each : lines) {
            String line = each.until('\n');
            while (line.startsWith("* ")) { // who came, and that it was said
                line = each.until('\n');
            }
            assertThat(line).isEqualTo("lab " + speaker + ": " + text);
        }
    }

    private static ConfabClient join(
            ConfabServer server, String name, BlockingQueue<String> heard, List<AutoCloseable> clients) {
        ConfabClient client = ConfabClient.builder()
                .port(server.address().getPort())
                .listener(new ClientListener() {
                    @Override
                    public void text(TextEvent event) {
                        heard.add(event.message().source() + ": "
                                + new String(event.message().data(), UTF_8));
                    }
                })
                .connect()
                .join();
        clients.add(client);
        client.login(name, "x").join();
        return client;
    }

    /** A socket to a gateway's port. */
    private static final class Bytes implements AutoCloseable {

        private final Socket socket;
        private final InputStream in;

        Bytes(ConfabServer server, String gateway, List<AutoCloseable> clients) throws IOException {
            socket = new Socket(
                    InetAddress.getLoopbackAddress(), server.address(gateway).getPort());
            clients.add(this);
            socket.setSoTimeout(20_000);
            in = new BufferedInputStream(socket.getInputStream());
        }

        void send(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(UTF_8));
        }

        String until(int end) throws IOException {
            StringBuilder text = new StringBuilder();
            for (int b = in.read(); b != end; b = in.read()) {
                if (b < 0) {
                    throw new IOException("closed behind: " + text);
                }
                text.append((char) b);
            }
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
