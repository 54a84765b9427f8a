package io.confab.server;

import io.confab.api.AuditEvent;
import io.confab.api.AuditListener;
import io.confab.api.Authenticator;
import io.confab.api.Authorizer;
import io.confab.api.BanStore;
import io.confab.api.MessageFilter;
import io.confab.api.MessageLog;
import io.confab.api.SessionListener;
import io.confab.handlers.CommandHandlers;
import io.confab.handlers.CommandPlugin;
import io.confab.handlers.MemoryTokens;
import io.confab.handlers.Services;
import io.confab.session.BanList;
import io.confab.session.MemoryLog;
import io.confab.session.Moderation;
import io.confab.session.OnlineAccounts;
import io.confab.session.SessionManager;
import io.confab.session.SessionSettings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts a server together from its configuration, and binds its port. */
final class ServerStarter {

    private static final int BACKLOG = 4096;

    /** How many tokens are kept where there is no place for them but the memory: some 30 MB. */
    private static final int MEMORY_TOKENS = 100_000;

    /** A client that has this much waiting for it is not given more until half of it is sent. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 128 * 1024);

    /** Netty's default, but one for all channels: what they have of their own is not in here. */
    static final RecvByteBufAllocator READ_SIZES = new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(16);

    private final ConfabServerBuilder configured;

    ServerStarter(ConfabServerBuilder configured) {
        this.configured = configured;
    }

    CompletableFuture<ConfabServer> start() {
        try {
            return bind();
        } catch (RuntimeException | LinkageError e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<ConfabServer> bind() {
        Transport transport = configured.transport.resolve();
        Throwable unavailability = transport.unavailability();
        if (unavailability != null) {
            throw new IllegalStateException(
                    "transport: " + transport + " (expected: one that works here)", unavailability);
        }
        ByteBufAllocator allocator = configured.allocator.create();
        MessageLog messageLog = Plugins.orElse(
                Plugins.one(configured.messageLog, ServiceLoader.load(MessageLog.class), MessageLog.class),
                MemoryLog::new);
        AuditTrail trail = auditTrail();
        AuditListener audit = trail == null ? AuditListener.NONE : trail;
        SessionManager sessions = sessions(messageLog, allocator, trail);
        OnlineAccounts online = new OnlineAccounts(configured.maxAccountsOnline);
        Moderation moderation = new Moderation(sessions, online, configured.clock);
        CommandHandlers commands = new CommandHandlers(
                services(sessions, online, moderation, audit),
                Plugins.all(configured.plugins, ServiceLoader.load(CommandPlugin.class), CommandPlugin.class));

        EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(
                configured.eventLoops == 0 ? Runtime.getRuntime().availableProcessors() : configured.eventLoops,
                new DefaultThreadFactory("confab", true),
                transport.ioHandlerFactory());
        // Futures of this group complete away from the event loops: the last one ends after them.
        ChannelGroup connections = new DefaultChannelGroup("connections", GlobalEventExecutor.INSTANCE, true);
        CompletableFuture<ConfabServer> started = new CompletableFuture<>();
        ServerBootstrap bootstrap = bootstrap(transport, eventLoops, allocator, commands, connections);
        Consumer<Throwable> fail = failure -> {
            messageLog.close();
            eventLoops
                    .shutdownGracefully(0, 1, TimeUnit.SECONDS)
                    .addListener(stopped -> started.completeExceptionally(failure));
        };
        // Nobody is let in before it is known what is stored: a name might be taken.
        sessions.restore().whenComplete((nothing, unreadable) -> {
            if (unreadable != null) {
                fail.accept(unreadable instanceof CompletionException ? unreadable.getCause() : unreadable);
                return;
            }
            bootstrap
                    .bind(new InetSocketAddress(configured.host, configured.port))
                    .addListener(bound -> {
                        if (bound.isSuccess()) {
                            ConfabServer server = new ConfabServer(
                                    transport,
                                    eventLoops,
                                    ((ChannelFuture) bound).channel(),
                                    connections,
                                    sessions,
                                    online,
                                    audit,
                                    moderation,
                                    messageLog::close);
                            audit.audited(new AuditEvent.ServerStarted(server.address()));
                            started.complete(server);
                        } else {
                            fail.accept(failure(bound.cause()));
                        }
                    });
        });
        return started;
    }

    // The native transports have exceptions of their own for it.
    private Throwable failure(Throwable cause) {
        if (!(cause instanceof IOException)) {
            return cause;
        }
        BindException failure = new BindException(configured.host + ":" + configured.port + ": " + cause.getMessage()
                + " (expected: an address of this machine and a free port)");
        failure.initCause(cause);
        return failure;
    }

    private @Nullable AuditTrail auditTrail() {
        List<AuditListener> listeners =
                Plugins.all(configured.auditListeners, ServiceLoader.load(AuditListener.class), AuditListener.class);
        return listeners.isEmpty() ? null : new AuditTrail(listeners);
    }

    private SessionManager sessions(MessageLog messageLog, ByteBufAllocator allocator, @Nullable AuditTrail audit) {
        SessionSettings settings = new SessionSettings(
                configured.maxSessions,
                configured.maxSessionsPerAccount,
                configured.maxMembersPerSession,
                configured.tailBytes,
                configured.presenceDelay,
                configured.presenceNames,
                configured.durability);
        if (configured.durability.isStored() && !messageLog.keeps(configured.durability)) {
            throw new IllegalStateException("durability: " + configured.durability.text()
                    + " (expected: memory, or a message log that keeps more)");
        }
        List<SessionListener> listeners = new ArrayList<>(
                Plugins.all(configured.listeners, ServiceLoader.load(SessionListener.class), SessionListener.class));
        if (audit != null) {
            listeners.add(audit);
        }
        BanStore kept = Plugins.one(configured.banStore, ServiceLoader.load(BanStore.class), BanStore.class);
        BanList bans = new BanList(configured.clock, kept);
        return new SessionManager(settings, messageLog, allocator, configured.clock, listeners, bans);
    }

    private Services services(
            SessionManager sessions, OnlineAccounts online, Moderation moderation, AuditListener audit) {
        Authenticator authenticator =
                Plugins.one(configured.authenticator, ServiceLoader.load(Authenticator.class), Authenticator.class);
        if (authenticator == null) {
            throw new IllegalStateException("authenticator: none (expected: one, or openAccounts())");
        }
        return new Services(
                authenticator,
                Plugins.orElse(
                        Plugins.one(configured.authorizer, ServiceLoader.load(Authorizer.class), Authorizer.class),
                        () -> Authorizer.EVERYONE),
                Plugins.orElse(
                        Plugins.one(
                                configured.messageFilter, ServiceLoader.load(MessageFilter.class), MessageFilter.class),
                        () -> MessageFilter.PASS),
                sessions,
                online,
                moderation,
                configured.resumeTokens == null ? new MemoryTokens(MEMORY_TOKENS) : configured.resumeTokens,
                configured.tokenLifetime,
                configured.loginTimeout,
                configured.duplicateLogin,
                configured.maxFrameBytes,
                configured.clock,
                audit);
    }

    private ServerBootstrap bootstrap(
            Transport transport,
            EventLoopGroup eventLoops,
            ByteBufAllocator allocator,
            CommandHandlers commands,
            ChannelGroup connections) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(eventLoops)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, false)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, READ_SIZES)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ServerChannelInitializer(configured.maxFrameBytes, commands, connections));
        SocketOptions.set(bootstrap, transport);
        return bootstrap;
    }
}
