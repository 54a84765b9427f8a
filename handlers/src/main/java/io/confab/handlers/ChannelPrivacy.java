package io.confab.handlers;

import io.confab.session.ClientAddress;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;

/**
 * Whether others may read along on a client's way to the server. They may not where it is encrypted, here or by a
 * trusted proxy, nor where it does not leave this machine. Thread-safe.
 */
public final class ChannelPrivacy {

    private static final AttributeKey<Boolean> ENCRYPTED = AttributeKey.valueOf(ChannelPrivacy.class, "encrypted");

    private ChannelPrivacy() {}

    /** Says that what the client sends is encrypted on its way. On the channel's event loop, before the client logs in. */
    public static void encrypted(Channel channel) {
        channel.attr(ENCRYPTED).set(Boolean.TRUE);
    }

    /** Whether a password sent here is seen by nobody but its sender and this server, as far as the server can tell. */
    public static boolean isPrivate(Channel channel) {
        return channel.hasAttr(ENCRYPTED) || ClientAddress.isLocal(channel);
    }
}
