package io.confab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.confab.api.Ban;
import io.confab.api.Durability;
import io.confab.codec.MessageType;
import io.confab.codec.Reply;
import io.confab.handlers.CommandPlugin;
import io.confab.handlers.PluginCall;
import io.confab.handlers.limits.Refusals;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfabServerTest {

    private static final Duration GRACE = Duration.ofSeconds(5);

    @ParameterizedTest
    @EnumSource(Transport.class)
    void startsAndStopsAHundredTimesOnOnePort(Transport transport) throws IOException {
        int port = freePort();
        for (int i = 0; i < 100; i++) {
            ConfabServer server = ConfabServer.builder()
                    .port(port)
                    .openAccounts()
                    .transport(transport)
                    .eventLoops(1)
                    .start()
                    .join();
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream().write(loginFrame());
                assertThat(client.getInputStream().read()).isZero(); // the first byte of a reply's length
                CompletableFuture<Void> closed = server.close(GRACE);
                client.getInputStream()
                        .readAllBytes(); // up to the end: a client that stays is waited for, for a second
                client.shutdownOutput();
                closed.join();
            }
            assertThat(server.connections()).isZero();
        }
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }

    @Test
    void tellsItsClientsThatItCloses() throws IOException {
        ConfabServer server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .reconnectAfter(Duration.ofSeconds(1), Duration.ZERO)
                .start()
                .join();
        assertThat(server.state()).isEqualTo(ServerState.READY);
        try (Socket client =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            client.getOutputStream().write(loginFrame());
            DataInputStream in = new DataInputStream(client.getInputStream());
            in.skipNBytes(in.readInt());
            CompletableFuture<Void> closed = server.close(GRACE);
            assertThat(server.state()).isEqualTo(ServerState.DRAINING);
            byte[] event = new byte[in.readInt()];
            in.readFully(event);
            assertThat(new String(event, 8, event.length - 8, StandardCharsets.UTF_8))
                    .isEqualTo("{\"event\":\"shutdown\",\"reconnectAfter\":1000}");
            assertThat(in.read()).isEqualTo(-1);
            closed.join();
            assertThat(server.state()).isEqualTo(ServerState.CLOSED);
        }
    }

    @Test
    void spreadsThoseItSendsAwayEvenlyOverTheTime() {
        Reconnection reconnection = new Reconnection(Duration.ofMillis(500), Duration.ofMillis(1000));
        for (int i = 0; i < 100; i++) {
            assertThat(reconnection.millis(i, 100)).isBetween(500 + 10L * i, 510 + 10L * i);
        }
    }

    @Test
    void takesUpOtherLimitsWhileItRuns() throws IOException {
        ConfabServer server =
                ConfabServer.builder().port(0).openAccounts().start().join();
        server.reconfigure(ConfabServer.builder().maxAccountsOnline(1));
        try (Socket first = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort());
                Socket second = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort())) {
            first.getOutputStream().write(loginFrame());
            assertThat(reply(first)).startsWith(new byte[] {0x01}); // ACK
            byte[] other = loginFrame();
            other[13] = 'x';
            second.getOutputStream().write(other);
            assertThat(new String(reply(second), StandardCharsets.UTF_8)).contains("LIMIT_REACHED");
        }
        assertThatThrownBy(() -> server.reconfigure(ConfabServer.builder().durability(Durability.SYNCED)))
                .hasMessage("durability: synced (expected: memory, or a message log that keeps more)");
        server.close(GRACE).join();
    }

    @Test
    void goesByNewLimitsOfConnectionsWithoutPuttingAnybodyOut() throws IOException {
        ConfabServer server =
                ConfabServer.builder().port(0).openAccounts().start().join();
        try (Socket first =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            first.getOutputStream().write(loginFrame());
            assertThat(reply(first)).startsWith(new byte[] {0x01});
            server.reconfigure(ConfabServer.builder().openAccounts().limits(limits -> limits.connections(1)));
            try (Socket second = new Socket(
                    InetAddress.getLoopbackAddress(), server.address().getPort())) {
                assertThat(ended(second)).isTrue();
            }
            assertThat(server.refusals().of(Refusals.Reason.CONNECTIONS)).isEqualTo(1);
            assertThat(server.connections()).isEqualTo(1);
        }
        server.close(GRACE).join();
    }

    private static boolean ended(Socket client) throws IOException {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static byte[] reply(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        return in.readNBytes(in.readInt());
    }

    @Test
    void cutsOffAClientThatDoesNotReadOnceTheGraceIsOver() throws Exception {
        ConfabServer server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .eventLoops(1)
                .start()
                .join();
        try (SocketChannel client = SocketChannel.open()) {
            client.setOption(StandardSocketOptions.SO_RCVBUF, 1024);
            client.connect(server.address());
            client.write(ByteBuffer.wrap(loginFrame()));
            client.configureBlocking(false);
            await().until(() -> fill(client)); // the server reads no more
            server.close(Duration.ofMillis(200)).join();
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void isNotReadyButAliveFromTheMomentItDrains() throws Exception {
        ConfabServer server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .eventLoops(1)
                .start()
                .join();
        CompletableFuture<Void> closed;
        try (SocketChannel client = SocketChannel.open()) {
            client.setOption(StandardSocketOptions.SO_RCVBUF, 1024);
            client.connect(server.address());
            client.write(ByteBuffer.wrap(loginFrame()));
            client.configureBlocking(false);
            await().until(() -> fill(client)); // so that there is something to wait for
            closed = server.close(Duration.ofMinutes(5));
            assertThat(server.state()).isEqualTo(ServerState.DRAINING);
            assertThat(server.health().ready().toCompletableFuture().join())
                    .containsExactly("server: closing (expected: one that takes connections)");
            assertThat(server.health().alive().toCompletableFuture().join()).isEmpty();
            assertThat(closed).isNotDone();
        }
        closed.join();
    }

    /** Sends until nothing is taken any more. @return whether nothing was taken at all */
    private static boolean fill(SocketChannel client) throws IOException {
        ByteBuffer pings = ByteBuffer.wrap(pings());
        boolean nothing = true;
        while (client.write(pings) > 0) {
            nothing = false;
            if (!pings.hasRemaining()) {
                pings.rewind();
            }
        }
        return nothing;
    }

    private static byte[] pings() {
        byte[] ping = {0, 0, 0, 72, 0x1F, 0, 0, 0, 0, 1, 0, 0};
        byte[] pings = new byte[10_000 * 76];
        for (int i = 0; i < pings.length; i += 76) {
            System.arraycopy(ping, 0, pings, i, ping.length);
        }
        return pings;
    }

    @Test
    void keepsOrderForItsApplication() throws IOException {
        ConfabServer server =
                ConfabServer.builder().port(0).openAccounts().start().join();
        InetSocketAddress address = server.address();
        try (Socket bob = new Socket(address.getAddress(), address.getPort())) {
            bob.getOutputStream().write(loginFrame());
            bob.getOutputStream().write(createFrame());
            assertThat(readFrame(bob)).startsWith(1); // ACK
            assertThat(readFrame(bob)).startsWith(1);
            assertThat(server.ban("lab", "bob", "rude", Duration.ofHours(1)).join())
                    .isTrue();
            assertThat(text(readFrame(bob))).endsWith("lab{\"event\":\"kicked\",\"reason\":\"banned: rude\"}");
            await().until(() -> server.sessions().size() == 0); // its last member has gone
            assertThatThrownBy(() -> server.closeSession("lab", "over").join())
                    .hasMessageContaining("session: lab (expected: an existing one)");
            assertThat(server.kick("bob", "enough")).isTrue();
            assertThat(text(readFrame(bob))).endsWith("{\"event\":\"kicked\",\"reason\":\"enough\"}");
            assertThat(bob.getInputStream().read()).isEqualTo(-1);
        }
        await().until(() -> server.online().find("bob") == null);
        assertThat(server.kick("bob", "enough")).isFalse();
        assertThat(server.ban(Ban.SERVER, "bob", null, null).join()).isFalse();
        assertThat(server.bans()).extracting(Ban::account).containsExactly("bob");
        try (Socket bob = new Socket(address.getAddress(), address.getPort())) {
            bob.getOutputStream().write(loginFrame());
            assertThat(text(readFrame(bob))).contains("FORBIDDEN", "account: bob (expected: one that is not banned)");
            assertThat(server.unban(Ban.SERVER, "bob").join()).isTrue();
            bob.getOutputStream().write(loginFrame());
            assertThat(readFrame(bob)).startsWith(1);
            bob.getOutputStream().write(createFrame());
            assertThat(readFrame(bob)).startsWith(1);
            server.closeSession("lab", "over").join();
            assertThat(text(readFrame(bob))).endsWith("lab{\"event\":\"closed\",\"reason\":\"over\"}");
        }
        assertThatThrownBy(() -> server.ban("a b", "bob", null, null).join())
                .hasMessageContaining("session: character");
        server.close(GRACE).join();
    }

    private static byte[] createFrame() {
        return new byte[] {0, 0, 0, 11, 0x12, 0, 0, 0, 0, 2, 0, 3, 'l', 'a', 'b'};
    }

    private static byte[] readFrame(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return frame;
    }

    private static String text(byte[] frame) {
        return new String(frame, StandardCharsets.UTF_8);
    }

    @Test
    void failsToStartOnAPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<ConfabServer> started = ConfabServer.builder()
                    .port(taken.getLocalPort())
                    .openAccounts()
                    .start();
            assertThatThrownBy(started::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(BindException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("(expected: an address of this machine and a free port)");
        }
    }

    @Test
    void failsToStartWithoutAccounts() {
        assertThatThrownBy(() -> ConfabServer.builder().port(0).start().join())
                .hasRootCauseMessage("authenticator: none (expected: one, or openAccounts())");
    }

    @Test
    void failsToStartWithTwoPluginsOfOneType() {
        assertThatThrownBy(() -> ConfabServer.builder()
                        .port(0)
                        .openAccounts()
                        .plugin(new NoPlugin())
                        .plugin(new NoPlugin())
                        .start()
                        .join())
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageEndingWith("(expected: 0x80 to 0xBF, each once)");
    }

    @Test
    void refusesSettingsOutOfTheirRange() {
        ConfabServerBuilder builder = ConfabServer.builder();
        assertThatThrownBy(() -> builder.port(65_536)).hasMessage("port: 65536 (expected: 0 to 65535)");
        assertThatThrownBy(() -> builder.host(" ")).hasMessage("host: blank (expected: an address or a name)");
        assertThatThrownBy(() -> builder.maxFrameBytes(10)).hasMessageStartingWith("maxFrameBytes: 10 (expected: ");
        assertThatThrownBy(() -> builder.loginTimeout(Duration.ZERO)).hasMessageStartingWith("loginTimeout: PT0S");
        assertThatThrownBy(() -> builder.presenceDelay(Duration.ofMillis(-1)))
                .hasMessageStartingWith("presenceDelay: ");
        assertThatThrownBy(() -> builder.maxSessions(0)).hasMessageStartingWith("maxSessions: 0");
        assertThatThrownBy(() -> builder.eventLoops(-1)).hasMessageStartingWith("eventLoops: -1");
        assertThatThrownBy(() -> builder.tailBytes(1)).hasMessageStartingWith("tailBytes: 1");
    }

    @Test
    void closesOnceHoweverOftenItIsAsked() {
        ConfabServer server =
                ConfabServer.builder().port(0).openAccounts().start().join();
        CompletableFuture<Void> first = server.close(GRACE);
        CompletableFuture<Void> second = server.close(Duration.ZERO);
        first.join();
        second.join();
        assertThat(server.closeFuture()).isCompleted();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static byte[] loginFrame() {
        return new byte[] {0, 0, 0, 12, 0x10, 0, 0, 0, 0, 1, 3, 'b', 'o', 'b', 0, 'p'};
    }

    private static final class NoPlugin implements CommandPlugin {
        @Override
        public MessageType type() {
            return MessageType.plugin(0x80, "NO");
        }

        @Override
        public CompletionStage<Reply> handle(PluginCall call) {
            return call.ack();
        }
    }
}
