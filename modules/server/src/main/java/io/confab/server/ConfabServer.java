package io.confab.server;

import static java.util.Objects.requireNonNull;

import io.confab.api.AuditEvent;
import io.confab.api.AuditListener;
import io.confab.codec.ShutdownEvent;
import io.confab.session.OnlineAccounts;
import io.confab.session.SessionManager;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server. Thread-safe.
 *
 * <pre>{@code
 * ConfabServer server = ConfabServer.builder().openAccounts().start().join();
 * …
 * server.close(Duration.ofSeconds(5)).join();
 * }</pre>
 */
public final class ConfabServer {

    private static final Logger log = LoggerFactory.getLogger(ConfabServer.class);

    /** Long enough for a restart, short enough for a person who waits. */
    private static final long RECONNECT_AFTER_MILLIS = 1000;

    private final Transport transport;
    private final EventLoopGroup eventLoops;
    private final Channel listening;
    private final ChannelGroup connections;
    private final SessionManager sessions;
    private final OnlineAccounts online;
    private final AuditListener audit;
    private final Runnable release;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    ConfabServer(
            Transport transport,
            EventLoopGroup eventLoops,
            Channel listening,
            ChannelGroup connections,
            SessionManager sessions,
            OnlineAccounts online,
            AuditListener audit,
            Runnable release) {
        this.transport = transport;
        this.eventLoops = eventLoops;
        this.listening = listening;
        this.connections = connections;
        this.sessions = sessions;
        this.online = online;
        this.audit = audit;
        this.release = release;
    }

    /** Begins to configure a server. */
    public static ConfabServerBuilder builder() {
        return new ConfabServerBuilder();
    }

    /** Where the server listens; with the real port where 0 was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) requireNonNull(listening.localAddress(), "localAddress");
    }

    /** The transport in use, never {@link Transport#AUTO}. */
    public Transport transport() {
        return transport;
    }

    /** The sessions there are. */
    public SessionManager sessions() {
        return sessions;
    }

    /** The accounts that are logged in. */
    public OnlineAccounts online() {
        return online;
    }

    /** How many connections are open, logged in or not. */
    public int connections() {
        return connections.size();
    }

    /**
     * Stops the server: accepts no more, tells every client {@code EVENT shutdown}, sends what was written, closes.
     * Idempotent: a further call waits for the first.
     *
     * @param grace how long a client may take to read what was written for it, zero or more; then it is cut off
     * @return completes when everything is closed and the port is free; not on an event loop of the server
     */
    public CompletableFuture<Void> close(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace: " + grace + " (expected: zero or more)");
        }
        if (closing.compareAndSet(false, true)) {
            audit.audited(new AuditEvent.ServerStopping(address()));
            listening.close().addListener(deaf -> farewell(grace));
        }
        return closeFuture();
    }

    // On an event loop. New connections close themselves from here on: see ServerChannelInitializer.
    private void farewell(Duration grace) {
        Future<Void> gone = connections.newCloseFuture();
        ShutdownEvent event = new ShutdownEvent(RECONNECT_AFTER_MILLIS);
        for (Channel connection : connections) {
            connection.writeAndFlush(event).addListener(ChannelFutureListener.CLOSE);
        }
        var cut = eventLoops.next().schedule(() -> connections.close(), grace.toMillis(), TimeUnit.MILLISECONDS);
        gone.addListener(done -> {
            cut.cancel(false);
            eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(stopped -> finish());
        });
    }

    private void finish() {
        try {
            release.run();
        } catch (RuntimeException e) {
            log.error("not everything could be released", e);
        }
        closed.complete(null);
    }

    /** Completes when the server is closed, whoever closed it. */
    public CompletableFuture<Void> closeFuture() {
        return closed.copy();
    }

    @Override
    public String toString() {
        return "ConfabServer[" + listening.localAddress() + ", " + transport + "]";
    }
}
