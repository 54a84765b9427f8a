package io.confab.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Binds ports, one after the other; none is left open if one cannot be. Good for one use. */
final class PortBinder {

    /**
     * A port to be.
     *
     * @param name      what it is for
     * @param bootstrap makes the channel that listens
     */
    private record Port(String name, String host, int port, ServerBootstrap bootstrap) {}

    private final List<Port> wanted = new ArrayList<>();
    private final Map<String, Channel> bound = new LinkedHashMap<>();
    private final CompletableFuture<Map<String, Channel>> done = new CompletableFuture<>();

    void add(String name, String host, int port, ServerBootstrap bootstrap) {
        wanted.add(new Port(name, host, port, bootstrap));
    }

    /**
     * Binds them in the order in which they were added.
     *
     * @return the listening channels by their names, in that order; fails with {@link BindException}
     */
    CompletableFuture<Map<String, Channel>> bind() {
        bindNext(wanted.iterator());
        return done;
    }

    private void bindNext(Iterator<Port> rest) {
        if (!rest.hasNext()) {
            done.complete(bound);
            return;
        }
        Port port = rest.next();
        port.bootstrap().bind(new InetSocketAddress(port.host(), port.port())).addListener(future -> {
            if (future.isSuccess()) {
                bound.put(port.name(), ((ChannelFuture) future).channel());
                bindNext(rest);
            } else {
                bound.values().forEach(Channel::close);
                done.completeExceptionally(failure(port, future.cause()));
            }
        });
    }

    // The native transports have exceptions of their own for it.
    private static Throwable failure(Port port, Throwable cause) {
        if (!(cause instanceof IOException) && !(cause instanceof UnresolvedAddressException)) {
            return cause;
        }
        String gateway = port.name().equals(NativeGateway.NAME) ? "" : "gateway " + port.name() + ": ";
        BindException failure = new BindException(gateway + port.host() + ":" + port.port() + ": "
                + (cause instanceof IOException ? cause.getMessage() : "unknown host")
                + " (expected: an address of this machine and a free port)");
        failure.initCause(cause);
        return failure;
    }
}
