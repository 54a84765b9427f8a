package io.confab.server;

import static java.util.Objects.requireNonNull;

import io.confab.api.AuditEvent;
import io.confab.api.AuditListener;
import io.confab.api.Ban;
import io.confab.api.CommandException;
import io.confab.api.MessageLog;
import io.confab.api.Metered;
import io.confab.api.Meters;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.codec.AnnouncementEvent;
import io.confab.handlers.limits.Admission;
import io.confab.handlers.limits.Refusals;
import io.confab.session.Moderation;
import io.confab.session.OnlineAccounts;
import io.confab.session.Session;
import io.confab.session.SessionManager;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
public final class ConfabServer implements Metered {

    private static final Logger log = LoggerFactory.getLogger(ConfabServer.class);

    /** Who does what the application asks for; no account can have this name. */
    private static final String BY = "(server)";

    private final Transport transport;
    private final EventLoopGroup eventLoops;
    private final Channel listening;
    private final Map<String, Channel> gateways;
    private final ChannelGroup connections;
    private final SessionManager sessions;
    private final OnlineAccounts online;
    private final AuditListener audit;
    private final Moderation moderation;
    private final Admission admission;
    private final LiveSettings live;
    private final @Nullable TlsCertificates certificates;
    private final Runnable release;
    private final ServerMeters meters;
    private final ServerHealth health;
    private final AtomicReference<ServerState> state = new AtomicReference<>(ServerState.READY);
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    ConfabServer(
            Transport transport,
            EventLoopGroup eventLoops,
            Channel listening,
            Map<String, Channel> gateways,
            ChannelGroup connections,
            SessionManager sessions,
            OnlineAccounts online,
            AuditListener audit,
            Moderation moderation,
            Admission admission,
            LiveSettings live,
            @Nullable TlsCertificates certificates,
            ServerMeters meters,
            MessageLog messageLog,
            Runnable release) {
        this.transport = transport;
        this.eventLoops = eventLoops;
        this.listening = listening;
        this.gateways = gateways;
        this.connections = connections;
        this.sessions = sessions;
        this.online = online;
        this.audit = audit;
        this.moderation = moderation;
        this.admission = admission;
        this.live = live;
        this.certificates = certificates;
        this.release = release;
        this.meters = meters;
        this.health = new ServerHealth(eventLoops, listening, messageLog, () -> state.get() != ServerState.READY);
    }

    /** Begins to configure a server. */
    public static ConfabServerBuilder builder() {
        return new ConfabServerBuilder();
    }

    /** Where the server listens; with the real port where 0 was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) requireNonNull(listening.localAddress(), "localAddress");
    }

    /**
     * Where a gateway listens that has a port of its own; with the real port where 0 was asked for.
     *
     * @throws IllegalArgumentException if there is no such gateway, or it has no port of its own
     */
    public InetSocketAddress address(String gateway) {
        Channel channel = gateways.get(gateway);
        if (channel == null) {
            throw new IllegalArgumentException("gateway: " + gateway + " (expected: one of " + gateways.keySet()
                    + ", those with a port of their own)");
        }
        return (InetSocketAddress) requireNonNull(channel.localAddress(), "localAddress");
    }

    /** The names of the gateways that have a port of their own, in the order in which they were bound. */
    public Set<String> gateways() {
        return gateways.keySet();
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

    /** What was refused because of a limit, by reason. */
    public Refusals refusals() {
        return admission.refusals();
    }

    /**
     * Reads the files of TLS at once, without waiting for them to be noticed. New connections get what is in them; those
     * that there are go on as they are.
     *
     * @return whether clients are shown another certificate from now on, never where TLS is not spoken; fails with
     *         {@link IllegalStateException} if the files are not what is expected: then what there was stays in use
     */
    public CompletableFuture<Boolean> reloadCertificates() {
        return certificates == null ? CompletableFuture.completedFuture(false) : certificates.reload();
    }

    /** How many connections are open, logged in or not. */
    public int connections() {
        return connections.size();
    }

    /** Whether it works, and whether clients can log in. */
    public ServerHealth health() {
        return health;
    }

    /**
     * Publishes its figures in one more place than {@link ConfabServerBuilder#metrics} was given. Once for each place.
     */
    @Override
    public void publish(Meters meters) {
        this.meters.publish(meters);
    }

    // ---- keeping order ----

    /**
     * Puts an account off the server: its client is told {@code EVENT kicked}, and the connection is closed. It may log in
     * again.
     *
     * @param reason for people, sent to the client
     * @return whether it was logged in
     * @throws CommandException {@link NakCode#INVALID_NAME}
     */
    public boolean kick(String account, String reason) {
        return moderation.kick(name(account), BY, requireNonNull(reason, "reason"));
    }

    /**
     * Puts an account out of a session: its client is told {@code EVENT kicked}. It may join again.
     *
     * @param reason for people, sent to the client
     * @return whether it was a member; fails with a {@link CommandException}:
     *         {@link NakCode#NO_SUCH_SESSION} or {@link NakCode#INVALID_NAME}
     */
    public CompletableFuture<Boolean> kick(String session, String account, String reason) {
        return attempt(() -> moderation.kick(session(session), name(account), BY, requireNonNull(reason, "reason")));
    }

    /**
     * Bans an account from a session or from the server, and puts it out if it is there. An earlier ban is replaced.
     *
     * @param session the session, or {@link Ban#SERVER}
     * @param account there need not be such an account
     * @param reason  for people, sent to the client; or null
     * @param time    for how long, positive; null for ever
     * @return whether it was there to be put out, once the ban is kept; fails with a
     *         {@link CommandException}, and then it does not hold:
     *         {@link NakCode#NO_SUCH_SESSION}, {@link NakCode#INVALID_NAME},
     *         {@link NakCode#LIMIT_REACHED} for too many bans from a session, or
     *         {@link NakCode#UNAVAILABLE} if it cannot be kept
     */
    public CompletableFuture<Boolean> ban(
            String session, String account, @Nullable String reason, @Nullable Duration time) {
        return attempt(() -> moderation.ban(sessionOrServer(session), name(account), BY, reason, time));
    }

    /**
     * Lifts a ban.
     *
     * @param session the session, or {@link Ban#SERVER}
     * @return whether there was one; fails with a {@link CommandException} and
     *         {@link NakCode#UNAVAILABLE} if it cannot be forgotten, and then it goes on to hold
     */
    public CompletableFuture<Boolean> unban(String session, String account) {
        return attempt(() -> moderation.unban(sessionOrServer(session), name(account), BY));
    }

    /** The bans that hold, from sessions and from the server, in no order. */
    public List<Ban> bans() {
        return moderation.bans();
    }

    /**
     * Ends a session for good, with everything that was said in it; members are told {@code EVENT closed}.
     *
     * @param reason for people, sent to the members
     * @return completes once it is gone; fails with a {@link CommandException}:
     *         {@link NakCode#NO_SUCH_SESSION}, {@link NakCode#INVALID_NAME}, or
     *         {@link NakCode#UNAVAILABLE} if its log cannot be removed
     */
    public CompletableFuture<@Nullable Void> closeSession(String session, String reason) {
        return attempt(() ->
                moderation.close(session(session), BY, null, requireNonNull(reason, "reason"), eventLoops.next()));
    }

    private static <T extends @Nullable Object> CompletableFuture<T> attempt(Supplier<CompletionStage<T>> action) {
        try {
            return action.get().toCompletableFuture();
        } catch (CommandException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String name(String account) {
        return Names.normalize(account, "account");
    }

    private static String session(String session) {
        return Names.normalize(session, "session");
    }

    private static String sessionOrServer(String session) {
        return session.equals(Ban.SERVER) ? session : session(session);
    }

    // ---- running ----

    /**
     * Tells everybody who is logged in something, as {@code EVENT announcement}. Who does not read what it is sent is not told.
     *
     * @param text for people
     * @return how many there are
     */
    public int announce(String text) {
        return new Announcement(new AnnouncementEvent("", text)).to(online.channels());
    }

    /**
     * Tells the members of a session something.
     *
     * @param session its name, in normal form
     * @return how many members there are, none where nobody is in it
     * @throws io.confab.api.CommandException {@link io.confab.api.NakCode#NO_SUCH_SESSION} if there is no such session
     */
    public int announce(String session, String text) {
        sessions.require(session);
        Session found = sessions.find(session);
        return found == null ? 0 : new Announcement(new AnnouncementEvent(session, text)).to(found.channels());
    }

    /**
     * Takes up from a builder what may change while the server runs: the limits of accounts online, of sessions, of an
     * account's sessions and of members, the tail of sessions that open from now on, what new sessions promise, presence, the
     * timeout of logins, what a second login gets, the lifetime of tokens, and the {@linkplain ConfabServerBuilder#limits limits} but
     * for that of silence. All of these are taken, also those that the builder has by default;
     * whatever else it has is passed over. Nobody is put out who is over a new limit; what a connection may send goes by what held
     * at its first message.
     *
     * @throws IllegalArgumentException if sessions would promise what the server's message log does not keep; nothing is
     *         changed then
     */
    public void reconfigure(ConfabServerBuilder configured) {
        live.takeUp(configured, sessions, online, admission);
    }

    /** How far the server has come; {@link ServerState#READY} or later. */
    public ServerState state() {
        return requireNonNull(state.get(), "state");
    }

    // ---- ending ----

    /**
     * Stops the server: accepts no more, answers what it has received, tells every client by {@code EVENT shutdown} when to
     * {@linkplain ConfabServerBuilder#reconnectAfter come back}, closes. Idempotent: a further call waits for the first.
     *
     * @param grace how long that may take, zero or more; clients that have not read their replies by then are cut off
     * @return completes when everything is closed and the ports are free; not on an event loop of the server
     */
    public CompletableFuture<Void> close(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace: " + grace + " (expected: zero or more)");
        }
        if (state.compareAndSet(ServerState.READY, ServerState.DRAINING)) {
            audit.audited(new AuditEvent.ServerStopping(address()));
            ChannelGroup ports = new DefaultChannelGroup("ports", eventLoops.next());
            ports.add(listening);
            ports.addAll(gateways.values());
            ports.close().addListener(deaf -> drain(grace));
        }
        return closeFuture();
    }

    // On an event loop.
    private void drain(Duration grace) {
        Drain.begin(
                eventLoops,
                connections,
                live.reconnection(),
                grace,
                () -> eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(stopped -> finish()));
    }

    private void finish() {
        try {
            release.run();
        } catch (RuntimeException e) {
            log.error("not everything could be released", e);
        }
        state.set(ServerState.CLOSED);
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
