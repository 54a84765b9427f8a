package io.confab.gateway.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.server.ConfabServer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that break the rules of RFC 6455, byte by byte. A mask of zeros leaves the payload as it is. */
class StrictProtocolHandlerTest {

    private static final String MASK = "00000000";

    private static ConfabServer server;

    @BeforeAll
    static void start() throws Exception {
        server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .gateway(WebSocketGateway.builder().maxFrameBytes(1024).build())
                .start()
                .get(30, SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close(Duration.ZERO).get(30, SECONDS);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            RSV1, and no extension       | false | C180 00000000            | 1002
            RSV1 of a ping               | true  | C980 00000000            | 1002
            RSV2 beside the extension's  | true  | A180 00000000            | 1002
            RSV1 of a second fragment    | true  | 4181 00000000 00 C080 00000000 | 1002
            an opcode that is reserved   | false | 8380 00000000            | 1002
            no mask                      | false | 8100                     | 1002
            a continuation of nothing    | false | 8080 00000000            | 1002
            a ping in fragments          | false | 0980 00000000            | 1002
            half a code in a close frame | false | 8881 00000000 03         | 1002
            a code that nobody may send  | false | 8882 00000000 03EC       | 1002
            no UTF-8                     | false | 8181 00000000 FF         | 1007
            a reason that is no UTF-8    | false | 8883 00000000 03E8FF     | 1007
            nothing that can be inflated | true  | C181 00000000 FF         | 1007
            a frame of 256 MiB           | false | 81FF 0000000010000000 00000000 | 1009
            """)
    void areToldOnceWhatWasWrong(String fault, boolean deflates, String frame, int code) throws Exception {
        try (Socket client = shakeHands(deflates)) {
            client.getOutputStream().write(HexFormat.of().parseHex(frame.replace(" ", "")));

            assertThat(codeOfTheOneCloseFrame(client)).isEqualTo(code);
        }
    }

    @Test
    void areToldThatFragmentsAreTooLongTogether() throws Exception {
        try (Socket client = shakeHands(false)) {
            OutputStream out = client.getOutputStream();
            String fragment = "78".repeat(4096);
            out.write(HexFormat.of().parseHex("01FE1000" + MASK + fragment));
            out.write(HexFormat.of().parseHex("80FE1000" + MASK + fragment));

            assertThat(codeOfTheOneCloseFrame(client)).isEqualTo(1009);
        }
    }

    @Test
    void areToldAlsoWhenTheyGoOnSending() throws Exception {
        try (Socket client = shakeHands(false)) {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            frames.write(HexFormat.of().parseHex("8181" + MASK + "FF"));
            for (int i = 0; i < 2000; i++) {
                frames.write(HexFormat.of().parseHex("89BD" + MASK + "61".repeat(0x3D))); // a ping
            }
            frames.writeTo(client.getOutputStream());

            assertThat(codeOfTheOneCloseFrame(client)).isEqualTo(1007);
        }
    }

    @Test
    void areNoErrorWhenTheyGoInTheMiddleOfAMessage() {
        WebSocketServerProtocolConfig config =
                WebSocketServerProtocolConfig.newBuilder().websocketPath("/").build();
        EmbeddedChannel channel = new EmbeddedChannel(new StrictProtocolHandler(config));

        channel.pipeline().fireExceptionCaught(new PrematureChannelClosureException("gone"));

        channel.checkException();
        assertThat(channel.<Object>readOutbound()).isNull();
        channel.finishAndReleaseAll();
    }

    private static Socket shakeHands(boolean deflates) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout(30_000);
        String request = "GET /ws HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                + (deflates ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "") + "\r\n";
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        StringBuilder response = new StringBuilder();
        while (response.indexOf("\r\n\r\n") < 0) {
            response.append((char) socket.getInputStream().read());
        }
        assertThat(response).startsWith("HTTP/1.1 101 ");
        return socket;
    }

    /** Reads a close frame and that nothing follows. */
    private static int codeOfTheOneCloseFrame(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        assertThat(in.readUnsignedByte()).isEqualTo(0x88); // FIN, close
        byte[] reason = new byte[in.readUnsignedByte() - 2];
        int code = in.readUnsignedShort();
        in.readFully(reason);
        assertThat(in.read()).as("what follows").isEqualTo(-1);
        return code;
    }
}
