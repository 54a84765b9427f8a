package io.confab.handlers;

import io.confab.session.ClientAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.AttributeKey;
import java.util.function.Function;

/**
 * Whether others may read along on a client's way to the server. They may not where it is encrypted, here or by a
 * trusted proxy, nor where it does not leave this machine. Thread-safe.
 */
public final class ChannelPrivacy {

    private static final AttributeKey<Function<Channel, ChannelFuture>> ENCRYPTED =
            AttributeKey.valueOf(ChannelPrivacy.class, "encrypted");

    private ChannelPrivacy() {}

    /**
     * Says that what the client sends was encrypted on its way here, by a proxy. On the channel's event loop, before the client
     * logs in.
     */
    public static void encrypted(Channel channel) {
        encrypted(channel, Channel::newSucceededFuture);
    }

    /**
     * Says that what the client sends is encrypted, here. On the channel's event loop, before the client logs in.
     *
     * @param end tells a client, by means that nobody on the way could forge, that nothing follows; what comes from it is still
     *            read. Its future completes once that is sent. To be the same object for all channels
     */
    public static void encrypted(Channel channel, Function<Channel, ChannelFuture> end) {
        channel.attr(ENCRYPTED).set(end);
    }

    /** Has an encrypted channel end what it sends; does nothing for others. On the channel's event loop. */
    static ChannelFuture end(Channel channel) {
        Function<Channel, ChannelFuture> end =
                channel.hasAttr(ENCRYPTED) ? channel.attr(ENCRYPTED).get() : null;
        return end == null ? channel.newSucceededFuture() : end.apply(channel);
    }

    /** Whether a password sent here is seen by nobody but its sender and this server, as far as the server can tell. */
    public static boolean isPrivate(Channel channel) {
        return channel.hasAttr(ENCRYPTED) || ClientAddress.isLocal(channel);
    }
}
