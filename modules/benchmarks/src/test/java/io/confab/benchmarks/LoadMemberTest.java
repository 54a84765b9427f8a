package io.confab.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a member makes of what a WebSocket brings. */
class LoadMemberTest {

    private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 26632);
    private static final String SWITCHED = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n";
    private static final int TEXT = 0x81;

    private final LoadMember member = member(Protocol.JSON);
    private final EmbeddedChannel channel = channel(member);

    private static LoadMember member(Protocol protocol) {
        Scenario scenario = new Scenario(1, 2, 1, 100, 0, 1, false, protocol);
        LoadRun run = new LoadRun(scenario, SERVER, null);
        LoadPublisher[] publishers = new LoadPublisher[1];
        LoadMember speaker = new LoadMember(run, "jack", "lab", true, publishers, 0);
        assertThat(speaker.creates()).isTrue();
        return new LoadMember(run, "jill", "lab", false, publishers, -1);
    }

    private static EmbeddedChannel channel(LoadMember member) {
        return new EmbeddedChannel(member) {
            @Override
            protected SocketAddress remoteAddress0() {
                return SERVER;
            }
        };
    }

    @AfterEach
    void leavesNothingBehind() {
        channel.finishAndReleaseAll();
    }

    @Test
    void asksForItsSubprotocolAndLogsIn() {
        ByteBuf request = channel.readOutbound();
        assertThat(request.toString(US_ASCII))
                .startsWith("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:26632\r\n")
                .contains("\r\nSec-WebSocket-Protocol: confab.v1.json\r\n")
                .endsWith("\r\n\r\n");
        request.release();

        channel.writeInbound(bytes(SWITCHED));
        assertThat(readMasked())
                .isEqualTo("{\"type\":\"LOGIN\",\"requestId\":1,\"source\":\"jill\",\"data\":\"benchmark\"}");
        channel.writeInbound(frame(TEXT, "{\"type\":\"ACK\",\"requestId\":1}"));
        assertThat(readMasked()).isEqualTo("{\"type\":\"JOIN\",\"requestId\":2,\"session\":\"lab\"}");
        channel.writeInbound(frame(TEXT, "{\"type\":\"ACK\",\"requestId\":2,\"data\":{\"sequence\":1}}"));
        assertThat(member.joined()).isCompletedWithValue(member);
    }

    @Test
    void takesTextsWhereverTheyAreCut() {
        ByteBuf all = Unpooled.wrappedBuffer(
                bytes(SWITCHED), frame(TEXT, text(0, "")), frame(TEXT, text(1, "")), frame(TEXT, text(2, "")));
        while (all.isReadable()) {
            channel.writeInbound(all.readRetainedSlice(1));
        }
        all.release();

        assertThat(member.tally().received()).isEqualTo(3);
        assertThat(member.tally().lost()).isZero();
        assertThat(member.tally().corrupt()).isZero();
    }

    @Test
    void takesATextWhoseDataIsNotItsLastField() {
        channel.writeInbound(bytes(SWITCHED), frame(TEXT, text(0, ",\"more\":1")));

        assertThat(member.tally().received()).isEqualTo(1);
    }

    @Test
    void tellsTextsThatAreNotWhole() {
        String whole = text(0, "");
        channel.writeInbound(bytes(SWITCHED), frame(TEXT, whole.replaceFirst(".\"}$", "\"}")));
        channel.writeInbound(frame(TEXT, "{\"type\":\"TEXT\",\"data\":\"Hello\"}"));

        assertThat(member.tally().received()).isZero();
        assertThat(member.tally().corrupt()).isEqualTo(2);
    }

    @Test
    void answersAPing() {
        channel.writeInbound(bytes(SWITCHED), frame(0x89, "there?"));

        assertThat(readMasked()).startsWith("{\"type\":\"LOGIN\"");
        assertThat(readMasked()).isEqualTo("there?");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0xC1, 0x82, 0x8B})
    void refusesWhatIsNoWholeMessageOfItsKind(int firstByte) {
        channel.writeInbound(bytes(SWITCHED), frame(firstByte, "{}"));

        assertThat(channel.isActive()).isFalse();
        assertThatThrownBy(() -> member.joined().join())
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("(expected: a whole message, without extensions)");
    }

    @Test
    void tellsThatThereIsNoWebSocket() {
        channel.writeInbound(bytes("HTTP/1.1 404 Not Found\r\n\r\n"));

        assertThat(channel.isActive()).isFalse();
        assertThatThrownBy(() -> member.joined().join())
                .hasMessageContaining("handshake: HTTP/1.1 404 Not Found (expected: HTTP/1.1 101");
    }

    @Test
    void tellsABinaryMessageThatEndsWithinAFrame() {
        LoadMember binary = member(Protocol.BINARY);
        EmbeddedChannel its = channel(binary);
        its.writeInbound(bytes(SWITCHED), frame(0x82, "\0\0\0\7half"));
        its.finishAndReleaseAll();

        assertThatThrownBy(() -> binary.joined().join())
                .hasMessageContaining("message: ends within a frame (expected: whole frames)");
    }

    private static String text(int number, String more) {
        ByteBuf payload = Unpooled.buffer();
        TextPayload.write(payload, 0, number, 7, 100);
        return "{\"type\":\"TEXT\",\"source\":\"jack\",\"session\":\"lab\",\"sequence\":1,\"timestamp\":1,\"data\":\""
                + payload.toString(US_ASCII) + "\"" + more + "}";
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, UTF_8);
    }

    private static ByteBuf frame(int firstByte, String payload) {
        ByteBuf out = Unpooled.buffer().writeByte(firstByte);
        if (payload.length() < 126) {
            out.writeByte(payload.length());
        } else {
            out.writeByte(126).writeShort(payload.length());
        }
        return out.writeBytes(payload.getBytes(UTF_8));
    }

    /** The payload of a short frame, as servers read it. */
    private String readMasked() {
        ByteBuf frame = channel.readOutbound();
        if (frame.getByte(frame.readerIndex()) == 'G') { // the request for an upgrade
            frame.release();
            frame = channel.readOutbound();
        }
        try {
            frame.skipBytes(1);
            byte[] payload = new byte[frame.readUnsignedByte() - 0x80];
            byte[] mask = new byte[4];
            frame.readBytes(mask).readBytes(payload);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            return new String(payload, UTF_8);
        } finally {
            frame.release();
        }
    }
}
