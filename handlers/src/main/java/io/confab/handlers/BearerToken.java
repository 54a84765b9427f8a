package io.confab.handlers;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * A token that came with what opened a connection, such as a WebSocket's request, for a {@code LOGIN} by the mechanism {@code
 * bearer}. Used on the channel's event loop only.
 */
public final class BearerToken {

    private static final AttributeKey<String> KEY = AttributeKey.valueOf(BearerToken.class, "token");

    private BearerToken() {}

    /** Keeps a token for the first login that asks for it. */
    public static void put(Channel channel, String token) {
        channel.attr(KEY).set(requireNonNull(token, "token"));
    }

    /** Takes the token out; null where none came, or it was taken. */
    static @Nullable String take(Channel channel) {
        return channel.hasAttr(KEY) ? channel.attr(KEY).getAndSet(null) : null;
    }
}
