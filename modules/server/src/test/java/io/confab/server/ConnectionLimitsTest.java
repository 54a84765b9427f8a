package io.confab.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.handlers.limits.Rate;
import io.confab.handlers.limits.Refusals.Reason;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionLimitsTest {

    /** A PING of request 7, without data. */
    private static final byte[] PING = {0, 0, 0, 8, 0x1F, 0, 0, 0, 0, 7, 0, 0};

    private final List<Socket> sockets = new ArrayList<>();
    private @Nullable ConfabServer running;

    private void start(UnaryOperator<ConfabServerBuilder> settings) {
        running = settings.apply(ConfabServer.builder().port(0).eventLoops(1).openAccounts())
                .start()
                .join();
    }

    private ConfabServer server() {
        return requireNonNull(running, "running");
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server().close(Duration.ofSeconds(5)).join();
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(server().address().getAddress(), server().address().getPort());
        socket.setSoTimeout(30_000);
        sockets.add(socket);
        return socket;
    }

    /** Whether the server answers; if not, it has closed. */
    private static boolean answers(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write(PING);
            return socket.getInputStream().read() >= 0;
        } catch (SocketException reset) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void closesConnectionsBeyondThoseOfAnAddress(Transport transport) throws IOException {
        start(builder -> builder.transport(transport)
                .limits(limits -> limits.exempt(List.of()).connectionsPerAddress(2)));
        assertThat(answers(connect())).isTrue();
        assertThat(answers(connect())).isTrue();
        assertThat(answers(connect())).isFalse();
        assertThat(server().refusals().of(Reason.CONNECTIONS_PER_ADDRESS)).isEqualTo(1);
        assertThat(server().connections()).isEqualTo(2);
    }

    @Test
    void closesConnectionsBeyondThoseThereMayBe() throws IOException {
        start(builder -> builder.limits(limits -> limits.connections(1)));
        assertThat(answers(connect())).isTrue();
        assertThat(answers(connect())).isFalse();
        assertThat(server().refusals().of(Reason.CONNECTIONS)).isEqualTo(1);
    }

    @Test
    void closesConnectionsThatComeTooFast() throws IOException {
        start(builder -> builder.limits(limits -> limits.exempt(List.of()).connectionRate(new Rate(0.001, 2))));
        assertThat(answers(connect())).isTrue();
        assertThat(answers(connect())).isTrue();
        assertThat(answers(connect())).isFalse();
        assertThat(server().refusals().of(Reason.CONNECTION_RATE)).isEqualTo(1);
    }

    @Test
    void takesLoopbackConnectionsAsTheyCome() throws IOException {
        start(builder ->
                builder.limits(limits -> limits.connectionsPerAddress(1).connectionRate(new Rate(0.001, 1))));
        for (int i = 0; i < 10; i++) {
            assertThat(answers(connect())).isTrue();
        }
    }

    @Test
    void closesAConnectionThatSendsALongFrameBeforeItHasLoggedIn() throws IOException {
        start(builder -> builder);
        Socket socket = connect();
        socket.getOutputStream().write(new byte[] {0, 0, 0x10, 1});
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] nak = in.readNBytes(in.readInt());
        assertThat(new String(nak, UTF_8))
                .contains("MALFORMED", "length: 4097 (expected: at most 4096 before a login)");
        assertThat(in.read()).isEqualTo(-1);
        assertThat(server().refusals().of(Reason.FRAME_BEFORE_LOGIN)).isEqualTo(1);
    }

    @Test
    void closesAConnectionThatHasSentHalfAFrameWhenItsTimeIsUp() throws IOException {
        start(builder -> builder.loginTimeout(Duration.ofMillis(300)));
        Socket socket = connect();
        socket.getOutputStream().write(new byte[] {0, 0, 4, 0, 0x10, 0}); // half a frame
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        assertThat(server().refusals().of(Reason.LOGIN_TIMEOUT)).isEqualTo(1);
    }
}
