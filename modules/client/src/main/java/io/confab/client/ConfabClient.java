package io.confab.client;

import static java.util.Objects.requireNonNull;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.codec.Ack;
import io.confab.codec.BanCommand;
import io.confab.codec.CloseCommand;
import io.confab.codec.Command;
import io.confab.codec.CreateCommand;
import io.confab.codec.DirectCommand;
import io.confab.codec.HistoryCommand;
import io.confab.codec.JoinCommand;
import io.confab.codec.JoinResult;
import io.confab.codec.KickCommand;
import io.confab.codec.LeaveCommand;
import io.confab.codec.ListResult;
import io.confab.codec.LoginCommand;
import io.confab.codec.LoginResult;
import io.confab.codec.LogoutCommand;
import io.confab.codec.PingCommand;
import io.confab.codec.ReadCommand;
import io.confab.codec.RegisterCommand;
import io.confab.codec.SessionOptions;
import io.confab.codec.Stamp;
import io.confab.codec.TextCommand;
import io.confab.codec.UnbanCommand;
import io.confab.codec.UnbanResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server. Thread-safe.
 *
 * <pre>{@code
 * ConfabClient client = ConfabClient.builder().host("chat.example.org").listener(listener).connect().join();
 * client.login("jill", password)
 *         .thenCompose(done -> client.join("lobby"))
 *         .thenCompose(joined -> client.say("lobby", "Good evening"));
 * }</pre>
 *
 * <p><b>Threads.</b> No method blocks. Requests are sent in the order of the calls of one thread. Futures complete on
 * the connection's event loop, in the order in which the replies arrived, and in that order with the calls of the
 * {@link ClientListener}; so what is chained to them without an executor must not block. Waiting for one future, by
 * {@code get()} or {@code join()}, inside such a continuation or a listener waits until the request times out, because
 * the reply cannot be read meanwhile. Only a request that is refused here, without asking the server, fails at once.
 *
 * <p><b>Failures</b> of the futures:
 * <ul>
 *   <li>{@link CommandException}: the server refused, and nothing was changed; or the client did, because a name breaks
 *       the rules ({@link NakCode#INVALID_NAME}) or the frame would be too long ({@link NakCode#TOO_LARGE});
 *   <li>{@link java.util.concurrent.TimeoutException}: no reply in time. The server may have carried the request out,
 *       or may still; nobody is told of a reply that comes later, but what it says still counts for
 *       {@link #sessions()} and {@link #account()}. The connection stays;
 *   <li>{@link ConnectionClosedException}: the connection ended before the reply;
 *   <li>{@link BacklogFullException}: too much is under way, see below;
 *   <li>{@link java.net.ProtocolException}: the reply is not what the protocol says.
 * </ul>
 *
 * <p><b>Backpressure.</b> What waits is bounded, by {@link ConfabClientBuilder#maxOutstandingRequests} and
 * {@link ConfabClientBuilder#maxUnsentBytes}; a request beyond that is not sent and fails with a
 * {@link BacklogFullException}. Whoever sends much looks at {@link #isWritable()}, or keeps a number of requests under
 * way and sends the next one when one of them was answered.
 */
public final class ConfabClient implements AutoCloseable {

    private static final Function<Ack, Void> NOTHING = ConfabClient::nothing;

    private final Connection connection;

    ConfabClient(Connection connection) {
        this.connection = connection;
    }

    /** Whether nobody on the way can read what is sent: it is encrypted, or does not leave this machine. */
    boolean isPrivate() {
        return connection.isPrivate();
    }

    /** Begins a new connection. */
    public static ConfabClientBuilder builder() {
        return new ConfabClientBuilder();
    }

    /** Logs in with a password. Direct messages that were kept for the account are told right after. */
    public CompletableFuture<Void> login(String account, String password) {
        requireNonNull(password, "password");
        return named(
                account,
                "account",
                name -> connection.request(id -> LoginCommand.withPassword(id, name, password), NOTHING));
    }

    /**
     * Logs in by SCRAM-SHA-256: the password is shown to nobody, and the server has to prove that it knows the account. Takes
     * some tenths of a second of a processor, on a thread of its own. An account has the keys that this needs once its password
     * was set by {@code confab accounts} or by registration, or it has logged in with it; before that it is refused.
     *
     * @param resumable whether a token is wanted, for logins to come
     * @return with the token, if there is one, and the account's role. Fails with a {@link java.net.ProtocolException}, and the
     *         connection is closed, if the server does not prove it
     */
    public CompletableFuture<LoginResult> loginScram(String account, String password, boolean resumable) {
        requireNonNull(password, "password");
        return named(account, "account", name -> new ScramLogin(connection, name, password, resumable).run());
    }

    /**
     * Makes a new account, where the server allows it; this does not log in. Refused with {@link NakCode#UNSUPPORTED} where it
     * does not, with {@link NakCode#ACCOUNT_EXISTS}, or with {@link NakCode#UNFIT_PASSWORD}.
     *
     * @param password sent as UTF-8
     */
    public CompletableFuture<Void> register(String account, String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        return named(
                account, "account", name -> connection.request(id -> new RegisterCommand(id, name, bytes), NOTHING));
    }

    /** Logs out. The server leaves all sessions, answers, and closes the connection. */
    public CompletableFuture<Void> logout() {
        return connection.request(id -> new LogoutCommand(id, ""), NOTHING);
    }

    /** Creates a session and becomes its first member, as {@link #create(String, SessionOptions)} with no wishes. */
    public CompletableFuture<Void> create(String session) {
        return create(session, SessionOptions.DEFAULT);
    }

    /** Creates a session and becomes its first member. */
    public CompletableFuture<Void> create(String session, SessionOptions options) {
        requireNonNull(options, "options");
        return named(
                session,
                "session",
                name -> connection.request(id -> new CreateCommand(id, "", name, options), NOTHING));
    }

    /** Becomes a member of a session, to hear what is said from now on. */
    public CompletableFuture<JoinResult> join(String session) {
        return named(
                session,
                "session",
                name -> connection.request(id -> new JoinCommand(id, "", name, null), ConfabClient::joined));
    }

    /**
     * Becomes a member of a session again, to hear everything after a sequence: the listener is told what was said
     * before, marked as a replay, and then what is said from now on, with no gap.
     *
     * @param after what {@link #lastSequence} said; 0 for everything that is kept
     * @throws IllegalArgumentException if {@code after} is negative
     */
    public CompletableFuture<JoinResult> join(String session, long after) {
        if (after < 0) {
            throw new IllegalArgumentException("after: " + after + " (expected: 0 or more)");
        }
        return named(
                session,
                "session",
                name -> connection.request(id -> new JoinCommand(id, "", name, after), ConfabClient::joined));
    }

    /**
     * Leaves a session.
     *
     * @param session empty for the only one joined
     */
    public CompletableFuture<Void> leave(String session) {
        return namedOrEmpty(session, name -> connection.request(id -> new LeaveCommand(id, "", name), NOTHING));
    }

    /**
     * Ends a session for good, with everything that was said in it. Its owner may, who created it, and whoever
     * moderates; nobody needs to be a member.
     */
    public CompletableFuture<Void> end(String session) {
        return named(session, "session", name -> connection.request(id -> new CloseCommand(id, "", name), NOTHING));
    }

    /**
     * Puts an account out of a session, of which one is the owner or which one moderates; or, as an admin, off the server. It
     * may come back.
     *
     * @param session empty for the server
     * @param reason  for people, or null
     */
    public CompletableFuture<Void> kick(String session, String account, @Nullable String reason) {
        return moderating(
                session,
                account,
                (where, whom) -> connection.request(id -> new KickCommand(id, "", where, whom, reason), NOTHING));
    }

    /**
     * Keeps an account out of a session, of which one is the owner or which one moderates; or, as an admin, off the server. It is
     * put out if it is there; an earlier ban is replaced.
     *
     * @param session empty for the server
     * @param reason  for people, or null
     * @param time    for how long, a second or more; null for ever
     */
    public CompletableFuture<Void> ban(
            String session, String account, @Nullable String reason, @Nullable Duration time) {
        if (time != null && time.toSeconds() < 1) {
            throw new IllegalArgumentException("time: " + time + " (expected: a second or more)");
        }
        return moderating(
                session,
                account,
                (where, whom) -> connection.request(
                        id -> new BanCommand(id, "", where, whom, reason, time == null ? null : time.toSeconds()),
                        NOTHING));
    }

    /**
     * Lifts a ban.
     *
     * @param session empty for the server
     * @return whether there was one
     */
    public CompletableFuture<Boolean> unban(String session, String account) {
        return moderating(
                session,
                account,
                (where, whom) -> connection.request(
                        id -> new UnbanCommand(id, "", where, whom),
                        ack -> ack.result(UnbanResult.class).lifted()));
    }

    private static <T> CompletableFuture<T> moderating(
            String session, String account, BiFunction<String, String, CompletableFuture<T>> request) {
        return namedOrEmpty(session, where -> named(account, "account", whom -> request.apply(where, whom)));
    }

    /** Says something, as {@link #say(String, UUID, byte[])} with a random id and the text in UTF-8. */
    public CompletableFuture<Stamp> say(String session, String text) {
        return say(session, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Says something, as {@link #say(String, UUID, byte[])} with a random id. */
    public CompletableFuture<Stamp> say(String session, byte[] data) {
        return say(session, UUID.randomUUID(), data);
    }

    /**
     * Says something in a session.
     *
     * @param session   empty for the only one joined
     * @param messageId tells the message from all others. Said again with the same id, after a failure that left open
     *                  whether it was said, it is not said twice
     * @param data      the text; not to be changed afterwards
     * @return its place and time, once the message is as durable as the session promises
     */
    public CompletableFuture<Stamp> say(String session, UUID messageId, byte[] data) {
        requireNonNull(messageId, "messageId");
        requireNonNull(data, "data");
        return namedOrEmpty(
                session,
                name -> connection.request(
                        id -> new TextCommand(id, "", name, messageId, false, data), ConfabClient::stamp));
    }

    /**
     * Lists all sessions and the accounts online. Asks for one page after the other; what comes and goes meanwhile may
     * be in the list or not.
     *
     * @return all pages in one. {@link ListResult#more()} is true only if there are too many to list them all
     */
    public CompletableFuture<ListResult> list() {
        return new ListPages(connection, "").follow();
    }

    /** Lists one session and its members, otherwise like {@link #list()}. */
    public CompletableFuture<ListResult> list(String session) {
        return named(session, "session", name -> new ListPages(connection, name).follow());
    }

    /** Asks for what was said in a session earlier. The listener is told none of it. */
    public CompletableFuture<HistoryPage> history(String session, HistoryQuery query) {
        requireNonNull(query, "query");
        return named(session, "session", name -> {
            HistoryCollector collector = new HistoryCollector(query.limit());
            return connection.request(
                    id -> new HistoryCommand(
                            id, "", name, query.before(), query.after(), query.limit(), query.around(), query.search()),
                    collector::page,
                    collector);
        });
    }

    /** Says something to one account alone, as {@link #tell(String, UUID, String)} with a random id. */
    public CompletableFuture<Stamp> tell(String account, String text) {
        return tell(account, UUID.randomUUID(), text);
    }

    /**
     * Says something to one account alone.
     *
     * @param messageId tells the message from all others. Said again with the same id within a day, after a failure that left
     *                  open whether it was said, it is not said twice
     * @return its place and time. On a server that keeps direct messages it survives a power loss then, and is delivered once the
     *         account is online
     */
    public CompletableFuture<Stamp> tell(String account, UUID messageId, String text) {
        requireNonNull(messageId, "messageId");
        requireNonNull(text, "text");
        return named(
                account,
                "account",
                name -> connection.request(
                        id -> new DirectCommand(id, "", messageId, name, text), ConfabClient::stamp));
    }

    /**
     * Says up to where a stored session has been read, for {@link JoinResult#read} and {@link ListResult.Entry#read}, on this
     * connection and later ones. Never goes back.
     */
    public CompletableFuture<Void> read(String session, long sequence) {
        if (sequence < 0) {
            throw new IllegalArgumentException("sequence: " + sequence + " (expected: 0 or more)");
        }
        return named(
                session, "session", name -> connection.request(id -> new ReadCommand(id, "", name, sequence), NOTHING));
    }

    /** Asks for a sign of life. */
    public CompletableFuture<Duration> ping() {
        long start = System.nanoTime();
        return connection.request(
                id -> new PingCommand(id, "", new byte[0]), ack -> Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * Sends any command, such as a plug-in's.
     *
     * <pre>{@code client.request(id -> new PluginMessage(DICE, id, "", "lobby", false, new byte[] {6}))}</pre>
     *
     * @param command makes the command with the request id that it is given; called before this method returns
     * @throws IllegalArgumentException if the command has another request id
     */
    public CompletableFuture<Ack> request(IntFunction<? extends Command> command) {
        requireNonNull(command, "command");
        return connection.request(command, ack -> ack);
    }

    /**
     * Sends a command that no reply is wanted to. Whether it arrives is not told.
     *
     * @param command with the request id 0
     * @return false if it was not even taken: the connection is closed, too much is under way, or the frame would be
     *         too long
     * @throws IllegalArgumentException if the request id is not 0
     */
    public boolean send(Command command) {
        requireNonNull(command, "command");
        return connection.send(command);
    }

    /** The account that is logged in on this connection. Still there when the connection has ended without logout. */
    public Optional<String> account() {
        return connection.state().account();
    }

    /**
     * The sessions joined, in the order of their names: a snapshot. When the connection has ended without logout, those
     * that were joined then, for a new connection to join them again.
     */
    public Set<String> sessions() {
        return connection.state().sessions();
    }

    /**
     * The sequence to resume a session after, by {@link #join(String, long)} on a new connection.
     *
     * <p>It is the greatest one of which it is certain that the listener was told of everything up to it which others
     * said. A message of one's own counts when it was acknowledged, but only if no place is left in front of it: its
     * acknowledgement may overtake what others said before. So resuming never skips a message; it may bring back some
     * of one's own.
     *
     * @return empty if the session is not joined; 0 if nothing was said yet
     */
    public OptionalLong lastSequence(String session) {
        return connection.state().lastSequence(session);
    }

    /** Whether requests may be sent: the connection stands and nobody has asked for its end. */
    public boolean isOpen() {
        return connection.isOpen();
    }

    /**
     * Whether there is room for more: less than half of what may be under way is under way, and the network takes what
     * is sent.
     */
    public boolean isWritable() {
        return connection.isWritable();
    }

    /** Completes when the connection has ended and the listener was told; normally, whatever the cause. */
    public CompletableFuture<Void> closeFuture() {
        return connection.closeFuture();
    }

    /**
     * Closes the connection, after what was sent so far, without waiting for replies nor for its own end, which
     * {@link #closeFuture()} tells. Then the client's own event loop ends as well. Whoever wants to part in good order
     * calls {@link #logout()} first and waits for it. Calling this again does nothing.
     */
    @Override
    public void close() {
        connection.close();
    }

    private static <T> CompletableFuture<T> named(
            String name, String field, Function<String, CompletableFuture<T>> request) {
        String normal;
        try {
            normal = Names.normalize(name, field);
        } catch (CommandException e) {
            return CompletableFuture.failedFuture(e);
        }
        return request.apply(normal);
    }

    private static <T> CompletableFuture<T> namedOrEmpty(
            String session, Function<String, CompletableFuture<T>> request) {
        return session.isEmpty() ? request.apply(session) : named(session, "session", request);
    }

    private static JoinResult joined(Ack ack) {
        return ack.result(JoinResult.class);
    }

    private static Stamp stamp(Ack ack) {
        Stamp stamp = ack.stamp();
        if (stamp == null) {
            throw new IllegalArgumentException("flags: not STAMPED (expected: STAMPED)");
        }
        return stamp;
    }

    @SuppressWarnings("NullAway") // the only value that a Void has
    private static Void nothing(Ack ack) {
        return null;
    }
}
