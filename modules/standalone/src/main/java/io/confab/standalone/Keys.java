package io.confab.standalone;

import io.confab.api.Durability;
import io.confab.gateway.classic.ClassicNumbering;
import io.confab.handlers.DuplicateLogin;
import io.confab.handlers.PlainTextLogin;
import io.confab.handlers.limits.AddressPrefix;
import io.confab.handlers.limits.Limits;
import io.confab.handlers.limits.Rate;
import io.confab.server.Allocator;
import io.confab.server.ClientCertificates;
import io.confab.server.ConfabServerBuilder;
import io.confab.server.TlsProvider;
import io.confab.server.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.event.Level;

/**
 * Every key there is, in the order of the documentation. The commented configuration file, {@code --help} and the table
 * of {@code docs/CONFIGURATION.md} are made from this list, so a new setting is one entry here.
 */
final class Keys {

    /** The value of {@link #ACCOUNTS} that admits any name and password. */
    static final String OPEN_ACCOUNTS = "open";

    /** The value of {@link #LOG_FILE} that writes none. */
    static final String NO_LOG_FILE = "none";

    static final Key<String> HOST = new Key<>(
            "host",
            ValueType.text("a host name or an address of this machine"),
            "127.0.0.1",
            "The address to listen at; 0.0.0.0 is all of them, and lets other machines in",
            ConfabServerBuilder::host);

    static final Key<Integer> PORT = new Key<>(
            "port",
            ValueType.wholeNumber(0, 65_535),
            "26632",
            "The TCP port to listen at; 0 takes any free one",
            ConfabServerBuilder::port);

    static final Key<String> ACCOUNTS = new Key<>(
            "accounts",
            ValueType.text("a file, seen from the data folder, or open"),
            "accounts.csv",
            "The file of accounts and passwords; `open` admits any name with any password, which is for trying out"
                    + " only");

    static final Key<Integer> ACCOUNTS_THREADS = new Key<>(
            "accounts.threads",
            ValueType.wholeNumber(0, 1_024),
            "0",
            "How many passwords are checked at the same time, at some 50 ms of a processor and 19 MiB each; 0: half as"
                    + " many as there are processors");

    static final Key<Integer> ACCOUNTS_QUEUE = new Key<>(
            "accounts.queue",
            ValueType.wholeNumber(1, 1_000_000),
            "256",
            "How many logins may wait for their password to be checked; beyond, they are refused and may try again");

    static final Key<Switch> REGISTRATION = new Key<>(
            "accounts.registration",
            ValueType.oneOf(Switch.class),
            "off",
            "Whether clients may make accounts for themselves, which are added to the account file");

    static final Key<Integer> MIN_PASSWORD = new Key<>(
            "accounts.min-password",
            ValueType.wholeNumber(1, 128),
            "8",
            "How many characters the password of such an account has at least");

    static final Key<Level> LOG_LEVEL = new Key<>(
                    "log.level",
                    ValueType.oneOf(Level.class),
                    "info",
                    "What is logged: this and everything more urgent")
            .onReload();

    static final Key<String> LOG_FILE = new Key<>(
            "log.file",
            ValueType.text("a file, seen from the data folder, or none"),
            "logs/confab.log",
            "Where the log is kept besides the standard error output, five files of 10 MiB; `none` keeps none");

    static final Key<Durability> DURABILITY = new Key<>(
                    "sessions.durability",
                    ValueType.oneOf(Durability.class),
                    "memory",
                    "What a session promises of each message it acknowledges, where its creator does not say: nothing beyond the"
                            + " session, surviving the server's process, or surviving a power loss",
                    ConfabServerBuilder::durability)
            .onReload();

    static final Key<LogFormat> LOG_FORMAT = new Key<>(
            "log.format",
            ValueType.oneOf(LogFormat.class),
            "text",
            "How the log looks: lines for people, or a JSON object a line for programs");

    /** The value of {@link #AUDIT_FILE} that writes none. */
    static final String NO_AUDIT_FILE = "none";

    static final Key<String> AUDIT_FILE = new Key<>(
            "audit.file",
            ValueType.text("a file, seen from the data folder, or none"),
            "logs/audit.log",
            "Where it is kept who logged in, was refused, and changed what: a JSON object a line, five files of 10 MiB;"
                    + " `none` keeps none");

    static final Key<Optional<Integer>> METRICS_PORT = new Key<>(
            "metrics.port",
            ValueType.orNone(ValueType.wholeNumber(0, 65_535)),
            "none",
            "The TCP port at which figures (/metrics, for Prometheus) and health (/healthz, /readyz) are to be had over"
                    + " HTTP; 0 takes any free one");

    static final Key<String> METRICS_HOST = new Key<>(
            "metrics.host",
            ValueType.text("a host name or an address of this machine"),
            "127.0.0.1",
            "The address of that port; nobody is asked who it is there, so only those who may know should reach it");

    /** The value of {@link #MESSAGES_FILE} that stores nothing. */
    static final String NO_MESSAGES_FILE = "none";

    static final Key<String> MESSAGES_FILE = new Key<>(
            "messages.file",
            ValueType.text("a file, seen from the data folder, or none"),
            "messages.db",
            "Where stored sessions are kept; `none` stores nothing");

    static final Key<Duration> RETENTION_AGE = new Key<>(
                    "messages.retention.age",
                    ValueType.longDuration(),
                    "0",
                    "How old messages of stored sessions get before they are taken away; 0 is for ever")
            .onReload();

    static final Key<Long> RETENTION_BYTES = new Key<>(
                    "messages.retention.bytes",
                    ValueType.manyBytes(),
                    "0",
                    "How much the messages of one stored session may take; beyond, the oldest are taken away; 0 is any")
            .onReload();

    static final Key<Long> RETENTION_COUNT = new Key<>(
                    "messages.retention.count",
                    ValueType.largeNumber(),
                    "0",
                    "How many messages of one stored session are kept; beyond, the oldest are taken away; 0 is all")
            .onReload();

    static final Key<Integer> FRAMES_MAX = new Key<>(
            "frames.max",
            ValueType.bytes(1 << 10, 16 << 20),
            "64 KiB",
            "The longest frame a client may send",
            ConfabServerBuilder::maxFrameBytes);

    static final Key<Optional<Integer>> CLASSIC_PORT = new Key<>(
            "gateways.classic.port",
            ValueType.orNone(ValueType.wholeNumber(0, 65_535)),
            "none",
            "The TCP port for clients of the classic protocol; 0 takes any free one, `none` lets none of them in");

    static final Key<Optional<String>> CLASSIC_HOST = new Key<>(
            "gateways.classic.host",
            ValueType.orNone(ValueType.text("a host name or an address of this machine")),
            "none",
            "The address that port is at; `none` is that of `host`");

    static final Key<ClassicNumbering> CLASSIC_MAP = new Key<>(
            "gateways.classic.map",
            ValueType.oneOf(ClassicNumbering.class),
            "seed",
            "Which numbers the classic clients use for their message types");

    /** The value of {@link #ADMIN_SOCKET} that opens none. */
    static final String NO_ADMIN_SOCKET = "none";

    static final Key<String> ADMIN_SOCKET = new Key<>(
            "admin.socket",
            ValueType.text("a file, seen from the data folder, or none"),
            "admin.sock",
            "The Unix domain socket by which `confab status` and `confab admin` talk to the server; `none` opens none");

    /** The value of the keys of TLS that name no file. */
    static final String NO_FILE = "none";

    static final Key<String> TLS_CERTIFICATE = new Key<>(
            "tls.certificate",
            ValueType.text("a file, seen from the data folder, or none"),
            NO_FILE,
            "The server's certificate, PEM, followed by those that lead to an authority; or a key store, `.p12`, `.pfx` or"
                    + " `.jks`, with its key in it; `none` speaks no TLS");

    static final Key<String> TLS_KEY = new Key<>(
            "tls.key",
            ValueType.text("a file, seen from the data folder"),
            "key.pem",
            "The certificate's private key, PEM (PKCS#8); a key store has its own");

    static final Key<String> TLS_PASSWORD_FILE = new Key<>(
            "tls.password-file",
            ValueType.text("a file, seen from the data folder, or none"),
            NO_FILE,
            "The file whose first line the private key or the key store is encrypted with");

    static final Key<Boolean> TLS_REQUIRED = new Key<>(
            "tls.required",
            ValueType.yesOrNo(),
            "no",
            "Whether `port` and `gateways.websocket.port` take nothing but TLS, also from this machine; otherwise they take both");

    static final Key<ClientCertificates> TLS_CLIENT_CERTIFICATES = new Key<>(
            "tls.client-certificates",
            ValueType.oneOf(ClientCertificates.class),
            "none",
            "Whether clients may (want) or must (need) have a certificate of an authority in `tls.client-trust`");

    static final Key<String> TLS_CLIENT_TRUST = new Key<>(
            "tls.client-trust",
            ValueType.text("a file, seen from the data folder, or none"),
            NO_FILE,
            "The authorities, PEM, whose certificates of clients are trusted");

    static final Key<TlsProvider> TLS_PROVIDER = new Key<>(
            "tls.provider",
            ValueType.oneOf(TlsProvider.class),
            "auto",
            "Who encrypts; auto takes BoringSSL (openssl) where it is there, and the JDK elsewhere");

    static final Key<List<AddressPrefix>> PROXIES = new Key<>(
            "network.proxies",
            ValueType.networks(),
            "none",
            "The proxies whose connections begin with a header of the PROXY protocol that says whom they are for");

    static final Key<Boolean> PROXIES_ENCRYPTED = new Key<>(
            "network.proxies-encrypted",
            ValueType.yesOrNo(),
            "no",
            "Whether those proxies take nothing but TLS, where their headers do not say so");
    static final Key<Boolean> WEBSOCKET_SHARED = new Key<>(
            "gateways.websocket.shared",
            ValueType.yesOrNo(),
            "yes",
            "Whether browsers and other WebSocket clients are let in on `port`, beside everybody else");

    static final Key<Optional<Integer>> WEBSOCKET_PORT = new Key<>(
            "gateways.websocket.port",
            ValueType.orNone(ValueType.wholeNumber(0, 65_535)),
            "none",
            "A TCP port for WebSocket clients alone; 0 takes any free one, `none` opens none");

    static final Key<Optional<String>> WEBSOCKET_HOST = new Key<>(
            "gateways.websocket.host",
            ValueType.orNone(ValueType.text("a host name or an address of this machine")),
            "none",
            "The address that port is at; `none` is that of `host`");

    static final Key<String> WEBSOCKET_PATH =
            new Key<>("gateways.websocket.path", ValueType.path(), "/ws", "Where WebSocket is asked for");

    static final Key<Optional<String>> WEBSOCKET_ORIGINS = new Key<>(
            "gateways.websocket.origins",
            ValueType.orNone(ValueType.text("origins such as https://chat.example, with commas between, or *")),
            "none",
            "Pages of which other origins may connect; `none` but those this server serves itself, `*` any");

    static final Key<Boolean> WEB_CLIENT = new Key<>(
            "gateways.websocket.web-client",
            ValueType.yesOrNo(),
            "yes",
            "Whether the web client is served at `/` where WebSocket clients are let in");

    static final Key<Integer> DIRECTS_COUNT = new Key<>(
            "messages.directs.count",
            ValueType.wholeNumber(1, 1_000_000),
            "1000",
            "How many direct messages are kept for an account that has not received them; beyond, further ones are refused");

    static final Key<Duration> DIRECTS_AGE = new Key<>(
            "messages.directs.age",
            ValueType.longDuration(),
            "30 d",
            "How old direct messages get that are not received, before they are taken away; 0 is for ever");

    static final Key<Duration> SHUTDOWN_GRACE = new Key<>(
                    "shutdown.grace",
                    ValueType.duration(Duration.ZERO, Duration.ofMinutes(10)),
                    "5 s",
                    "How long a server that is told to stop may take to answer what it has received and to send its clients"
                            + " away; who is left then is cut off")
            .onReload();

    static final Key<Duration> SHUTDOWN_RECONNECT_AFTER = new Key<>(
                    "shutdown.reconnect-after",
                    ValueType.duration(Duration.ZERO, Duration.ofMinutes(10)),
                    "1 s",
                    "The least time after which clients of a server that stops are told to connect again: what a restart takes")
            .onReload();

    static final Key<Duration> SHUTDOWN_RECONNECT_SPREAD = new Key<>(
                    "shutdown.reconnect-spread",
                    ValueType.duration(Duration.ZERO, Duration.ofMinutes(10)),
                    "2 s",
                    "Over how long they are spread behind that, so that they do not all come at once")
            .onReload();

    static final List<Key<?>> ALL = List.of(
            HOST,
            PORT,
            ACCOUNTS,
            ACCOUNTS_THREADS,
            ACCOUNTS_QUEUE,
            REGISTRATION,
            MIN_PASSWORD,
            new Key<>(
                            "accounts.max-online",
                            ValueType.wholeNumber(1, Integer.MAX_VALUE),
                            "100000",
                            "How many accounts may be logged in at a time",
                            ConfabServerBuilder::maxAccountsOnline)
                    .onReload(),
            new Key<>(
                            "login.timeout",
                            ValueType.duration(Duration.ofMillis(1), Duration.ofMinutes(10)),
                            "10 s",
                            "How long a client may take to log in, and a login to be checked",
                            ConfabServerBuilder::loginTimeout)
                    .onReload(),
            new Key<>(
                            "login.duplicate",
                            ValueType.oneOf(DuplicateLogin.class),
                            "refuse",
                            "What a second login of an account that is online gets: refused, or it takes over and the first is closed",
                            ConfabServerBuilder::duplicateLogin)
                    .onReload(),
            new Key<>(
                    "login.plain-text",
                    ValueType.oneOf(PlainTextLogin.class),
                    "loopback",
                    "From where a password may come that is not encrypted: from this machine only, or from anywhere",
                    ConfabServerBuilder::plainTextLogin),
            TLS_CERTIFICATE,
            TLS_KEY,
            TLS_PASSWORD_FILE,
            TLS_REQUIRED,
            TLS_CLIENT_CERTIFICATES,
            TLS_CLIENT_TRUST,
            TLS_PROVIDER,
            new Key<>(
                            "sessions.max",
                            ValueType.wholeNumber(1, Integer.MAX_VALUE),
                            "100000",
                            "How many sessions there may be at a time",
                            ConfabServerBuilder::maxSessions)
                    .onReload(),
            new Key<>(
                            "sessions.max-per-account",
                            ValueType.wholeNumber(1, Integer.MAX_VALUE),
                            "100",
                            "How many sessions an account may be a member of at a time",
                            ConfabServerBuilder::maxSessionsPerAccount)
                    .onReload(),
            new Key<>(
                            "sessions.max-members",
                            ValueType.wholeNumber(1, Integer.MAX_VALUE),
                            "100000",
                            "How many members a session may have",
                            ConfabServerBuilder::maxMembersPerSession)
                    .onReload(),
            new Key<>(
                            "sessions.tail",
                            ValueType.bytes(4_096, 1 << 30),
                            "4 MiB",
                            "How much memory the newest messages of one session may take",
                            ConfabServerBuilder::tailBytes)
                    .onReload(),
            DURABILITY,
            MESSAGES_FILE,
            RETENTION_AGE,
            RETENTION_BYTES,
            RETENTION_COUNT,
            DIRECTS_COUNT,
            DIRECTS_AGE,
            new Key<>(
                            "presence.delay",
                            ValueType.duration(Duration.ZERO, Duration.ofMinutes(1)),
                            "100 ms",
                            "For how long joins and leaves are gathered into one event",
                            ConfabServerBuilder::presenceDelay)
                    .onReload(),
            new Key<>(
                            "presence.names",
                            ValueType.wholeNumber(0, Integer.MAX_VALUE),
                            "100",
                            "Up to how many members a session tells who came and who went; larger ones tell only how many there are",
                            ConfabServerBuilder::presenceNames)
                    .onReload(),
            FRAMES_MAX,
            CLASSIC_PORT,
            CLASSIC_HOST,
            CLASSIC_MAP,
            WEBSOCKET_SHARED,
            WEBSOCKET_PORT,
            WEBSOCKET_HOST,
            WEBSOCKET_PATH,
            WEBSOCKET_ORIGINS,
            WEB_CLIENT,
            new Key<>(
                            "frames.max-before-login",
                            ValueType.bytes(1 << 10, 16 << 20),
                            "4 KiB",
                            "The longest frame a client may send before it has logged in",
                            limit(Limits.Builder::frameBytesBeforeLogin))
                    .onReload(),
            new Key<>(
                            "limits.exempt",
                            ValueType.networks(),
                            "127.0.0.0/8, ::1",
                            "The networks for which nothing is limited by address or by connection; `none` for no network",
                            limit(Limits.Builder::exempt))
                    .onReload(),
            new Key<>(
                            "limits.prefix.ipv4",
                            ValueType.wholeNumber(1, 32),
                            "32",
                            "How many bits of an IPv4 address make one address where something is counted by address",
                            limit(Limits.Builder::ipv4Bits))
                    .onReload(),
            new Key<>(
                            "limits.prefix.ipv6",
                            ValueType.wholeNumber(1, 128),
                            "64",
                            "How many bits of an IPv6 address make one; the addresses with the same 48 bits may have 16 times"
                                    + " as many connections together",
                            limit(Limits.Builder::ipv6Bits))
                    .onReload(),
            new Key<>(
                            "limits.connections",
                            ValueType.wholeNumber(0, Integer.MAX_VALUE),
                            "100000",
                            "How many connections there may be, logged in or not; 0 is any number",
                            limit(Limits.Builder::connections))
                    .onReload(),
            new Key<>(
                            "limits.connections.per-address",
                            ValueType.wholeNumber(0, 1 << 24),
                            "200",
                            "How many connections one address may have; 0 is any number",
                            limit(Limits.Builder::connectionsPerAddress))
                    .onReload(),
            new Key<>(
                            "limits.connections.rate",
                            ValueType.rate(),
                            "20, 200",
                            "How many new connections one address may have: each second, and at once; 0 is any number",
                            limit(Limits.Builder::connectionRate))
                    .onReload(),
            new Key<>(
                            "limits.login.delay",
                            ValueType.duration(Duration.ZERO, Duration.ofHours(1)),
                            "1 s",
                            "How long an address that failed to log in too often waits; twice as long after each further"
                                    + " failure; 0 s does not count failures",
                            limit(Limits.Builder::loginDelay))
                    .onReload(),
            new Key<>(
                            "limits.login.max-delay",
                            ValueType.duration(Duration.ZERO, Duration.ofHours(24)),
                            "15 min",
                            "The longest that this gets",
                            limit(Limits.Builder::maxLoginDelay))
                    .onReload(),
            new Key<>(
                            "limits.login.account-failures",
                            ValueType.wholeNumber(0, 1 << 24),
                            "100",
                            "How many logins of one account may fail in an hour; beyond, it logs in only from where it did"
                                    + " before, or with a token; 0 is any number",
                            limit(Limits.Builder::accountFailures))
                    .onReload(),
            new Key<>(
                            "limits.registrations",
                            ValueType.wholeNumber(0, 1 << 20),
                            "6",
                            "How many accounts one address may register in an hour; 0 is any number",
                            Keys::registrations)
                    .onReload(),
            new Key<>(
                            "limits.messages",
                            ValueType.rate(),
                            "200, 1000",
                            "How many messages are read of one connection: each second, and at once; beyond, it is read no"
                                    + " more until it may go on; 0 is any number",
                            limit(Limits.Builder::messageRate))
                    .onReload(),
            new Key<>(
                            "limits.bytes",
                            ValueType.rate(),
                            "1 MiB, 1 MiB",
                            "How many bytes are read of one connection, likewise",
                            limit(Limits.Builder::byteRate))
                    .onReload(),
            new Key<>(
                            "limits.commands",
                            ValueType.rate(),
                            "20, 1000",
                            "What one connection may spend on costly commands, of which a LIST takes 10 and a JOIN 5; beyond,"
                                    + " they are refused; 0 is anything",
                            limit(Limits.Builder::commandRate))
                    .onReload(),
            new Key<>(
                            "limits.memory",
                            ValueType.wholeNumber(0, 100),
                            "75",
                            "How much of the memory for network buffers may be used, in percent, before silent sessions keep"
                                    + " less, clients that do not read are closed and nothing is added; 0 does not look",
                            limit(Limits.Builder::memoryPercent))
                    .onReload(),
            new Key<>(
                    "network.transport",
                    ValueType.oneOf(Transport.class),
                    "auto",
                    "How sockets are served; auto takes the best this machine has",
                    ConfabServerBuilder::transport),
            new Key<>(
                    "network.event-loops",
                    ValueType.wholeNumber(0, 1_024),
                    "0",
                    "How many threads serve the sockets; 0: as many as there are processors",
                    ConfabServerBuilder::eventLoops),
            new Key<>(
                    "network.idle",
                    ValueType.duration(Duration.ZERO, Duration.ofHours(24)),
                    "2 min",
                    "After how long a silence a client is asked whether it is there; it is closed after three times as"
                            + " long; 0 s asks nobody",
                    limit(Limits.Builder::idle)),
            new Key<>(
                    "network.allocator",
                    ValueType.oneOf(Allocator.class),
                    "pooled",
                    "Where network buffers come from",
                    ConfabServerBuilder::allocator),
            PROXIES,
            PROXIES_ENCRYPTED,
            LOG_LEVEL,
            LOG_FORMAT,
            LOG_FILE,
            AUDIT_FILE,
            METRICS_PORT,
            METRICS_HOST,
            ADMIN_SOCKET,
            SHUTDOWN_GRACE,
            SHUTDOWN_RECONNECT_AFTER,
            SHUTDOWN_RECONNECT_SPREAD);

    private Keys() {}

    private static <T> BiConsumer<ConfabServerBuilder, T> limit(BiConsumer<Limits.Builder, T> knob) {
        return (builder, value) -> builder.limits(limits -> knob.accept(limits, value));
    }

    private static void registrations(ConfabServerBuilder builder, int anHour) {
        builder.limits(limits -> limits.registrationRate(
                anHour == 0
                        ? Rate.UNLIMITED
                        : new Rate(anHour / (double) Duration.ofHours(1).toSeconds(), anHour)));
    }

    static List<String> names() {
        return ALL.stream().map(Key::name).toList();
    }
}
