package io.confab.session;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a client really is. That is where its connection comes from, unless a trusted proxy has said whom it connects
 * for. Limits, logs and whatever else tells clients apart by their address ask here, never the channel. Thread-safe.
 */
public final class ClientAddress {

    private static final AttributeKey<InetSocketAddress> KEY = AttributeKey.valueOf(ClientAddress.class, "address");

    private ClientAddress() {}

    /** The client's address; null for a channel that has no peer, or has lost it before this was first asked. */
    public static @Nullable SocketAddress of(Channel channel) {
        InetSocketAddress told = told(channel);
        return told != null ? told : channel.remoteAddress();
    }

    /** Sets what a trusted proxy has told. To be called before anything else asks, on the channel's event loop. */
    public static void set(Channel channel, InetSocketAddress address) {
        channel.attr(KEY).set(requireNonNull(address, "address"));
    }

    /** Whether what the client sends stays on this machine, as far as addresses tell. */
    public static boolean isLocal(Channel channel) {
        SocketAddress address = of(channel);
        if (address instanceof InetSocketAddress internet) {
            return !internet.isUnresolved() && internet.getAddress().isLoopbackAddress();
        }
        return address != null; // of another kind, such as a Unix domain socket's
    }

    /** Words that lead a line of a log: the channel, and for whom a proxy has made it. */
    public static String describe(Channel channel) {
        InetSocketAddress told = told(channel);
        return told == null ? channel.toString() : channel + " for " + told;
    }

    // Without making an attribute of those that have none: there may be very many channels.
    private static @Nullable InetSocketAddress told(Channel channel) {
        return channel.hasAttr(KEY) ? channel.attr(KEY).get() : null;
    }
}
