package io.confab.session;

import static java.util.Objects.requireNonNull;

import io.confab.api.CommandException;
import io.confab.api.MessageLog;
import io.confab.api.NakCode;
import io.confab.api.SessionListener;
import io.confab.api.SessionLog;
import io.confab.codec.SessionOptions;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates sessions, and finds them. Thread-safe. */
public final class SessionManager {

    private static final Logger log = LoggerFactory.getLogger(SessionManager.class);

    private final SessionSettings settings;
    private final MessageLog messageLog;
    private final ByteBufAllocator allocator;
    private final Clock clock;
    private final Listeners listeners;

    private final ConcurrentSkipListMap<String, Session> sessions = new ConcurrentSkipListMap<>();
    private final AtomicInteger count = new AtomicInteger();

    /** Greater than every sequence of a session that is closed and whose messages nobody keeps. */
    private final AtomicLong greatestForgotten = new AtomicLong();

    /**
     * @param messageLog where sessions keep their messages; stays its owner's to close
     * @param allocator  where sessions take the memory of their tails from
     * @param clock      tells the time of messages
     * @param listeners  told what happens, in this order
     */
    public SessionManager(
            SessionSettings settings,
            MessageLog messageLog,
            ByteBufAllocator allocator,
            Clock clock,
            List<SessionListener> listeners) {
        this.settings = requireNonNull(settings, "settings");
        this.messageLog = requireNonNull(messageLog, "messageLog");
        this.allocator = requireNonNull(allocator, "allocator");
        this.clock = requireNonNull(clock, "clock");
        this.listeners = new Listeners(listeners);
    }

    SessionSettings settings() {
        return settings;
    }

    MessageLog log() {
        return messageLog;
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    Clock clock() {
        return clock;
    }

    Listeners listeners() {
        return listeners;
    }

    /** The session of this name, or null. */
    public @Nullable Session find(String name) {
        return sessions.get(name);
    }

    /**
     * The session of this name.
     *
     * @throws CommandException {@link NakCode#NO_SUCH_SESSION} if there is none
     */
    public Session require(String name) {
        Session session = sessions.get(name);
        if (session == null) {
            throw new CommandException(NakCode.NO_SUCH_SESSION, "session: " + name + " (expected: an existing one)");
        }
        return session;
    }

    /**
     * The sessions in the order of their names, as they come and go.
     *
     * @param after only names after this one; null for all
     */
    public Stream<Session> sessions(@Nullable String after) {
        return (after == null ? sessions : sessions.tailMap(after, false)).values().stream();
    }

    /** How many sessions there are. */
    public int size() {
        return count.get();
    }

    /**
     * Creates a session, with the connection's account as its first member. From the connection's event loop, which
     * becomes the session's own.
     *
     * @param name valid and in normal form
     * @return completes on that event loop; fails with a {@link CommandException}: {@link NakCode#LIMIT_REACHED},
     *         {@link NakCode#SESSION_EXISTS}, {@link NakCode#UNSUPPORTED} for an option that this server has not, or
     *         {@link NakCode#UNAVAILABLE} if its log does not open
     */
    public CompletionStage<Joined> create(Connection connection, String name, SessionOptions options) {
        connection.requireInEventLoop();
        String account = requireNonNull(connection.account(), "account");
        EventLoop eventLoop = connection.channel().eventLoop();
        Session session = new Session(this, name, eventLoop, options);
        try {
            if (Boolean.TRUE.equals(options.durable()) && !messageLog.durable()) {
                throw new CommandException(
                        NakCode.UNSUPPORTED, "durable: true (expected: false, as nothing is stored)");
            }
            requireRoom(connection);
            enter(session);
        } catch (CommandException e) {
            return CompletableFuture.failedFuture(e);
        }
        connection.joinBegins();
        CompletionStage<SessionLog> opening = openLog(name);
        CompletableFuture<SessionLog> opened = opening.toCompletableFuture();
        if (opened.isDone() && !opened.isCompletedExceptionally()) {
            return begin(connection, account, session, opened.join());
        }
        CompletableFuture<Joined> joined = new CompletableFuture<>();
        opening.whenComplete((sessionLog, failure) -> eventLoop.execute(() -> {
            if (sessionLog == null) {
                log.error("session {}: its log does not open", name, failure);
                session.close();
                connection.joinEnds();
                joined.completeExceptionally(new CommandException(
                        NakCode.UNAVAILABLE, "session: " + name + " (expected: a log that opens)"));
            } else {
                begin(connection, account, session, sessionLog).thenAccept(joined::complete);
            }
        }));
        return joined;
    }

    private CompletionStage<SessionLog> openLog(String name) {
        try {
            return messageLog.open(name);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<Joined> begin(
            Connection connection, String account, Session session, SessionLog sessionLog) {
        session.open(sessionLog, account);
        return begun(connection, session.admit(connection, account, null));
    }

    private void enter(Session session) {
        if (count.incrementAndGet() > settings.maxSessions()) {
            count.decrementAndGet();
            if (sessions.containsKey(session.name())) {
                throw exists(session);
            }
            throw new CommandException(
                    NakCode.LIMIT_REACHED, "sessions: " + settings.maxSessions() + " (expected: fewer)");
        }
        if (sessions.putIfAbsent(session.name(), session) != null) {
            count.decrementAndGet();
            throw exists(session);
        }
    }

    private static CommandException exists(Session session) {
        return new CommandException(
                NakCode.SESSION_EXISTS, "session: " + session.name() + " (expected: a name not in use)");
    }

    private void requireRoom(Connection connection) {
        if (connection.claims() >= settings.maxSessionsPerAccount()) {
            throw new CommandException(
                    NakCode.LIMIT_REACHED,
                    "sessions joined: " + connection.claims() + " (expected: fewer than "
                            + settings.maxSessionsPerAccount() + " before another)");
        }
    }

    /**
     * Makes the connection's account a member of a session. From the connection's event loop.
     *
     * @param after the sequence after which everything is to be delivered, 0 for all that is kept, null for what is said
     *              from now on
     * @return completes on that event loop; fails with a {@link CommandException}: {@link NakCode#NO_SUCH_SESSION},
     *         {@link NakCode#ALREADY_MEMBER}, {@link NakCode#SESSION_FULL} or {@link NakCode#LIMIT_REACHED}
     */
    public CompletionStage<Joined> join(Connection connection, String name, @Nullable Long after) {
        connection.requireInEventLoop();
        String account = requireNonNull(connection.account(), "account");
        Session session;
        try {
            session = require(name);
            if (connection.member(name) == null) {
                requireRoom(connection);
            }
        } catch (CommandException e) {
            return CompletableFuture.failedFuture(e);
        }
        connection.joinBegins();
        return begun(connection, session.join(connection, account, after));
    }

    // A connection that closed in the meantime has been taken out of everything it was in, but not of this.
    private static CompletionStage<Joined> begun(Connection connection, CompletionStage<Joined> joining) {
        CompletableFuture<Joined> stage = joining.toCompletableFuture();
        if (stage.isDone()) {
            connection.joinEnds();
            if (!stage.isCompletedExceptionally()) {
                begun(connection, stage.join());
            }
            return stage;
        }
        CompletableFuture<Joined> begun = new CompletableFuture<>();
        joining.whenComplete((joined, refusal) -> connection
                .channel()
                .eventLoop()
                .execute(() -> {
                    connection.joinEnds();
                    if (joined == null) {
                        begun.completeExceptionally(requireNonNull(refusal));
                    } else {
                        begun(connection, joined);
                        begun.complete(joined);
                    }
                }));
        return begun;
    }

    private static void begun(Connection connection, Joined joined) {
        connection.add(joined.member());
        if (!connection.channel().isActive()) {
            joined.member().leave();
        }
    }

    /** Notes that no later session may use a sequence up to this one, because its messages are gone. */
    void forget(long sequence) {
        greatestForgotten.accumulateAndGet(sequence + 1, Math::max);
    }

    /** A sequence that no later session may use, and all below it neither. */
    long greatestForgotten() {
        return greatestForgotten.get();
    }

    void remove(Session session) {
        if (sessions.remove(session.name(), session)) {
            count.decrementAndGet();
        }
    }
}
