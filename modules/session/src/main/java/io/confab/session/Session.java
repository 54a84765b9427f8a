package io.confab.session;

import static java.util.Objects.requireNonNull;

import io.confab.api.CommandException;
import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import io.confab.codec.ClosedEvent;
import io.confab.codec.JoinResult;
import io.confab.codec.KickedEvent;
import io.confab.codec.ListResult;
import io.confab.codec.PresenceEvent;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A conference: a log that its members read from. It lives on one event loop, that of the channel whose client created it,
 * or was the first to join it again; what other event loops want of it comes as tasks.
 *
 * <pre>
 *  OPENING --log opened--&gt; OPEN --last member left, or closed for good--&gt; CLOSED
 *     +-----------------log does not open--------------------------------------^
 * </pre>
 *
 * A stored session whose last member has left is none of these any more: all there is of it is its description, until
 * somebody joins it and a new object takes its place.
 */
public final class Session {

    private static final Logger log = LoggerFactory.getLogger(Session.class);

    private enum State {
        OPENING,
        OPEN,
        CLOSED
    }

    private final SessionManager manager;
    private final SessionDescription description;
    private final String name;
    private final EventLoop eventLoop;
    private final int capacity;
    private final MemberGroup group;
    private final Presence presence = new Presence();

    // Sorted, and readable by everybody, so that a list needs no task on this event loop. Written on it only.
    private final ConcurrentSkipListMap<String, Member> members = new ConcurrentSkipListMap<>();
    private final AtomicInteger memberCount = new AtomicInteger();

    private State state = State.OPENING;
    private long base;
    private volatile long newest;
    private int memberNumbers;
    private boolean presencePending;

    /**
     * The numbers of those who left with something they had said perhaps on its way. Who comes back in the meantime has the
     * same one, and so is not sent what it said itself.
     */
    private final Map<String, Integer> departed = new HashMap<>();

    private volatile long spokenAt;
    private @Nullable SessionLog sessionLog;
    private @Nullable Sequencer sequencer;
    private @Nullable Tails tails;
    private @Nullable SessionReader reader;

    /** Who came before the log was open; then null. */
    private @Nullable List<Runnable> waiting = new ArrayList<>(1);

    /** Completed once the session is gone for good, if that was asked for. */
    private @Nullable CompletableFuture<@Nullable Void> ending;

    Session(SessionManager manager, SessionDescription description, EventLoop eventLoop) {
        this.manager = manager;
        this.description = description;
        this.name = description.name();
        this.eventLoop = eventLoop;
        Integer wanted = description.capacity();
        int most = manager.settings().maxMembersPerSession();
        this.capacity = wanted == null ? most : Math.min(wanted, most);
        this.group = new MemberGroup(name, eventLoop, Collections.unmodifiableCollection(members.values()));
    }

    /** The name, valid and in normal form. */
    public String name() {
        return name;
    }

    /** The members' channels. Thread-safe. */
    public ChannelGroup channels() {
        return group;
    }

    /** How many members there are. Thread-safe. */
    public int size() {
        return memberCount.get();
    }

    /** What a list says of this session. Thread-safe. */
    ListResult.Entry entry() {
        return new ListResult.Entry(
                name, size(), description.topic(), description.capacity() == null ? null : capacity);
    }

    SessionDescription description() {
        return description;
    }

    /** Adds what there is of this session to a look over all of them. From any thread, see {@link Member#lag}. */
    Survey addTo(Survey survey) {
        Tails now = tails;
        if (now == null) {
            return survey;
        }
        long head = now.head();
        int lagging = 0;
        long greatest = survey.greatestLag();
        for (Member member : members.values()) {
            long lag = member.lag(head);
            if (lag > 0) {
                lagging++;
                greatest = Math.max(greatest, lag);
            }
        }
        return new Survey(
                survey.members() + size(), survey.lagging() + lagging, greatest, survey.tailBytes() + now.heldBytes());
    }

    /**
     * The members' names, in order. Thread-safe.
     *
     * @param after only names after this one; null for all
     * @param limit at most this many
     */
    public List<String> memberNames(@Nullable String after, int limit) {
        var rest = after == null ? members : members.tailMap(after, false);
        return rest.keySet().stream().limit(limit).toList();
    }

    MemberGroup group() {
        return group;
    }

    /** The newest sequence that members may have seen. Thread-safe. */
    public long newest() {
        return newest;
    }

    /** Whether it promises more than to be in the server's memory. Thread-safe. */
    public boolean isStored() {
        return description.durability().isStored();
    }

    // ---- opening and closing ----

    /** Begins with an open log; on this session's event loop. */
    void open(SessionLog opened) {
        long stored = opened.head();
        // Sequences go on from the log. Where there is none they begin with the time, so that a client that resumes
        // from an earlier session of the same name is told so, and never takes this one's messages for that one's.
        base = stored > 0 ? stored : Math.max(description.created() * 1000, manager.greatestForgotten());
        newest = base;
        sessionLog = opened;
        sequencer = new Sequencer(
                name,
                eventLoop,
                opened,
                manager.clock(),
                base,
                this::committed,
                this::closeIfDone,
                isStored() ? manager.backlog() : null);
        Tails begun = new Tails(manager.allocator(), manager.settings().tailBytes(), manager.encodingCounts(), base);
        if (stored > 0) {
            begun.nativeTail().beginsAfter(stored);
        }
        tails = begun;
        reader = new SessionReader(name, eventLoop, opened, isStored(), begun);
        state = State.OPEN;
        begin();
    }

    // Whoever waits is let in, or told that there is nothing to be let into.
    private void begin() {
        List<Runnable> came = requireNonNull(waiting, "waiting");
        waiting = null;
        came.forEach(Runnable::run);
    }

    /** What there is once the log is open. */
    private Tails tails() {
        return requireNonNull(tails, "tails");
    }

    private Sequencer sequencer() {
        return requireNonNull(sequencer, "sequencer");
    }

    /** Gives up a session whose log does not open; on its event loop. */
    void openingFailed() {
        state = State.CLOSED;
        manager.remove(this);
        begin();
    }

    /** Ends a session that has nobody left; on its event loop. A stored one goes on without this object. */
    private void close() {
        state = State.CLOSED;
        if (!isStored()) {
            manager.forget(tails().head());
        }
        tails().close();
        closeLog();
        CompletableFuture<@Nullable Void> gone = ending;
        if (isStored() && gone == null) {
            manager.remove(this);
            return;
        }
        manager.listeners().sessionClosed(name);
        manager.removeForGood(this).whenComplete((nothing, failure) -> {
            if (gone == null) {
                return;
            }
            if (failure == null) {
                gone.complete(null);
            } else {
                gone.completeExceptionally(failure);
            }
        });
    }

    /**
     * Ends the session for good: members are told, and put out.
     *
     * @param reason for people
     * @return completes, on any thread, once it is gone with everything that was said in it
     */
    CompletionStage<@Nullable Void> end(String reason) {
        CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();
        if (eventLoop.inEventLoop()) {
            end(reason, gone);
        } else {
            eventLoop.execute(() -> end(reason, gone));
        }
        return gone;
    }

    private void end(String reason, CompletableFuture<@Nullable Void> gone) {
        if (waiting != null) {
            waiting.add(() -> end(reason, gone));
            return;
        }
        if (state == State.CLOSED || ending != null) {
            gone.completeExceptionally(sessionLog == null ? unavailable() : noSuchSession());
            return;
        }
        ending = gone;
        for (Member member : members.values()) {
            EventLoop memberLoop = member.channel().eventLoop();
            if (memberLoop.inEventLoop()) {
                member.putOut(new ClosedEvent(name, reason));
            } else {
                memberLoop.execute(() -> member.putOut(new ClosedEvent(name, reason)));
            }
        }
        closeIfDone();
    }

    /**
     * Puts an account out, telling it so. From any thread.
     *
     * @return whether it was a member, once it is out; on any thread
     */
    CompletionStage<Boolean> putOut(String account, String reason) {
        CompletableFuture<Boolean> out = new CompletableFuture<>();
        Runnable task = () -> whenOpen(() -> putOut(account, reason, out));
        if (eventLoop.inEventLoop()) {
            task.run();
        } else {
            eventLoop.execute(task);
        }
        return out;
    }

    private void putOut(String account, String reason, CompletableFuture<Boolean> out) {
        Member member = members.get(account);
        if (member == null) {
            out.complete(false);
            return;
        }
        EventLoop memberLoop = member.channel().eventLoop();
        Runnable task = () ->
                member.putOut(new KickedEvent(name, reason)).whenComplete((nothing, failure) -> out.complete(true));
        if (memberLoop.inEventLoop()) {
            task.run();
        } else {
            memberLoop.execute(task);
        }
    }

    private CommandException unavailable() {
        return new CommandException(NakCode.UNAVAILABLE, "session: " + name + " (expected: a log that opens)");
    }

    private CommandException noSuchSession() {
        return new CommandException(NakCode.NO_SUCH_SESSION, "session: " + name + " (expected: an existing one)");
    }

    private void closeLog() {
        if (sessionLog != null) {
            try {
                sessionLog.close();
            } catch (RuntimeException e) {
                log.error("session {}: its log does not close", name, e);
            }
        }
    }

    // ---- joining and leaving ----

    /**
     * Makes a connection's account a member.
     *
     * @param after the sequence after which it wants to be sent everything, or null
     * @return completes on this session's event loop; fails with a {@link CommandException}, and with a
     *         {@link ClosedSessionException} where this is a stored session that goes on as another object
     */
    CompletionStage<Joined> join(Connection connection, String account, @Nullable Long after) {
        if (eventLoop.inEventLoop() && waiting == null) {
            return admit(connection, account, after);
        }
        CompletableFuture<Joined> joined = new CompletableFuture<>();
        Runnable admission = () -> admit(connection, account, after).whenComplete((member, refusal) -> {
            if (member != null) {
                joined.complete(member);
            } else {
                joined.completeExceptionally(requireNonNull(refusal));
            }
        });
        if (eventLoop.inEventLoop()) {
            whenOpen(admission);
        } else {
            eventLoop.execute(() -> whenOpen(admission));
        }
        return joined;
    }

    private void whenOpen(Runnable admission) {
        if (waiting == null) {
            admission.run();
        } else {
            waiting.add(admission);
        }
    }

    private CompletionStage<Joined> admit(Connection connection, String account, @Nullable Long after) {
        if (sessionLog == null) {
            return CompletableFuture.failedFuture(unavailable());
        }
        if (state == State.CLOSED && isStored()) {
            return CompletableFuture.failedFuture(new ClosedSessionException());
        }
        if (state == State.CLOSED || ending != null) {
            return CompletableFuture.failedFuture(noSuchSession());
        }
        try {
            manager.bans().check(name, account);
        } catch (CommandException e) {
            closeIfDone(); // it may have been opened for this one alone
            return CompletableFuture.failedFuture(e);
        }
        if (members.containsKey(account)) {
            return refuse(NakCode.ALREADY_MEMBER, "session: " + name + " (expected: one not joined yet)");
        }
        if (members.size() >= capacity) {
            return refuse(
                    NakCode.SESSION_FULL, "session: " + name + " (expected: fewer than " + capacity + " members)");
        }
        Integer earlier = departed.remove(account);
        int number = earlier != null ? earlier : ++memberNumbers;
        Cursor atHead = tails().cursorAtHead(connection.format(), number);
        Member member = new Member(this, connection, account, number, atHead);
        members.put(account, member);
        memberCount.incrementAndGet();
        note(account, true);
        manager.listeners().memberJoined(name, account);
        return CompletableFuture.completedFuture(new Joined(member, resume(member, after)));
    }

    private static <T> CompletionStage<T> refuse(NakCode code, String reason) {
        return CompletableFuture.failedFuture(new CommandException(code, reason));
    }

    /** Decides what a new member is replayed. */
    private JoinResult resume(Member member, @Nullable Long after) {
        long head = tails().head();
        if (after == null) {
            return new JoinResult(head, members.size(), true, null);
        }
        Tail tail = tails().nativeTail();
        long beginning = isStored() ? description.created() * 1000 : base;
        if (isStored() && after > head && after >= beginning) {
            // The log was put back to an older copy: of what there is, the member has everything.
            member.replay(head, head);
            return new JoinResult(head, members.size(), false, head + 1);
        }
        boolean known = after == 0 || (after >= beginning && after <= head);
        long dropped = isStored() ? forgottenSequence() : Math.max(base, tail.droppedSequence());
        boolean recovered = known && (isStored() ? after >= dropped : !tail.hasDroppedAfter(after));
        member.replay(Math.max(known ? after : 0, dropped), head);
        return new JoinResult(
                head,
                members.size(),
                recovered,
                recovered ? null : isStored() ? Math.max(dropped, beginning) + 1 : tail.firstSequence());
    }

    private long forgottenSequence() {
        return requireNonNull(sessionLog, "sessionLog").forgottenSequence();
    }

    /** Ends a membership; from the member's event loop, on which the result completes. */
    CompletionStage<Void> remove(Member member) {
        if (eventLoop.inEventLoop()) {
            dismiss(member);
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> removed = new CompletableFuture<>();
        eventLoop.execute(() -> {
            dismiss(member);
            member.channel().eventLoop().execute(() -> removed.complete(null));
        });
        return removed;
    }

    private void dismiss(Member member) {
        if (members.get(member.account()) != member) {
            return;
        }
        sequencer().turn(); // what was said before is in the session before it may close
        members.remove(member.account());
        memberCount.decrementAndGet();
        if (sequencer().isBusy()) {
            departed.put(member.account(), member.number());
        }
        note(member.account(), false);
        manager.listeners().memberLeft(name, member.account());
        closeIfDone();
    }

    private void closeIfDone() {
        if (state == State.OPEN && members.isEmpty() && !sequencer().isBusy()) {
            close();
        }
    }

    private void note(String account, boolean joined) {
        if (members.size() <= (joined ? 1 : 0)) {
            presence.forget(); // there is nobody else to be told
            return;
        }
        boolean named = members.size() <= manager.settings().presenceNames();
        if (joined) {
            presence.joined(account, named);
        } else {
            presence.left(account, named);
        }
        if (!presencePending) {
            presencePending = true;
            long delay = manager.settings().presenceDelay().toNanos();
            eventLoop.schedule(this::tellPresence, delay, TimeUnit.NANOSECONDS);
        }
    }

    private void tellPresence() {
        presencePending = false;
        if (presence.hasNews()) {
            PresenceEvent event = presence.take(name, members.size());
            group.announce(event);
        }
    }

    /** What a member is told that missed an earlier event. Thread-safe. */
    PresenceEvent presenceNow() {
        return new PresenceEvent(name, List.of(), List.of(), size());
    }

    // ---- speaking ----

    /** Takes what a member says; from the member's event loop. */
    void accept(Member speaker, List<Utterance> said) {
        if (eventLoop.inEventLoop()) {
            sequence(speaker, said);
        } else {
            eventLoop.execute(() -> sequence(speaker, said));
        }
    }

    private void sequence(Member speaker, List<Utterance> said) {
        sequencer().accept(speaker, said);
    }

    /** When something was last said, as messages are stamped; from any thread. */
    long spokenAt() {
        return spokenAt;
    }

    /** Gives back most of the memory of its newest messages; from any thread. Who lags reads on from the log, if there is one. */
    void shrink() {
        if (!eventLoop.inEventLoop()) {
            eventLoop.execute(this::shrink);
            return;
        }
        Tails shrinking = tails;
        if (shrinking != null && state == State.OPEN) {
            shrinking.shrink();
            sequencer().forgetUntil(shrinking.nativeTail().droppedSequence());
        }
    }

    private void committed(Commit commit) {
        if (commit.hasWaited()) {
            manager.commitTook(commit.waitedNanos());
        }
        List<LoggedMessage> messages = commit.messages();
        if (!messages.isEmpty()) {
            spokenAt = messages.get(messages.size() - 1).timestamp();
        }
        Tails appended = tails();
        for (int i = 0; i < messages.size(); i++) {
            appended.append(messages.get(i), commit.speaker(i).number());
        }
        if (manager.listeners().hearsMessages()) {
            messages.forEach(manager.listeners()::messageSpoken);
        }
        newest = appended.head();
        appended.publish();
        sequencer().forgetUntil(appended.nativeTail().droppedSequence());
        commit.succeed(eventLoop);
        group.headMoved();
        commit.flush(eventLoop);
        if (!departed.isEmpty() && !sequencer().isBusy()) {
            departed.clear();
        }
        closeIfDone();
    }

    // ---- reading ----

    /** Reads what comes next for a member that catches up, and gives it to {@link Member#pageRead}. */
    void nextPage(Member member, long after) {
        if (!eventLoop.inEventLoop()) {
            eventLoop.execute(() -> nextPage(member, after));
            return;
        }
        if (state == State.CLOSED) {
            return; // and so the member is gone, too
        }
        requireNonNull(reader, "reader").nextPage(member, after);
    }

    /**
     * Reads history; from any thread.
     *
     * @param after  only messages with a greater sequence; null for no bound, and then the newest that match are read,
     *               otherwise the oldest
     * @param before only messages with a smaller sequence; null for no bound
     * @param limit  at most this many
     * @return completes on any thread
     */
    public CompletionStage<HistorySlice> history(@Nullable Long after, @Nullable Long before, int limit) {
        CompletableFuture<HistorySlice> slice = new CompletableFuture<>();
        Runnable read = () -> readHistory(after, before, limit).whenComplete((messages, failure) -> {
            if (messages == null) {
                slice.completeExceptionally(requireNonNull(failure));
            } else {
                slice.complete(messages);
            }
        });
        if (eventLoop.inEventLoop()) {
            read.run();
        } else {
            eventLoop.execute(read);
        }
        return slice;
    }

    /**
     * Reads what was said around a message; from any thread.
     *
     * @param sequence the first of those behind
     * @param limit    at most this many, half of them before
     * @return completes on any thread; whether there is more on either side
     */
    public CompletionStage<HistorySlice> historyAround(long sequence, int limit) {
        int older = limit / 2;
        CompletionStage<HistorySlice> behind = history(Math.max(0, sequence - 1), null, limit - older);
        if (older == 0) {
            return behind;
        }
        return history(null, sequence, older).thenCombine(behind, (before, from) -> {
            List<LoggedMessage> both = new ArrayList<>(before.messages());
            both.addAll(from.messages());
            return new HistorySlice(both, before.more() || from.more());
        });
    }

    private CompletionStage<HistorySlice> readHistory(@Nullable Long after, @Nullable Long before, int limit) {
        if (state != State.OPEN) {
            return refuse(NakCode.NO_SUCH_SESSION, "session: " + name + " (expected: an existing one)");
        }
        return requireNonNull(reader, "reader").history(after, before, limit);
    }

    @Override
    public String toString() {
        return name + " (" + size() + " members)";
    }
}
