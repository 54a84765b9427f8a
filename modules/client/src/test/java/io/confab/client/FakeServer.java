package io.confab.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.FrameDecoder;
import io.confab.codec.Message;
import io.confab.codec.MessageCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client and the server's end of its wire, both in memory, on the test's thread and by the test's clock. */
final class FakeServer {

    private final MockTicker clock = Ticker.newMockTicker();
    private final EmbeddedChannel server =
            new EmbeddedChannel(new FrameDecoder(FrameDecoder.DEFAULT_MAX_FRAME_BYTES), MessageCodec.server());
    private final EmbeddedChannel channel;
    private final ConfabClient client;

    FakeServer(ClientListener listener) {
        this(settings(listener, 16, 4096));
    }

    FakeServer(ClientSettings settings) {
        ClientInitializer initializer = new ClientInitializer(settings, clock::nanoTime);
        channel = EmbeddedChannel.builder().ticker(clock).handlers(initializer).build();
        client = new ConfabClient(initializer.connection());
    }

    static ClientSettings settings(ClientListener listener, int maxOutstandingRequests, int maxUnsentBytes) {
        return settings(listener, maxOutstandingRequests, maxUnsentBytes, Duration.ZERO);
    }

    static ClientSettings settings(
            ClientListener listener, int maxOutstandingRequests, int maxUnsentBytes, Duration idle) {
        return new ClientSettings(
                "localhost",
                26632,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                idle,
                FrameDecoder.DEFAULT_MAX_FRAME_BYTES,
                maxOutstandingRequests,
                maxUnsentBytes,
                listener,
                null);
    }

    ConfabClient client() {
        return client;
    }

    /** What the client has sent, the next of it. */
    <T extends Message> T receive(Class<T> type) {
        Message message = requireNonNull(receive(), "nothing was sent");
        assertThat(message).isInstanceOf(type);
        return requireNonNull(type.cast(message));
    }

    /** Null if the client has sent nothing more. */
    @Nullable
    Message receive() {
        channel.runPendingTasks();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            server.writeInbound(bytes);
        }
        return server.readInbound();
    }

    /** How many buffers the client has handed to the network. */
    int buffers() {
        channel.runPendingTasks();
        return channel.outboundMessages().size();
    }

    void send(Message... messages) {
        for (Message message : messages) {
            server.writeOutbound(message);
            for (ByteBuf bytes = server.readOutbound(); bytes != null; bytes = server.readOutbound()) {
                channel.writeInbound(bytes);
            }
        }
    }

    /** Sends bytes as they are. */
    void send(int... bytes) {
        ByteBuf frame = channel.alloc().buffer();
        for (int b : bytes) {
            frame.writeByte(b);
        }
        channel.writeInbound(frame);
    }

    void fail(Throwable cause) {
        channel.pipeline().fireExceptionCaught(cause);
        channel.runPendingTasks();
    }

    void hangUp() {
        channel.close();
        channel.runPendingTasks();
    }

    void pass(Duration time) {
        clock.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runPendingTasks();
    }

    /** Whether the client has something to do at a later time. */
    boolean hasTimer() {
        return channel.runScheduledPendingTasks() >= 0;
    }

    void finish() {
        channel.finishAndReleaseAll();
        server.finishAndReleaseAll();
    }
}
