package io.confab.session;

import static java.util.Objects.requireNonNull;

import io.confab.api.CommandException;
import io.confab.api.Durability;
import io.confab.api.MessageLog;
import io.confab.api.NakCode;
import io.confab.api.SessionDescription;
import io.confab.api.SessionListener;
import io.confab.api.SessionLog;
import io.confab.codec.ListResult;
import io.confab.codec.SessionOptions;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates sessions, and finds them. Thread-safe. */
public final class SessionManager {

    private static final Logger log = LoggerFactory.getLogger(SessionManager.class);

    private volatile SessionSettings settings;
    private final MessageLog messageLog;
    private final ByteBufAllocator allocator;
    private final Clock clock;
    private final Listeners listeners;
    private final BanList bans;
    private final Encodings encodings = new Encodings();

    /** Those with members, or about to have some. */
    private final ConcurrentSkipListMap<String, Session> open = new ConcurrentSkipListMap<>();

    /** Those that are stored, whether they have members or not. */
    private final ConcurrentSkipListMap<String, SessionDescription> stored = new ConcurrentSkipListMap<>();

    /** How many names there are in either. */
    private final AtomicInteger count = new AtomicInteger();

    private final List<LongConsumer> commitTimes = new CopyOnWriteArrayList<>();

    private final MessageLog memory = new MemoryLog();
    private final LogBacklog backlog = new LogBacklog();

    /** Greater than every sequence of a session that is closed and whose messages nobody keeps. */
    private final AtomicLong greatestForgotten = new AtomicLong();

    /**
     * @param messageLog where stored sessions keep their messages; stays its owner's to close
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
        this(settings, messageLog, allocator, clock, listeners, new BanList(clock, null));
    }

    /** @param bans who is kept out of where */
    public SessionManager(
            SessionSettings settings,
            MessageLog messageLog,
            ByteBufAllocator allocator,
            Clock clock,
            List<SessionListener> listeners,
            BanList bans) {
        this.settings = requireNonNull(settings, "settings");
        this.messageLog = requireNonNull(messageLog, "messageLog");
        this.allocator = requireNonNull(allocator, "allocator");
        this.clock = requireNonNull(clock, "clock");
        this.listeners = new Listeners(listeners);
        this.bans = requireNonNull(bans, "bans");
    }

    SessionSettings settings() {
        return settings;
    }

    /**
     * Has other limits and delays hold from now on. Who is over a new limit stays; a session that is open keeps the tail it
     * has.
     *
     * @throws IllegalArgumentException if sessions would promise what {@linkplain #keeps is not kept}; nothing is changed then
     */
    public void reconfigure(SessionSettings settings) {
        if (!keeps(settings.durability())) {
            throw new IllegalArgumentException("durability: "
                    + settings.durability().text() + " (expected: memory, or a message log that keeps more)");
        }
        this.settings = settings;
    }

    /** Tells whether sessions may promise this much. */
    public boolean keeps(Durability durability) {
        return !durability.isStored() || messageLog.keeps(durability);
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    Clock clock() {
        return clock;
    }

    LogBacklog backlog() {
        return backlog;
    }

    Listeners listeners() {
        return listeners;
    }

    /** Who is kept out of where. */
    public BanList bans() {
        return bans;
    }

    Encodings encodingCounts() {
        return encodings;
    }

    /**
     * How many messages were encoded for those who listen, by the {@linkplain io.confab.codec.WireFormat#name() names} of
     * the formats: each message once in the native format, and once in every other that the members of its session use,
     * however many there are. What is read back from a log is not in it. Rises from 0; a copy.
     */
    public Map<String, Long> encodings() {
        return encodings.counts();
    }

    /**
     * Takes up the stored sessions, and the bans. Once, before anybody may join one.
     *
     * @return completes on any thread; fails if it cannot be said which there are, or the sessions are more than there may be
     */
    public CompletionStage<@Nullable Void> restore() {
        return messageLog.sessions().thenCompose(sessions -> {
            if (sessions.size() > settings.maxSessions()) {
                throw new IllegalStateException("stored sessions: " + sessions.size() + " (expected: at most "
                        + settings.maxSessions() + ", the limit for all sessions)");
            }
            sessions.forEach(session -> stored.put(session.name(), session));
            count.addAndGet(sessions.size());
            messageLog.whenEmptied(this::emptied);
            return bans.restore(stored::containsKey);
        });
    }

    // Somebody may be about to join it, and then it has more to keep than messages.
    private void emptied(String name) {
        SessionDescription description = stored.get(name);
        if (description != null && !open.containsKey(name) && stored.remove(name, description)) {
            Session session = open.get(name);
            if (session != null) {
                stored.put(name, description);
                return;
            }
            count.decrementAndGet();
            bans.forget(name);
            messageLog.remove(name).whenComplete((nothing, failure) -> {
                if (failure != null) {
                    log.error("session {}: empty, but cannot be removed", name, failure);
                }
            });
            listeners.sessionClosed(name);
        }
    }

    /** The session of this name if it has members, or null. */
    public @Nullable Session find(String name) {
        return open.get(name);
    }

    /** @throws CommandException {@link NakCode#NO_SUCH_SESSION} if there is no session of this name */
    public void require(String name) {
        if (!open.containsKey(name) && !stored.containsKey(name)) {
            throw noSuchSession(name);
        }
    }

    /** Whether the session of this name, if there is one, outlives its members. */
    boolean isStored(String name) {
        return stored.containsKey(name);
    }

    /**
     * Who owns a session, having created it.
     *
     * @throws CommandException {@link NakCode#NO_SUCH_SESSION} if there is no session of this name
     */
    public String owner(String name) {
        return description(name).owner();
    }

    private SessionDescription description(String name) {
        Session session = open.get(name);
        SessionDescription description = session != null ? session.description() : stored.get(name);
        if (description == null) {
            throw noSuchSession(name);
        }
        return description;
    }

    private static CommandException noSuchSession(String name) {
        return new CommandException(NakCode.NO_SUCH_SESSION, "session: " + name + " (expected: an existing one)");
    }

    /**
     * What a list says of all sessions, in the order of their names, as they come and go.
     *
     * @param after only names after this one; null for all
     */
    public Stream<ListResult.Entry> entries(@Nullable String after) {
        return names(after).flatMap(name -> Stream.ofNullable(entryOrNull(name)));
    }

    private Stream<String> names(@Nullable String after) {
        NavigableSet<String> all = open.navigableKeySet();
        NavigableSet<String> kept = stored.navigableKeySet();
        Iterator<String> merged = new MergedNames(
                after == null ? all.iterator() : all.tailSet(after, false).iterator(),
                after == null ? kept.iterator() : kept.tailSet(after, false).iterator());
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(merged, Spliterator.ORDERED), false);
    }

    private ListResult.@Nullable Entry entryOrNull(String name) {
        Session session = open.get(name);
        if (session != null) {
            return session.entry();
        }
        SessionDescription description = stored.get(name);
        return description == null ? null : new ListResult.Entry(name, 0, description.topic(), description.capacity());
    }

    /**
     * What a list says of one session.
     *
     * @throws CommandException {@link NakCode#NO_SUCH_SESSION} if there is none
     */
    public ListResult.Entry entry(String name) {
        ListResult.Entry entry = entryOrNull(name);
        if (entry == null) {
            throw noSuchSession(name);
        }
        return entry;
    }

    /**
     * The names of a session's members, in order.
     *
     * @param after only names after this one; null for all
     * @param limit at most this many
     */
    public List<String> memberNames(String session, @Nullable String after, int limit) {
        Session found = open.get(session);
        return found == null ? List.of() : found.memberNames(after, limit);
    }

    /**
     * Has half of the open sessions, those in which nobody has spoken for longest, give back most of the memory of their
     * newest messages. From any thread; it is given back as soon as their event loops come round to it.
     */
    public void shrinkTails() {
        List<Session> sessions = new ArrayList<>(open.values());
        IdentityHashMap<Session, Long> spoken = new IdentityHashMap<>(); // it may change while they are sorted
        sessions.forEach(session -> spoken.put(session, session.spokenAt()));
        sessions.sort(Comparator.comparing(spoken::get));
        sessions.subList(0, (sessions.size() + 1) / 2).forEach(Session::shrink);
    }

    /**
     * Looks over all sessions that have members. From any thread; it reads what event loops write without asking them, so
     * it holds up nobody and costs them nothing. Some 50 ns a member: not with every message.
     */
    public Survey survey() {
        Survey survey = new Survey(0, 0, 0, 0);
        for (Session session : open.values()) {
            survey = session.addTo(survey);
        }
        return survey;
    }

    /** Has somebody told how many nanoseconds each commit of a stored session took, on any thread, without blocking. */
    public void whenCommitted(LongConsumer nanos) {
        commitTimes.add(requireNonNull(nanos, "nanos"));
    }

    void commitTook(long nanos) {
        for (LongConsumer each : commitTimes) {
            each.accept(nanos);
        }
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
        SessionDescription description = new SessionDescription(
                name,
                account,
                options.durabilityOr(settings.durability()),
                options.topic(),
                options.capacity(),
                clock.millis());
        Session session = new Session(this, description, eventLoop);
        try {
            requireKept(description.durability());
            requireRoom(connection);
            enter(session);
        } catch (CommandException e) {
            return CompletableFuture.failedFuture(e);
        }
        connection.joinBegins();
        CompletableFuture<SessionLog> opening = openLog(description);
        if (opening.isDone()) {
            opened(session, opening, true);
        } else {
            opening.whenComplete((opened, failure) -> eventLoop.execute(() -> opened(session, opening, true)));
        }
        return begun(connection, session.join(connection, account, null));
    }

    private void requireKept(Durability durability) {
        if (!keeps(durability)) {
            throw new CommandException(
                    NakCode.UNSUPPORTED,
                    "durability: " + durability.text() + " (expected: memory, as nothing is stored)");
        }
    }

    private CompletableFuture<SessionLog> openLog(SessionDescription session) {
        try {
            MessageLog kept = messageLog.keeps(session.durability()) ? messageLog : memory;
            return kept.open(session).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Goes on with a session once its log is open, on the session's event loop. */
    private void opened(Session session, CompletableFuture<SessionLog> opening, boolean created) {
        SessionLog sessionLog = opening.handle((opened, failure) -> {
                    if (failure != null) {
                        log.error("session {}: its log does not open", session.name(), failure);
                    }
                    return opened;
                })
                .join();
        if (sessionLog == null) {
            session.openingFailed();
            return;
        }
        if (created) {
            if (session.isStored()) {
                stored.put(session.name(), session.description());
            }
            listeners.sessionCreated(session.name(), session.description().owner());
        }
        session.open(sessionLog);
    }

    private void enter(Session session) {
        int most = settings.maxSessions();
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            if (open.containsKey(session.name()) || stored.containsKey(session.name())) {
                throw exists(session);
            }
            throw new CommandException(NakCode.LIMIT_REACHED, "sessions: " + most + " (expected: fewer)");
        }
        if (open.putIfAbsent(session.name(), session) != null) {
            count.decrementAndGet();
            throw exists(session);
        }
        if (stored.containsKey(session.name())) {
            open.remove(session.name(), session);
            count.decrementAndGet();
            throw exists(session);
        }
    }

    private static CommandException exists(Session session) {
        return new CommandException(
                NakCode.SESSION_EXISTS, "session: " + session.name() + " (expected: a name not in use)");
    }

    private void requireRoom(Connection connection) {
        int most = settings.maxSessionsPerAccount();
        if (connection.claims() >= most) {
            throw new CommandException(
                    NakCode.LIMIT_REACHED,
                    "sessions joined: " + connection.claims() + " (expected: fewer than " + most + " before another)");
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
        CompletionStage<Joined> joining;
        try {
            if (connection.member(name) == null) {
                requireRoom(connection);
            }
            joining = admit(connection, account, name, after);
        } catch (CommandException e) {
            return CompletableFuture.failedFuture(e);
        }
        connection.joinBegins();
        return begun(connection, joining);
    }

    private CompletionStage<Joined> admit(Connection connection, String account, String name, @Nullable Long after) {
        Session session = openOrReopened(name, connection.channel().eventLoop());
        CompletionStage<Joined> joining = session.join(connection, account, after);
        if (!session.isStored()) {
            return joining;
        }
        return joining.handle((joined, refusal) -> joined != null
                        ? CompletableFuture.completedFuture(joined)
                        : refusal instanceof ClosedSessionException
                                ? admit(connection, account, name, after)
                                : CompletableFuture.<Joined>failedFuture(requireNonNull(refusal)))
                .thenCompose(stage -> stage);
    }

    /** @throws CommandException if there is no such session */
    private Session openOrReopened(String name, EventLoop eventLoop) {
        Session session = open.get(name);
        if (session != null) {
            return session;
        }
        SessionDescription description = stored.get(name);
        if (description == null) {
            throw noSuchSession(name);
        }
        Session reopened = new Session(this, description, eventLoop);
        Session other = open.putIfAbsent(name, reopened);
        if (other != null) {
            return other;
        }
        if (!description.equals(stored.get(name))) { // ended in the meantime
            open.remove(name, reopened);
            throw noSuchSession(name);
        }
        CompletableFuture<SessionLog> opening = openLog(description);
        opening.whenComplete((sessionLog, failure) -> eventLoop.execute(() -> opened(reopened, opening, false)));
        return reopened;
    }

    /**
     * Puts an account out of a session, telling it so. From any thread.
     *
     * @param reason for people
     * @return whether it was a member, on any thread; fails with a {@link CommandException} and
     *         {@link NakCode#NO_SUCH_SESSION}
     */
    CompletionStage<Boolean> putOut(String name, String account, String reason) {
        Session session = open.get(name);
        if (session == null) {
            return stored.containsKey(name)
                    ? CompletableFuture.completedFuture(false)
                    : CompletableFuture.failedFuture(noSuchSession(name));
        }
        return session.putOut(account, reason);
    }

    /**
     * Ends a session for good, with everything that was said in it. From any thread.
     *
     * @param reason    for people
     * @param eventLoop where a stored session without members is opened to be ended
     * @return completes, on any thread, once it is gone; fails with a {@link CommandException}:
     *         {@link NakCode#NO_SUCH_SESSION}, or {@link NakCode#UNAVAILABLE} if its log cannot be removed
     */
    public CompletionStage<@Nullable Void> end(String name, String reason, EventLoop eventLoop) {
        try {
            // A stored session without members is opened to be ended: so whoever joins it meanwhile is told.
            return openOrReopened(name, eventLoop).end(reason);
        } catch (CommandException e) {
            return CompletableFuture.failedFuture(e);
        }
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

    /** Takes out a session that has no members; a stored one stays by its description. */
    void remove(Session session) {
        if (open.remove(session.name(), session) && !stored.containsKey(session.name())) {
            count.decrementAndGet();
        }
    }

    /** Takes out a session with everything that is kept of it. */
    CompletionStage<@Nullable Void> removeForGood(Session session) {
        String name = session.name();
        if (!session.isStored()) {
            bans.forget(name);
            remove(session);
            return SessionLog.COMMITTED;
        }
        // The name is free again, and not before, when nothing of the old session is left.
        return messageLog.remove(name).whenComplete((nothing, failure) -> {
            if (failure == null) {
                bans.forget(name);
                stored.remove(name, session.description());
            } else {
                log.error("session {}: closed, but cannot be removed", name, failure);
            }
            remove(session);
        });
    }
}
