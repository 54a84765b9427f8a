package io.confab.handlers;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/** Two ways to close a connection behind the last reply, once it is {@code CLOSING}. On its event loop. */
final class Closing {

    private static final long LINGER_MILLIS = 1000;

    private Closing() {}

    /** Closes once everything that was written is sent. */
    static void afterReplies(ClientContext client) {
        client.channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /**
     * As {@link #afterReplies}, but for a client that may still be sending: closing a socket with unread bytes resets
     * the connection, and the client may lose the reply that says why. So only our direction is closed, that of TLS first, so
     * that the client knows that nobody cut it off, and what comes is read and dropped, for a short while.
     */
    static void lingering(ClientContext client, Ending why) {
        Channel channel = client.channel();
        channel.pipeline().fireUserEventTriggered(why);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
            if (!sent.isSuccess() || !(channel instanceof DuplexChannel duplex)) {
                channel.close();
                return;
            }
            ChannelPrivacy.end(channel).addListener(ended -> duplex.shutdownOutput());
            var deadline = channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
            channel.closeFuture().addListener(closed -> deadline.cancel(false));
        });
    }
}
