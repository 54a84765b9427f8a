package io.confab.client;

import static java.util.Objects.requireNonNull;

import io.confab.codec.FrameDecoder;
import io.confab.codec.MessageCodec;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The whole pipeline of a client. One instance for each channel. */
final class ClientInitializer extends ChannelInitializer<Channel> {

    private static final String TLS = "tls";

    private final CompletableFuture<Void> ready = new CompletableFuture<>();
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
        ClientTls tls = settings.tls();
        if (tls == null) {
            addTo(channel.pipeline(), made);
            ready.complete(null);
            return;
        }
        SslHandler handler = tls.context().newHandler(channel.alloc(), settings.host(), settings.port());
        handler.setHandshakeTimeoutMillis(settings.connectTimeout().toMillis());
        channel.pipeline()
                .addLast(TLS, handler)
                .addLast(TlsHandshake.NAME, new TlsHandshake(pipeline -> addTo(pipeline, made), ready));
    }

    private void addTo(ChannelPipeline pipeline, Connection made) {
        MessageCodec codec = MessageCodec.client();
        pipeline.addLast(FrameDecoder.NAME, new FrameDecoder(settings.maxFrameBytes(), codec))
                .addLast(MessageCodec.NAME, codec)
                .addLast(InboundHandler.NAME, new InboundHandler(made, settings));
    }

    /** Completes, on the event loop, once the connection can be spoken on; fails if the handshake does. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** The connection of the channel, once that is registered. On the event loop only. */
    Connection connection() {
        return requireNonNull(connection, "connection");
    }
}
