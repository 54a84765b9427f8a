package io.confab.gateway.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.confab.codec.Message;
import io.confab.codec.MessageCodec;
import io.confab.codec.UndecodableFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.util.LeakPresenceDetector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/**
 * Any bytes at all: as what comes behind the handshake, and as the text of one message. Replays what lies in {@code
 * JsonFrameHandlerFuzzTestInputs} among the test resources; with {@code JAZZER_FUZZ=1} in the environment it looks for more,
 * one method at a time:
 *
 * <pre>
 *  JAZZER_FUZZ=1 mvn test -pl modules/gateway-websocket -am -Dtest=JsonFrameHandlerFuzzTest#text -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class JsonFrameHandlerFuzzTest {

    private static final int MAX_FRAME_BYTES = 2048;
    private static final int MAX_MESSAGE_BYTES = 6 * MAX_FRAME_BYTES;

    @AfterEach
    void leavesNothingBehind() {
        LeakPresenceDetector.check();
    }

    /** Cut in two anywhere, it comes to the same. */
    @FuzzTest(maxDuration = "60s")
    void bytes(byte[] input) {
        int cutAt = input.length == 0 ? 0 : (input[input.length - 1] & 0xFF) % input.length;
        assertThat(received(input, cutAt)).usingRecursiveComparison().isEqualTo(received(input, input.length));
    }

    private static List<Object> received(byte[] input, int cutAt) {
        EmbeddedChannel channel = new EmbeddedChannel(
                new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                        .allowExtensions(true)
                        .maxFramePayloadLength(MAX_MESSAGE_BYTES)
                        .build()),
                new WebSocketFrameAggregator(MAX_MESSAGE_BYTES),
                new JsonFrameHandler(MAX_FRAME_BYTES, false),
                MessageCodec.server());
        receive(channel, Unpooled.copiedBuffer(input, 0, cutAt));
        receive(channel, Unpooled.copiedBuffer(input, cutAt, input.length - cutAt));
        return messages(channel);
    }

    /** Whatever a text says, it is one message, or one that says why it is none. */
    @FuzzTest(maxDuration = "60s")
    void text(byte[] input) {
        EmbeddedChannel channel =
                new EmbeddedChannel(new JsonFrameHandler(MAX_FRAME_BYTES, false), MessageCodec.server());
        channel.writeInbound(new TextWebSocketFrame(Unpooled.wrappedBuffer(new String(input, UTF_8).getBytes(UTF_8))));
        List<Object> messages = messages(channel);
        assertThat(messages).hasSize(1).allMatch(Message.class::isInstance);
        if (messages.get(0) instanceof UndecodableFrame undecodable) {
            assertThat(undecodable.reason()).contains("(expected: ");
        }
    }

    private static void receive(EmbeddedChannel channel, ByteBuf bytes) {
        if (!channel.isActive()) {
            bytes.release();
            return;
        }
        try {
            channel.writeInbound(bytes);
        } catch (DecoderException refused) {
            channel.close(); // as the handler at the end of a pipeline does
        }
    }

    private static List<Object> messages(EmbeddedChannel channel) {
        List<Object> messages = new ArrayList<>();
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            messages.add(message);
        }
        channel.finishAndReleaseAll();
        return messages;
    }
}
