package io.confab.server;

import static java.util.Objects.requireNonNull;

import io.confab.api.AuditEvent;
import io.confab.api.AuditListener;
import io.confab.api.Authenticator;
import io.confab.api.Authorizer;
import io.confab.api.BanStore;
import io.confab.api.MessageFilter;
import io.confab.api.MessageLog;
import io.confab.api.Metered;
import io.confab.api.SessionListener;
import io.confab.codec.Traffic;
import io.confab.handlers.CommandHandlers;
import io.confab.handlers.CommandPlugin;
import io.confab.handlers.Gateway;
import io.confab.handlers.LoginSettings;
import io.confab.handlers.MemoryTokens;
import io.confab.handlers.PlainTextLogin;
import io.confab.handlers.Services;
import io.confab.handlers.limits.Admission;
import io.confab.session.BanList;
import io.confab.session.MemoryLog;
import io.confab.session.Moderation;
import io.confab.session.OnlineAccounts;
import io.confab.session.SessionManager;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.internal.PlatformDependent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a server together from its configuration, and binds its ports. */
final class ServerStarter {

    private static final Logger log = LoggerFactory.getLogger(ServerStarter.class);

    private static final int BACKLOG = 4096;

    private static final Pattern GATEWAY_NAME = Pattern.compile("[a-z][a-z0-9-]*");

    /** How often it is looked whether there is another certificate. */
    private static final Duration CERTIFICATE_LOOKS = Duration.ofSeconds(1);

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
        TlsCertificates certificates =
                configured.tls == null ? null : TlsCertificates.open(configured.tls, CERTIFICATE_LOOKS);
        try {
            return bind(transport, certificates);
        } catch (RuntimeException | LinkageError e) {
            if (certificates != null) {
                certificates.close();
            }
            throw e;
        }
    }

    private CompletableFuture<ConfabServer> bind(Transport transport, @Nullable TlsCertificates certificates) {
        ByteBufAllocator allocator = configured.allocator.create();
        MessageLog messageLog = Plugins.orElse(
                Plugins.one(configured.messageLog, ServiceLoader.load(MessageLog.class), MessageLog.class),
                MemoryLog::new);
        AuditTrail trail = auditTrail();
        AuditListener audit = trail == null ? AuditListener.NONE : trail;
        LiveSettings live = new LiveSettings(configured);
        SessionManager sessions = sessions(messageLog, allocator, trail);
        OnlineAccounts online = new OnlineAccounts(configured.maxAccountsOnline);
        Moderation moderation = new Moderation(sessions, online, configured.clock, audit);
        Admission admission = new Admission(configured.limits.build());
        Services services = services(sessions, online, moderation, live::login, admission, audit);
        CommandHandlers commands = new CommandHandlers(
                services,
                Plugins.all(configured.plugins, ServiceLoader.load(CommandPlugin.class), CommandPlugin.class));

        List<Gateway> gateways = gateways();
        Gateway main = port(new NativeGateway(configured.maxFrameBytes), gateways, certificates);

        Traffic traffic = new Traffic();
        EventLoopGroup eventLoops = new EventLoops(
                configured.eventLoops == 0 ? Runtime.getRuntime().availableProcessors() : configured.eventLoops,
                new DefaultThreadFactory("confab", true) {
                    @Override
                    public Thread newThread(Runnable eventLoop) {
                        return super.newThread(traffic.counted(eventLoop));
                    }
                },
                transport.ioHandlerFactory());
        // Futures of this group complete away from the event loops: the last one ends after them.
        ChannelGroup connections = new DefaultChannelGroup("connections", GlobalEventExecutor.INSTANCE, true);
        CompletableFuture<ConfabServer> started = new CompletableFuture<>();
        LongAdder opened = new LongAdder();
        PortBinder ports = new PortBinder();
        Function<Gateway, ServerBootstrap> bootstrap = gateway ->
                bootstrap(transport, eventLoops, allocator, gateway, commands, connections, admission, opened);
        ports.add(NativeGateway.NAME, configured.host, configured.port, bootstrap.apply(main));
        for (Gateway gateway : gateways) {
            Gateway served = gateway.acceptsTls() ? port(gateway, List.of(), certificates) : gateway;
            gateway.port()
                    .ifPresent(port -> ports.add(
                            gateway.name(), gateway.host().orElse(configured.host), port, bootstrap.apply(served)));
        }
        List<Metered> others = new ArrayList<>(List.of(traffic, commands));
        Stream.of(messageLog, services.authenticator(), services.authorizer(), services.filter())
                .filter(Metered.class::isInstance)
                .map(Metered.class::cast)
                .forEach(others::add);
        ServerMeters meters = new ServerMeters(
                eventLoops, allocator, connections, opened, admission.refusals(), sessions, online, others);
        Runnable release = () -> {
            if (certificates != null) {
                certificates.close();
            }
            messageLog.close();
        };
        Consumer<Throwable> fail = failure -> {
            release.run();
            eventLoops
                    .shutdownGracefully(0, 1, TimeUnit.SECONDS)
                    .addListener(stopped -> started.completeExceptionally(failure));
        };
        // Nobody is let in before it is known what is stored: a name might be taken.
        sessions.restore().thenCompose(restored -> ports.bind()).whenComplete((bound, failure) -> {
            if (failure != null) {
                fail.accept(failure instanceof CompletionException ? failure.getCause() : failure);
                return;
            }
            MemoryGuard guard = guard(allocator, admission, sessions, connections);
            guard.start(GlobalEventExecutor.INSTANCE);
            Channel listening = requireNonNull(bound.remove(NativeGateway.NAME), NativeGateway.NAME);
            warnIfOpen(listening);
            ConfabServer server = new ConfabServer(
                    transport,
                    eventLoops,
                    listening,
                    bound,
                    connections,
                    sessions,
                    online,
                    audit,
                    moderation,
                    admission,
                    live,
                    certificates,
                    meters,
                    messageLog,
                    () -> {
                        guard.stop();
                        release.run();
                    });
            configured.meters.forEach(server::publish);
            audit.audited(new AuditEvent.ServerStarted(server.address()));
            started.complete(server);
        });
        return started;
    }

    // What is spoken on a port: that of one gateway, from which others may claim connections.
    private Gateway port(Gateway owner, List<Gateway> gateways, @Nullable TlsCertificates certificates) {
        Gateway inside = FirstByteGateway.of(owner, gateways);
        if (certificates == null || configured.tls == null) {
            return inside;
        }
        TlsGateway tls = new TlsGateway(certificates, inside);
        if (configured.tls.isRequired()) {
            return FirstByteGateway.of(new PlainRefusal(), List.of(tls));
        }
        List<Gateway> all = new ArrayList<>(gateways);
        all.add(tls);
        return FirstByteGateway.of(owner, all);
    }

    private void warnIfOpen(Channel listening) {
        if (configured.tls == null
                && listening.localAddress() instanceof InetSocketAddress address
                && !address.getAddress().isLoopbackAddress()) {
            log.warn(
                    configured.plainTextLogin == PlainTextLogin.ANYWHERE
                            ? "Listening at {} without TLS: others on the way can read passwords and all that is said"
                            : "Listening at {} without TLS: from other machines nobody can log in but by SCRAM (expected: a"
                                    + " certificate, a proxy with one, or plain-text logins allowed)",
                    address);
        }
    }

    private static MemoryGuard guard(
            ByteBufAllocator allocator, Admission admission, SessionManager sessions, ChannelGroup connections) {
        return new MemoryGuard(
                () -> Allocator.usedBytes(allocator),
                () -> memoryLimit(admission.limits().memoryPercent()),
                admission,
                sessions,
                connections);
    }

    private static long memoryLimit(int percent) {
        return percent == 0 ? Long.MAX_VALUE : PlatformDependent.maxDirectMemory() / 100 * percent;
    }

    // Those that are set do not keep others from being found, unless they have their names.
    private List<Gateway> gateways() {
        List<Gateway> gateways = new ArrayList<>(configured.gateways);
        Set<String> set = gateways.stream().map(Gateway::name).collect(Collectors.toSet());
        for (Gateway found : Plugins.all(List.of(), ServiceLoader.load(Gateway.class), Gateway.class)) {
            if (!set.contains(found.name())) {
                gateways.add(found);
            }
        }
        Set<String> names = new HashSet<>(Set.of(NativeGateway.NAME));
        for (Gateway gateway : gateways) {
            if (!GATEWAY_NAME.matcher(gateway.name()).matches() || !names.add(gateway.name())) {
                throw new IllegalStateException("gateway: " + gateway.name()
                        + " (expected: lower-case letters, digits and hyphens, each name once)");
            }
        }
        return gateways;
    }

    private @Nullable AuditTrail auditTrail() {
        List<AuditListener> listeners =
                Plugins.all(configured.auditListeners, ServiceLoader.load(AuditListener.class), AuditListener.class);
        return listeners.isEmpty() ? null : new AuditTrail(listeners);
    }

    private SessionManager sessions(MessageLog messageLog, ByteBufAllocator allocator, @Nullable AuditTrail audit) {
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
        return new SessionManager(
                LiveSettings.sessions(configured), messageLog, allocator, configured.clock, listeners, bans);
    }

    private Services services(
            SessionManager sessions,
            OnlineAccounts online,
            Moderation moderation,
            Supplier<LoginSettings> login,
            Admission admission,
            AuditListener audit) {
        Authenticator authenticator =
                Plugins.one(configured.authenticator, ServiceLoader.load(Authenticator.class), Authenticator.class);
        if (authenticator == null) {
            throw new IllegalStateException("authenticator: none (expected: one, or openAccounts())");
        }
        return new Services(
                authenticator,
                configured.registrar,
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
                login,
                configured.plainTextLogin,
                configured.maxFrameBytes,
                admission,
                configured.clock,
                audit,
                configured.mailbox,
                configured.readPositions);
    }

    private ServerBootstrap bootstrap(
            Transport transport,
            EventLoopGroup eventLoops,
            ByteBufAllocator allocator,
            Gateway gateway,
            CommandHandlers commands,
            ChannelGroup connections,
            Admission admission,
            LongAdder opened) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(eventLoops)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, false)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, READ_SIZES)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new AcceptHandler(admission.connections(), configured.proxies))
                .childHandler(new ServerChannelInitializer(
                        gateway, commands, connections, opened, configured.proxies, admission.connections()));
        SocketOptions.set(bootstrap, transport);
        return bootstrap;
    }
}
