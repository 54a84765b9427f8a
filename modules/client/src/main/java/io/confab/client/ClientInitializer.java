package io.confab.client;

import static java.util.Objects.requireNonNull;

import io.confab.codec.FrameDecoder;
import io.confab.codec.MessageCodec;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The whole pipeline of a client. One instance for each channel. */
final class ClientInitializer extends ChannelInitializer<Channel> {

    private final ClientSettings settings;
    private final LongSupplier nanoTime;
    private @Nullable Connection connection;

    /** @param nanoTime the clock of request timeouts */
    ClientInitializer(ClientSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    @Override
    protected void initChannel(Channel channel) {
        Connection made = new Connection(channel, settings, nanoTime);
        connection = made;
        MessageCodec codec = MessageCodec.client();
        channel.pipeline()
                .addLast(FrameDecoder.NAME, new FrameDecoder(settings.maxFrameBytes(), codec))
                .addLast(MessageCodec.NAME, codec)
                .addLast(InboundHandler.NAME, new InboundHandler(made, settings));
    }

    /** The connection of the channel, once that is registered. On the event loop only. */
    Connection connection() {
        return requireNonNull(connection, "connection");
    }
}
