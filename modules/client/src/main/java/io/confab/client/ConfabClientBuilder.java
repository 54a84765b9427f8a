package io.confab.client;

import static java.util.Objects.requireNonNull;

import io.confab.codec.FrameDecoder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings of a client and connects it. Every setting has a default. Not thread-safe; may be used for any
 * number of connections.
 */
public final class ConfabClientBuilder {

    /** The port where none is set: C-O-N-F-A on the keys of a telephone. */
    public static final int DEFAULT_PORT = 26632;

    private static final Duration LONGEST = Duration.ofDays(1);

    private String host = "127.0.0.1";
    private int port = DEFAULT_PORT;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration requestTimeout = Duration.ofSeconds(10);
    private Duration idle = Duration.ofMinutes(1);
    private int maxFrameBytes = FrameDecoder.DEFAULT_MAX_FRAME_BYTES;
    private int maxOutstandingRequests = 16_384;
    private int maxUnsentBytes = 4 * 1024 * 1024;
    private ClientListener listener = new ClientListener() {};
    private @Nullable ClientTls tls;
    private @Nullable EventLoopGroup group;
    private Class<? extends SocketChannel> channelType = NioSocketChannel.class;

    ConfabClientBuilder() {}

    /** The server's name or address; 127.0.0.1 by default. */
    public ConfabClientBuilder host(String host) {
        this.host = requireNonNull(host, "host");
        return this;
    }

    /**
     * The server's port; {@value #DEFAULT_PORT} by default.
     *
     * @throws IllegalArgumentException if it is not 1 to 65535
     */
    public ConfabClientBuilder port(int port) {
        this.port = checkRange(port, "port", 1, 65_535);
        return this;
    }

    /**
     * How long an attempt to connect may take, for each address that the host has; 10 s by default.
     *
     * @throws IllegalArgumentException if it is less than a millisecond or more than a day
     */
    public ConfabClientBuilder connectTimeout(Duration timeout) {
        this.connectTimeout = checkTimeout(timeout, "connectTimeout");
        return this;
    }

    /**
     * How long the reply to a request may take, counted from the call, before its future fails; 10 s by default.
     * A future fails up to a tenth of it later, but no more than a second.
     *
     * @throws IllegalArgumentException if it is less than a millisecond or more than a day
     */
    public ConfabClientBuilder requestTimeout(Duration timeout) {
        this.requestTimeout = checkTimeout(timeout, "requestTimeout");
        return this;
    }

    /**
     * After how long a silence the server is sent a PING; 1 min by default, zero for never. If it is silent for twice as
     * long, the connection is closed as one that was lost.
     *
     * @throws IllegalArgumentException if it is neither zero nor a millisecond to a day
     */
    public ConfabClientBuilder idle(Duration idle) {
        this.idle = requireNonNull(idle, "idle").isZero() ? idle : checkTimeout(idle, "idle");
        return this;
    }

    /**
     * The longest frame that is accepted and sent, which is to be what the server has;
     * {@value FrameDecoder#DEFAULT_MAX_FRAME_BYTES} by default.
     *
     * @throws IllegalArgumentException if it is less than {@value FrameDecoder#MIN_MAX_FRAME_BYTES} or more than 16 MiB
     */
    public ConfabClientBuilder maxFrameBytes(int bytes) {
        this.maxFrameBytes = checkRange(bytes, "maxFrameBytes", FrameDecoder.MIN_MAX_FRAME_BYTES, (1 << 24) - 1);
        return this;
    }

    /**
     * How many requests may be without a reply at a time; 16384 by default. One more fails with a
     * {@link BacklogFullException}. Those whose time is up count until the reply comes or the connection ends.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public ConfabClientBuilder maxOutstandingRequests(int requests) {
        this.maxOutstandingRequests = checkRange(requests, "maxOutstandingRequests", 1, Integer.MAX_VALUE);
        return this;
    }

    /**
     * How many bytes may wait until the network takes them; 4 MiB by default. A command with which there would be more
     * fails with a {@link BacklogFullException}, unless it is the only one.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public ConfabClientBuilder maxUnsentBytes(int bytes) {
        this.maxUnsentBytes = checkRange(bytes, "maxUnsentBytes", 1, Integer.MAX_VALUE);
        return this;
    }

    /** Who is told what the server sends unasked; nobody by default. */
    public ConfabClientBuilder listener(ClientListener listener) {
        this.listener = requireNonNull(listener, "listener");
        return this;
    }

    /** Encrypts the connection, and says whom to take for the server; it is not encrypted by default. */
    public ConfabClientBuilder tls(ClientTls tls) {
        this.tls = requireNonNull(tls, "tls");
        return this;
    }

    /**
     * The event loops that the connection may live on, for many connections to share; it is left running when the
     * connection ends. By default a connection has an event loop, with a daemon thread, of its own.
     *
     * @param group event loops for NIO
     */
    public ConfabClientBuilder eventLoopGroup(EventLoopGroup group) {
        return eventLoopGroup(group, NioSocketChannel.class);
    }

    /**
     * The event loops that the connection may live on, where these are not for NIO.
     *
     * @param channelType the sort of channel that these event loops serve, such as {@code EpollSocketChannel}
     */
    public ConfabClientBuilder eventLoopGroup(EventLoopGroup group, Class<? extends SocketChannel> channelType) {
        this.group = requireNonNull(group, "group");
        this.channelType = requireNonNull(channelType, "channelType");
        return this;
    }

    /**
     * Connects. Returns at once; a host's name is looked up on a thread of its own.
     *
     * @return completes on the connection's event loop, before the listener is told anything. Fails, on any thread,
     *         with a {@link java.net.ConnectException} that names host and port if no connection comes about, an
     *         {@link UntrustedServerException} if that is for the server's certificate. Who
     *         cancels it gets no connection
     */
    public CompletableFuture<ConfabClient> connect() {
        ClientSettings settings = new ClientSettings(
                host,
                port,
                connectTimeout,
                requestTimeout,
                idle,
                maxFrameBytes,
                maxOutstandingRequests,
                maxUnsentBytes,
                listener,
                tls);
        return new Connector(settings, group, channelType).connect();
    }

    private static int checkRange(int value, String name, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + " to " + max + ")");
        }
        return value;
    }

    private static Duration checkTimeout(Duration timeout, String name) {
        requireNonNull(timeout, name);
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + ": " + timeout + " (expected: a millisecond to a day)");
        }
        return timeout;
    }
}
