package io.confab.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A channel with one side's codec in it. As an extension it checks after each test that no exception and no buffer is
 * left over.
 */
final class CodecChannel implements AfterEachCallback, AutoCloseable {

    private final EmbeddedChannel channel;

    private CodecChannel(int maxFrameBytes, MessageCodec codec) {
        channel = new EmbeddedChannel(new FrameDecoder(maxFrameBytes, codec), codec);
    }

    /** Decodes what clients send. */
    static CodecChannel server() {
        return server(FrameDecoder.DEFAULT_MAX_FRAME_BYTES);
    }

    static CodecChannel server(int maxFrameBytes) {
        return new CodecChannel(maxFrameBytes, MessageCodec.server());
    }

    /** Decodes what servers send. */
    static CodecChannel client() {
        return client(FrameDecoder.DEFAULT_MAX_FRAME_BYTES);
    }

    static CodecChannel client(int maxFrameBytes) {
        return new CodecChannel(maxFrameBytes, MessageCodec.client());
    }

    CodecChannel with(ByteBufAllocator allocator) {
        channel.config().setAllocator(allocator);
        return this;
    }

    EmbeddedChannel channel() {
        return channel;
    }

    /** Receives bytes, each array as one segment. */
    void receive(byte[]... segments) {
        for (byte[] segment : segments) {
            receive(segment, 0, segment.length);
        }
    }

    void receive(byte[] bytes, int from, int length) {
        channel.writeInbound(channel.alloc().buffer(Math.max(1, length)).writeBytes(bytes, from, length));
    }

    /** What was decoded since the last call. */
    List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        for (Message message = channel.readInbound(); message != null; message = channel.readInbound()) {
            messages.add(message);
        }
        return messages;
    }

    /** The one message that the bytes of one segment are. */
    Message decode(byte[] bytes) {
        receive(bytes);
        List<Message> messages = messages();
        if (messages.size() != 1) {
            throw new AssertionError("messages: " + messages + " (expected: one)");
        }
        return messages.get(0);
    }

    /** What a message is on the wire. */
    byte[] encode(Message message) {
        channel.writeOutbound(message);
        return concat(sent());
    }

    /** What was handed on since the last call, each buffer as one array. */
    List<byte[]> sent() {
        List<byte[]> sent = new ArrayList<>();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            sent.add(ByteBufUtil.getBytes(out));
            out.release();
        }
        return sent;
    }

    private static byte[] concat(List<byte[]> parts) {
        return FrameBytes.concat(parts.toArray(new byte[0][]));
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll(); // throws what nobody has caught
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
        LeakPresenceDetector.check();
    }
}
