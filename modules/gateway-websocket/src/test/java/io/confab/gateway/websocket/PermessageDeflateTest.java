package io.confab.gateway.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.gateway.websocket.DeflatingSocket.Received;
import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compressed messages there and back, as sections 12 and 13 of the Autobahn test suite have them, which the one that Maven can
 * have lacks: each offer with messages of all sizes, whole and in fragments.
 */
class PermessageDeflateTest {

    private static final int[] SIZES = {1, 16, 64, 256, 1024, 4096, 8192, 16_384, 32_768, 65_536, 131_072};
    private static final int OF_EACH = 10;

    private static MultiThreadIoEventLoopGroup group;
    private static InetSocketAddress address;

    @BeforeAll
    static void start() throws Exception {
        group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Channel server = EchoServer.start(group, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        address = (InetSocketAddress) server.localAddress();
    }

    @AfterAll
    static void stop() throws Exception {
        group.shutdownGracefully(0, 1, SECONDS).sync();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "nothing", textBlock = """
            permessage-deflate                                                    | permessage-deflate
            permessage-deflate; client_no_context_takeover                        | permessage-deflate
            permessage-deflate; client_max_window_bits                            | permessage-deflate
            permessage-deflate; server_no_context_takeover                        | permessage-deflate;server_no_context_takeover
            permessage-deflate; server_no_context_takeover; client_max_window_bits| permessage-deflate;server_no_context_takeover
            permessage-deflate; server_max_window_bits=9                          | nothing
            permessage-deflate; server_max_window_bits=9; server_no_context_takeover, permessage-deflate; server_no_context_takeover, permessage-deflate | permessage-deflate;server_no_context_takeover
            permessage-deflate; something=1                                       | nothing
            x-webkit-deflate-frame                                                | nothing
            """)
    void agreesOnAnOfferAndEchoesWhatComes(String offers, String agreed) throws Exception {
        try (DeflatingSocket client = new DeflatingSocket(address, offers)) {
            if (agreed == null) {
                assertThat(client.agreed()).isEmpty();
            } else {
                assertThat(client.agreed()).isEqualTo(agreed);
            }
            Random random = new Random(12);
            for (int size : SIZES) {
                for (int fragment : new int[] {Integer.MAX_VALUE, Math.max(1, size / 7)}) {
                    for (int i = 0; i < OF_EACH; i++) {
                        byte[] text = text(random, size);
                        client.send(DeflatingSocket.TEXT, text, fragment);
                        Received echo = client.receive();
                        assertThat(echo.opcode()).isEqualTo(DeflatingSocket.TEXT);
                        assertThat(echo.message()).isEqualTo(text);
                        assertThat(echo.compressed()).isEqualTo(agreed != null && size >= 1024);
                    }
                    byte[] noise = new byte[size];
                    random.nextBytes(noise);
                    client.send(DeflatingSocket.BINARY, noise, fragment);
                    Received echo = client.receive();
                    assertThat(echo.opcode()).isEqualTo(DeflatingSocket.BINARY);
                    assertThat(echo.message()).isEqualTo(noise);
                }
            }
        }
    }

    @Test
    void takesNothingThatInflatesToMoreThanAMessageMayHave() throws Exception {
        try (DeflatingSocket client = new DeflatingSocket(address, "permessage-deflate")) {
            client.send(DeflatingSocket.BINARY, new byte[17 * 1024 * 1024], Integer.MAX_VALUE);

            Received farewell = client.receive();

            assertThat(farewell.opcode()).isEqualTo(8);
            assertThat((farewell.message()[0] & 0xFF) << 8 | farewell.message()[1] & 0xFF)
                    .isIn(1007, 1009);
        }
    }

    /** Words, which compress about as what people say does. */
    private static byte[] text(Random random, int size) {
        StringBuilder text = new StringBuilder(size + 8);
        while (text.length() < size) {
            text.append(Integer.toString(random.nextInt(2000), 36)).append(' ');
        }
        return text.substring(0, size).getBytes(UTF_8);
    }
}
