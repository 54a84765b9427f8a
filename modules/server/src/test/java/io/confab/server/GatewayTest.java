package io.confab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.confab.codec.Ack;
import io.confab.codec.NativeFormat;
import io.confab.codec.PingCommand;
import io.confab.handlers.CommandHandlers;
import io.confab.handlers.Gateway;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageCodec;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {

    private static final byte[] NATIVE_PING = {0, 0, 0, 9, 0x1F, 0, 0, 0, 0, 1, 0, 0, 42};

    private @Nullable ConfabServer started;

    @AfterEach
    void close() {
        if (started != null) {
            started.close(Duration.ofSeconds(5)).join();
        }
    }

    @Test
    void isServedOnAPortOfItsOwnAndClosedWithTheServer() throws IOException {
        ConfabServer server = start(builder().gateway(new EchoGateway("echo", OptionalInt.of(0), -1)));
        InetSocketAddress address = server.address("echo");
        assertThat(server.gateways()).containsExactly("echo");
        assertThat(address.getPort()).isNotEqualTo(server.address().getPort());
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            assertThat(echo(client, 'x')).isEqualTo('x');
            assertThat(server.connections()).isEqualTo(1);
            server.close(Duration.ofSeconds(5)).join();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        new ServerSocket(address.getPort(), 1, address.getAddress()).close();
    }

    @Test
    void sharesTheServersPortByTheFirstByte() throws IOException {
        ConfabServer server = start(builder().gateway(new EchoGateway("echo", OptionalInt.empty(), 'E')));
        assertThat(server.gateways()).isEmpty();
        try (Socket echo = connect(server);
                Socket other = connect(server)) {
            assertThat(echo(echo, 'E')).isEqualTo('E');
            assertThat(echo(echo, 'x')).isEqualTo('x');
            other.getOutputStream().write(NATIVE_PING);
            DataInputStream in = new DataInputStream(other.getInputStream());
            byte[] reply = new byte[in.readInt()];
            in.readFully(reply);
            assertThat(reply[0]).isEqualTo((byte) 0x01);
            assertThat(reply[reply.length - 1]).isEqualTo((byte) 42);
        }
    }

    @Test
    void leavesWhatNobodyClaimsToTheNativeProtocolToRefuse() throws IOException {
        ConfabServer server = start(builder().gateway(new EchoGateway("echo", OptionalInt.empty(), 'E')));
        try (Socket client = connect(server)) {
            client.getOutputStream().write(new byte[] {'n', 'o', 'p', 'e'});
            DataInputStream in = new DataInputStream(client.getInputStream());
            byte[] reply = new byte[in.readInt()];
            in.readFully(reply);
            assertThat(reply[0]).isEqualTo((byte) 0x02);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void hasWhoeverSaysNothingTillTheLoginTimeoutOnly() throws IOException {
        ConfabServer server = start(builder()
                .loginTimeout(Duration.ofMillis(50))
                .gateway(new EchoGateway("echo", OptionalInt.empty(), 'E')));
        try (Socket client = connect(server)) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        await().until(() -> server.connections() == 0);
    }

    @Test
    void stopsTheStartWhereItsPortIsTaken() throws IOException {
        int free = freePort();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ConfabServerBuilder builder =
                    builder().port(free).gateway(new EchoGateway("echo", OptionalInt.of(taken.getLocalPort()), -1));
            assertThatThrownBy(() -> builder.start().join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(BindException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort() + ": ");
        }
        new ServerSocket(free, 1, InetAddress.getLoopbackAddress()).close(); // nothing is left behind
    }

    @Test
    void stopsTheStartWhereTwoDoNotGoTogether() {
        Gateway echo = new EchoGateway("echo", OptionalInt.empty(), 'E');
        assertRefused(echo, new EchoGateway("echo", OptionalInt.empty(), 'F'), "gateway: echo (expected: ");
        assertRefused(
                echo,
                new EchoGateway("other", OptionalInt.empty(), 'E'),
                "gateway other: first byte 0x45 (expected: none that the gateway echo claims)");
        assertRefused(
                echo,
                new EchoGateway("other", OptionalInt.empty(), 0),
                "gateway other: first byte 0x00 (expected: none that the gateway native claims)");
        assertRefused(echo, new EchoGateway("native", OptionalInt.empty(), 'F'), "gateway: native (expected: ");
        assertRefused(echo, new EchoGateway("Other", OptionalInt.empty(), 'F'), "gateway: Other (expected: ");
    }

    private static void assertRefused(Gateway first, Gateway second, String message) {
        assertThatThrownBy(
                        () -> builder().gateway(first).gateway(second).start().join())
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining(message);
    }

    @Test
    void isFoundAsAServiceUnlessOneOfItsNameIsSet(@TempDir Path folder) throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(Gateway.class.getName()), FoundGateway.class.getName());
        ClassLoader usual = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader withService =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, usual)) {
            Thread.currentThread().setContextClassLoader(withService);
            ConfabServer server = start(builder().gateway(new EchoGateway("echo", OptionalInt.of(0), -1)));
            assertThat(server.gateways()).containsExactly("echo", "found");
            close();
            server = start(builder().gateway(new EchoGateway("found", OptionalInt.empty(), -1)));
            assertThat(server.gateways()).isEmpty();
        } finally {
            Thread.currentThread().setContextClassLoader(usual);
        }
    }

    @Test
    void isAskedForByTheNameItHas() {
        ConfabServer server = start(builder());
        assertThatThrownBy(() -> server.address("echo"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gateway: echo (expected: one of []");
    }

    private static ConfabServerBuilder builder() {
        return ConfabServer.builder().port(0).openAccounts().eventLoops(1);
    }

    private ConfabServer start(ConfabServerBuilder builder) {
        ConfabServer server = builder.start().join();
        started = server;
        return server;
    }

    private static Socket connect(ConfabServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
    }

    private static int echo(Socket client, int sent) throws IOException {
        client.getOutputStream().write(sent);
        return client.getInputStream().read();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Found as a service. */
    public static final class FoundGateway implements Gateway {

        @Override
        public String name() {
            return "found";
        }

        @Override
        public OptionalInt port() {
            return OptionalInt.of(0);
        }

        @Override
        public void initialize(ChannelPipeline pipeline, CommandHandlers commands) {
            commands.addTo(pipeline, NativeFormat.INSTANCE);
        }
    }

    /** Makes a {@code PING} of each byte, and a byte of its {@code ACK}. */
    private record EchoGateway(String name, OptionalInt port, int claimed) implements Gateway {

        @Override
        public boolean claims(int firstByte) {
            return firstByte == claimed;
        }

        @Override
        public void initialize(ChannelPipeline pipeline, CommandHandlers commands) {
            pipeline.addLast(new EchoCodec());
            commands.addTo(pipeline, NativeFormat.INSTANCE);
        }
    }

    private static final class EchoCodec extends ByteToMessageCodec<Ack> {

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            out.add(new PingCommand(1, "", new byte[] {in.readByte()}));
        }

        @Override
        protected void encode(ChannelHandlerContext ctx, Ack ack, ByteBuf out) {
            out.writeBytes(ack.data());
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) throws Exception {
            super.write(ctx, msg instanceof Ack ? msg : Unpooled.EMPTY_BUFFER, promise); // no word for anything else
        }
    }
}
