package io.confab.metrics.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Serves figures and health to whoever operates a server, over HTTP on a port and a thread of its own, so that looking
 * at a server does not hold up who talks on it.
 *
 * <ul>
 *   <li>{@code GET /metrics}: everything in the registry, as Prometheus reads it.
 *   <li>{@code GET} a check's path: 200 and {@code ok} where nothing is wrong, otherwise 503 and what is, a line each.
 * </ul>
 *
 * A connection is for one request, and is closed behind its answer, or after ten seconds however busy it looks. There
 * may be {@value #MAX_CONNECTIONS} at a time; more are closed at once. There is no access control: whom the address lets
 * in may read. Thread-safe.
 */
public final class OperationsEndpoint implements AutoCloseable {

    /** A few scrapers, and a few people who look. */
    static final int MAX_CONNECTIONS = 16;

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final int MAX_LINE = 1024;
    private static final int MAX_HEADERS = 8192;
    private static final int MAX_CONTENT = 1024;

    private final EventLoopGroup eventLoop;
    private final Channel listening;
    private final ChannelGroup connections;

    private OperationsEndpoint(EventLoopGroup eventLoop, Channel listening, ChannelGroup connections) {
        this.eventLoop = eventLoop;
        this.listening = listening;
        this.connections = connections;
    }

    /** Begins to configure an endpoint. */
    public static Builder builder(PrometheusMeterRegistry registry) {
        return new Builder(registry);
    }

    /** Where it listens; with the real port where 0 was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) requireNonNull(listening.localAddress(), "localAddress");
    }

    /** Stops listening and closes what is open. Does not wait. Idempotent. */
    @Override
    public void close() {
        listening.close();
        connections.close();
        eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Override
    public String toString() {
        return "OperationsEndpoint[" + listening.localAddress() + "]";
    }

    /** Configures an endpoint. Not thread-safe, and good for one. */
    public static final class Builder {

        private final PrometheusMeterRegistry registry;
        private final Map<String, Supplier<CompletionStage<List<String>>>> checks = new LinkedHashMap<>();
        private String host = "127.0.0.1";
        private int port;
        private Duration deadline = DEADLINE;

        private Builder(PrometheusMeterRegistry registry) {
            this.registry = requireNonNull(registry, "registry");
        }

        /** The address to listen on; loopback by default, as nothing here asks who looks. */
        public Builder host(String host) {
            this.host = requireNonNull(host, "host");
            return this;
        }

        /** The port to listen on, 0 to 65535; 0, the default, for any that is free. */
        public Builder port(int port) {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
            }
            this.port = port;
            return this;
        }

        /**
         * Adds a check.
         *
         * @param path  such as {@code /healthz}
         * @param check asked for each request, on the endpoint's thread: does not block; completes on any thread with what
         *              is wrong, nothing if all is well; a stage that fails is something wrong, too
         */
        public Builder check(String path, Supplier<CompletionStage<List<String>>> check) {
            if (!path.startsWith("/") || path.equals(OperationsHandler.METRICS) || checks.put(path, check) != null) {
                throw new IllegalArgumentException("path: " + path + " (expected: /…, not /metrics, each once)");
            }
            return this;
        }

        /** How long a connection may be there. */
        Builder deadline(Duration deadline) {
            this.deadline = deadline;
            return this;
        }

        /**
         * Begins to listen.
         *
         * @return fails, with an {@link java.io.IOException}, if the address cannot be bound; nothing is left behind then
         */
        public CompletableFuture<OperationsEndpoint> start() {
            EventLoopGroup eventLoop = new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("confab-operations", true), NioIoHandler.newFactory());
            ChannelGroup connections = new DefaultChannelGroup("operations", GlobalEventExecutor.INSTANCE, true);
            CompletableFuture<OperationsEndpoint> started = new CompletableFuture<>();
            new ServerBootstrap()
                    .group(eventLoop)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            if (connections.size() >= MAX_CONNECTIONS) {
                                channel.close();
                                return;
                            }
                            connections.add(channel);
                            initialize(channel);
                        }
                    })
                    .bind(new InetSocketAddress(host, port))
                    .addListener(bound -> {
                        if (bound.isSuccess()) {
                            started.complete(
                                    new OperationsEndpoint(eventLoop, ((ChannelFuture) bound).channel(), connections));
                        } else {
                            eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
                            started.completeExceptionally(bound.cause());
                        }
                    });
            return started;
        }

        private void initialize(Channel channel) {
            var end = channel.eventLoop().schedule(() -> channel.close(), deadline.toNanos(), TimeUnit.NANOSECONDS);
            channel.closeFuture().addListener(closed -> end.cancel(false));
            HttpDecoderConfig limits =
                    new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE).setMaxHeaderSize(MAX_HEADERS);
            channel.pipeline()
                    .addLast("http", new HttpServerCodec(limits))
                    .addLast("whole", new HttpObjectAggregator(MAX_CONTENT, true))
                    .addLast("operations", new OperationsHandler(registry, Map.copyOf(checks)));
        }
    }
}
