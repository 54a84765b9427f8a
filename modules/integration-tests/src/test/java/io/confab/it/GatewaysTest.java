package io.confab.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.client.ClientListener;
import io.confab.client.ConfabClient;
import io.confab.codec.TextEvent;
import io.confab.examples.gateway.LineGateway;
import io.confab.gateway.classic.ClassicGateway;
import io.confab.server.ConfabServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One session, and members of three protocols in it. */
class GatewaysTest {

    private static final int OF_EACH = 3;

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
                Bytes each = new Bytes(server, ClassicGateway.NAME, clients);
                each.send("1:1:classic-" + i + ":x\0");
                assertThat(each.until('\0')).startsWith("2:");
                each.send("5:3::lab\0");
                assertThat(each.until('\0')).isEqualTo("6:3:server:lab");
                classic.add(each);
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
