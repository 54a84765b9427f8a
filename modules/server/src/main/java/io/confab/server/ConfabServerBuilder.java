package io.confab.server;

import static java.util.Objects.requireNonNull;

import io.confab.api.AuditListener;
import io.confab.api.Authenticator;
import io.confab.api.Authorizer;
import io.confab.api.BanStore;
import io.confab.api.Durability;
import io.confab.api.Mailbox;
import io.confab.api.MessageFilter;
import io.confab.api.MessageLog;
import io.confab.api.Meters;
import io.confab.api.ReadPositions;
import io.confab.api.Registrar;
import io.confab.api.ResumeTokens;
import io.confab.api.SessionListener;
import io.confab.codec.FrameDecoder;
import io.confab.handlers.CommandPlugin;
import io.confab.handlers.DuplicateLogin;
import io.confab.handlers.Gateway;
import io.confab.handlers.PlainTextLogin;
import io.confab.handlers.limits.Limits;
import io.confab.session.SessionSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Configures a server. Every setting but the accounts has a default. A setting is checked at once: a wrong one throws
 * {@link IllegalArgumentException}. What plugs in and is not set here is looked up by {@link java.util.ServiceLoader};
 * not thread-safe, and good for one server.
 */
public final class ConfabServerBuilder {

    /** The port where none is configured: C-O-N-F-A on a phone keypad. */
    public static final int DEFAULT_PORT = 26632;

    String host = "127.0.0.1";
    int port = DEFAULT_PORT;

    @Nullable
    Authenticator authenticator;

    @Nullable
    Registrar registrar;

    @Nullable
    Authorizer authorizer;

    @Nullable
    MessageFilter messageFilter;

    @Nullable
    MessageLog messageLog;

    @Nullable
    BanStore banStore;

    final List<SessionListener> listeners = new ArrayList<>();
    final List<AuditListener> auditListeners = new ArrayList<>();
    final List<CommandPlugin> plugins = new ArrayList<>();
    final List<Gateway> gateways = new ArrayList<>();
    final List<Meters> meters = new ArrayList<>();
    int maxFrameBytes = FrameDecoder.DEFAULT_MAX_FRAME_BYTES;
    Duration loginTimeout = Duration.ofSeconds(10);
    final Limits.Builder limits = Limits.builder();
    DuplicateLogin duplicateLogin = DuplicateLogin.REFUSE;
    PlainTextLogin plainTextLogin = PlainTextLogin.LOOPBACK;

    @Nullable
    TlsSettings tls;

    @Nullable
    ProxySettings proxies;

    int maxAccountsOnline = 100_000;
    int maxSessions = SessionSettings.DEFAULT.maxSessions();
    int maxSessionsPerAccount = SessionSettings.DEFAULT.maxSessionsPerAccount();
    int maxMembersPerSession = SessionSettings.DEFAULT.maxMembersPerSession();
    int tailBytes = SessionSettings.DEFAULT.tailBytes();
    Duration presenceDelay = SessionSettings.DEFAULT.presenceDelay();
    int presenceNames = SessionSettings.DEFAULT.presenceNames();

    @Nullable
    ResumeTokens resumeTokens;

    @Nullable
    Mailbox mailbox;

    @Nullable
    ReadPositions readPositions;

    Duration tokenLifetime = Duration.ofDays(7);
    Durability durability = SessionSettings.DEFAULT.durability();
    Transport transport = Transport.AUTO;
    int eventLoops;
    Allocator allocator = Allocator.POOLED;
    Clock clock = Clock.systemUTC();
    Reconnection reconnection = Reconnection.DEFAULT;

    ConfabServerBuilder() {}

    /** The address to listen on, a name or a literal; {@code 127.0.0.1} by default, {@code 0.0.0.0} for all. */
    public ConfabServerBuilder host(String host) {
        if (requireNonNull(host, "host").isBlank()) {
            throw new IllegalArgumentException("host: blank (expected: an address or a name)");
        }
        this.host = host;
        return this;
    }

    /** The port to listen on, {@value #DEFAULT_PORT} by default; 0 for any that is free. */
    public ConfabServerBuilder port(int port) {
        this.port = range(port, 0, 65_535, "port");
        return this;
    }

    /** Who may log in. This, {@link #openAccounts()} or a service that is found has to be there. */
    public ConfabServerBuilder authenticator(Authenticator authenticator) {
        this.authenticator = requireNonNull(authenticator, "authenticator");
        return this;
    }

    /** Admits any name with any password: for trying out and for benchmarks. */
    public ConfabServerBuilder openAccounts() {
        return authenticator(new OpenAuthenticator());
    }

    /** Lets clients make accounts for themselves, with {@code REGISTER}; they may not by default. */
    public ConfabServerBuilder registrar(Registrar registrar) {
        this.registrar = requireNonNull(registrar, "registrar");
        return this;
    }

    /** Who may create, join, speak and see, everyone by default; and who may put others out, by role and ownership. */
    public ConfabServerBuilder authorizer(Authorizer authorizer) {
        this.authorizer = requireNonNull(authorizer, "authorizer");
        return this;
    }

    /** Passes, changes or refuses what is said; passes by default. */
    public ConfabServerBuilder messageFilter(MessageFilter messageFilter) {
        this.messageFilter = requireNonNull(messageFilter, "messageFilter");
        return this;
    }

    /** Where messages are kept; in memory by default. The server closes it when it is closed itself. */
    public ConfabServerBuilder messageLog(MessageLog messageLog) {
        this.messageLog = requireNonNull(messageLog, "messageLog");
        return this;
    }

    /** Keeps bans over restarts; by default they end with the server. Stays its owner's to close. */
    public ConfabServerBuilder banStore(BanStore banStore) {
        this.banStore = requireNonNull(banStore, "banStore");
        return this;
    }

    /** Adds a listener; told after those that were added before. */
    public ConfabServerBuilder listener(SessionListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    /** Adds somebody who is told who came in, who was kept out and who changed what; after those added before. */
    public ConfabServerBuilder audit(AuditListener listener) {
        auditListeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    /** Adds a place where the server's figures are published once it has started. Nowhere by default. */
    public ConfabServerBuilder metrics(Meters meters) {
        this.meters.add(requireNonNull(meters, "meters"));
        return this;
    }

    /** Adds a command. */
    public ConfabServerBuilder plugin(CommandPlugin plugin) {
        plugins.add(requireNonNull(plugin, "plugin"));
        return this;
    }

    /**
     * Adds a gateway: another protocol for the same sessions. Gateways of other names are looked up as services all the
     * same.
     */
    public ConfabServerBuilder gateway(Gateway gateway) {
        gateways.add(requireNonNull(gateway, "gateway"));
        return this;
    }

    /** The largest {@code length} of a frame, 65,536 by default; 1024 or more. */
    public ConfabServerBuilder maxFrameBytes(int maxFrameBytes) {
        this.maxFrameBytes = range(maxFrameBytes, FrameDecoder.MIN_MAX_FRAME_BYTES, 1 << 24, "maxFrameBytes");
        return this;
    }

    /** How long a connection may be without a login, and how long the authenticator may take; 10 s by default. */
    public ConfabServerBuilder loginTimeout(Duration loginTimeout) {
        if (loginTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("loginTimeout: " + loginTimeout + " (expected: 1 ms or more)");
        }
        this.loginTimeout = loginTimeout;
        return this;
    }

    /**
     * Changes how much of everything the server takes from one client, one address and all of them together. The
     * defaults are meant for a public port.
     *
     * <pre>{@code
     * builder.limits(limits -> limits.connectionsPerAddress(50).idle(Duration.ofMinutes(5)));
     * }</pre>
     *
     * @param change called at once, with what was set so far
     */
    public ConfabServerBuilder limits(Consumer<Limits.Builder> change) {
        change.accept(limits);
        return this;
    }

    /** What happens at a second login of an account; refused by default. */
    public ConfabServerBuilder duplicateLogin(DuplicateLogin duplicateLogin) {
        this.duplicateLogin = requireNonNull(duplicateLogin, "duplicateLogin");
        return this;
    }

    /**
     * From where a client may log in with a password or a token over a connection that is not encrypted; from this
     * machine by default. Elsewhere it is answered {@code FORBIDDEN}.
     */
    public ConfabServerBuilder plainTextLogin(PlainTextLogin plainTextLogin) {
        this.plainTextLogin = requireNonNull(plainTextLogin, "plainTextLogin");
        return this;
    }

    /** Has the port speak TLS, too, or only; it does not by default. */
    public ConfabServerBuilder tls(TlsSettings tls) {
        this.tls = requireNonNull(tls, "tls");
        return this;
    }

    /** The proxies that may say, by the PROXY protocol, whom they connect for; none by default. */
    public ConfabServerBuilder proxies(ProxySettings proxies) {
        this.proxies = requireNonNull(proxies, "proxies");
        return this;
    }

    /** How many accounts may be logged in at a time; 100,000 by default. */
    public ConfabServerBuilder maxAccountsOnline(int maxAccountsOnline) {
        this.maxAccountsOnline = range(maxAccountsOnline, 1, Integer.MAX_VALUE, "maxAccountsOnline");
        return this;
    }

    /** How many sessions there may be at a time; 100,000 by default. */
    public ConfabServerBuilder maxSessions(int maxSessions) {
        this.maxSessions = range(maxSessions, 1, Integer.MAX_VALUE, "maxSessions");
        return this;
    }

    /** How many sessions an account may be a member of at a time; 100 by default. */
    public ConfabServerBuilder maxSessionsPerAccount(int maxSessionsPerAccount) {
        this.maxSessionsPerAccount = range(maxSessionsPerAccount, 1, Integer.MAX_VALUE, "maxSessionsPerAccount");
        return this;
    }

    /** How many members a session may have; 100,000 by default. */
    public ConfabServerBuilder maxMembersPerSession(int maxMembersPerSession) {
        this.maxMembersPerSession = range(maxMembersPerSession, 1, Integer.MAX_VALUE, "maxMembersPerSession");
        return this;
    }

    /** How many bytes of its newest messages a session keeps in memory; 4 MiB by default. Taken as they are needed. */
    public ConfabServerBuilder tailBytes(int tailBytes) {
        this.tailBytes = range(tailBytes, SessionSettings.MIN_TAIL_BYTES, 1 << 30, "tailBytes");
        return this;
    }

    /** For how long joins and leaves are gathered into one {@code EVENT presence}; 100 ms by default. */
    public ConfabServerBuilder presenceDelay(Duration presenceDelay) {
        if (presenceDelay.isNegative()) {
            throw new IllegalArgumentException("presenceDelay: " + presenceDelay + " (expected: zero or more)");
        }
        this.presenceDelay = presenceDelay;
        return this;
    }

    /** Up to how many members a session's presence events name who came and went; 100 by default. */
    public ConfabServerBuilder presenceNames(int presenceNames) {
        this.presenceNames = range(presenceNames, 0, Integer.MAX_VALUE, "presenceNames");
        return this;
    }

    /**
     * Keeps what lets a client log in again without its password; in memory by default, so that a client whose server
     * restarts logs in with its password. Stays its owner's to close.
     */
    public ConfabServerBuilder resumeTokens(ResumeTokens resumeTokens) {
        this.resumeTokens = requireNonNull(resumeTokens, "resumeTokens");
        return this;
    }

    /** For how long such a token holds; 7 days by default. */
    public ConfabServerBuilder tokenLifetime(Duration tokenLifetime) {
        if (requireNonNull(tokenLifetime, "tokenLifetime").isNegative()) {
            throw new IllegalArgumentException("tokenLifetime: " + tokenLifetime + " (expected: zero or more)");
        }
        this.tokenLifetime = tokenLifetime;
        return this;
    }

    /**
     * What a session promises of each message where its creator leaves that to the server; {@link Durability#MEMORY} by
     * default. More needs a {@linkplain #messageLog message log} that keeps more.
     */
    public ConfabServerBuilder durability(Durability durability) {
        this.durability = requireNonNull(durability, "durability");
        return this;
    }

    /**
     * Keeps direct messages until their recipients have them, also for accounts that are offline and that the authenticator
     * {@linkplain Authenticator#exists knows}; by default nothing is kept, and what is said to somebody offline is refused.
     * Stays its owner's to close.
     */
    public ConfabServerBuilder mailbox(Mailbox mailbox) {
        this.mailbox = requireNonNull(mailbox, "mailbox");
        return this;
    }

    /** Keeps how far accounts have read stored sessions; by default nobody does. Stays its owner's to close. */
    public ConfabServerBuilder readPositions(ReadPositions readPositions) {
        this.readPositions = requireNonNull(readPositions, "readPositions");
        return this;
    }

    /** How the server talks to the operating system; the best there is by default. */
    public ConfabServerBuilder transport(Transport transport) {
        this.transport = requireNonNull(transport, "transport");
        return this;
    }

    /** How many event loops, that is threads, serve connections; 0, the default, for one for each processor. */
    public ConfabServerBuilder eventLoops(int eventLoops) {
        this.eventLoops = range(eventLoops, 0, 1024, "eventLoops");
        return this;
    }

    /** Where the memory of buffers comes from; Netty's pool by default. */
    public ConfabServerBuilder allocator(Allocator allocator) {
        this.allocator = requireNonNull(allocator, "allocator");
        return this;
    }

    /**
     * When clients that a server sends away because it stops are told to come back: each at another time, spread evenly.
     *
     * @param least  nobody sooner than this; 1 s by default
     * @param spread all within this time behind it; 2 s by default
     */
    public ConfabServerBuilder reconnectAfter(Duration least, Duration spread) {
        this.reconnection = new Reconnection(least, spread);
        return this;
    }

    /**
     * Starts the server.
     *
     * @return completes when the port is bound, and those of all gateways; fails with {@link java.net.BindException} if
     *         one cannot be, and with {@link IllegalStateException} if there is no authenticator, more than one service
     *         of a kind where there can be one, no such transport, gateways that do not go together, or files with which
     *         TLS cannot be spoken; they are read before this returns. Nothing is left behind then
     */
    public CompletableFuture<ConfabServer> start() {
        return new ServerStarter(this).start();
    }

    private static int range(int value, int least, int most, String name) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
        return value;
    }
}
