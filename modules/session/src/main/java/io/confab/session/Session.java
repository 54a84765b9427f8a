package io.confab.session;

import static java.util.Objects.requireNonNull;

import io.confab.api.CommandException;
import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import io.confab.api.SessionLog;
import io.confab.codec.JoinResult;
import io.confab.codec.ListResult;
import io.confab.codec.PresenceEvent;
import io.confab.codec.SessionOptions;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A conference: a log that its members read from. It lives on one event loop, that of its creator's channel; what other
 * event loops want of it comes as tasks.
 *
 * <pre>
 *  OPENING --log opened--&gt; OPEN --last member left--&gt; CLOSED
 *     +-----------------log does not open----------------^
 * </pre>
 */
public final class Session {

    private static final Logger log = LoggerFactory.getLogger(Session.class);

    private enum State {
        OPENING,
        OPEN,
        CLOSED
    }

    private final SessionManager manager;
    private final String name;
    private final EventLoop eventLoop;
    private final SessionOptions options;
    private final int capacity;
    private final MemberGroup group;
    private final Presence presence = new Presence();

    // Sorted, and readable by everybody, so that a list needs no task on this event loop. Written on it only.
    private final ConcurrentSkipListMap<String, Member> members = new ConcurrentSkipListMap<>();
    private final AtomicInteger memberCount = new AtomicInteger();

    private State state = State.OPENING;
    private long base;
    private int memberNumbers;
    private boolean presencePending;
    private @Nullable SessionLog sessionLog;
    private @Nullable Sequencer sequencer;
    private @Nullable Tails tails;
    private @Nullable SessionReader reader;

    Session(SessionManager manager, String name, EventLoop eventLoop, SessionOptions options) {
        this.manager = manager;
        this.name = name;
        this.eventLoop = eventLoop;
        this.options = options;
        Integer wanted = options.capacity();
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
    public ListResult.Entry entry() {
        return new ListResult.Entry(name, size(), options.topic(), options.capacity() == null ? null : capacity);
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

    boolean keepsLog() {
        return manager.log().durable();
    }

    // ---- opening and closing ----

    /** Begins with an open log; on this session's event loop. */
    void open(SessionLog opened, String creator) {
        long stored = opened.head();
        // Sequences go on from the log. Where there is none they begin with the time, so that a client that resumes
        // from an earlier session of the same name is told so, and never takes this one's messages for that one's.
        base = stored > 0 ? stored : Math.max(manager.clock().millis() * 1000, manager.greatestForgotten());
        sessionLog = opened;
        sequencer = new Sequencer(name, eventLoop, opened, manager.clock(), base, this::committed, this::closeIfDone);
        Tails begun = new Tails(manager.allocator(), manager.settings().tailBytes(), base);
        if (stored > 0) {
            begun.nativeTail().beginsAfter(stored);
        }
        tails = begun;
        reader = new SessionReader(name, eventLoop, opened, keepsLog(), begun);
        state = State.OPEN;
        manager.listeners().sessionCreated(name, creator);
    }

    /** What there is once the log is open. */
    private Tails tails() {
        return requireNonNull(tails, "tails");
    }

    private Sequencer sequencer() {
        return requireNonNull(sequencer, "sequencer");
    }

    /** Closes a session that could not be opened, or has nobody left; on this session's event loop. */
    void close() {
        boolean wasOpen = state == State.OPEN;
        state = State.CLOSED;
        if (wasOpen && !keepsLog()) {
            manager.forget(tails().head());
        }
        if (tails != null) {
            tails.close();
        }
        closeLog();
        if (wasOpen) {
            manager.listeners().sessionClosed(name);
        }
        manager.remove(this); // last: from here on another event loop may open a session, and its log, of this name
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
     * @return completes on this session's event loop; fails with a {@link CommandException}
     */
    CompletionStage<Joined> join(Connection connection, String account, @Nullable Long after) {
        if (eventLoop.inEventLoop()) {
            return admit(connection, account, after);
        }
        CompletableFuture<Joined> joined = new CompletableFuture<>();
        eventLoop.execute(() -> admit(connection, account, after).whenComplete((member, refusal) -> {
            if (member != null) {
                joined.complete(member);
            } else {
                joined.completeExceptionally(requireNonNull(refusal));
            }
        }));
        return joined;
    }

    CompletionStage<Joined> admit(Connection connection, String account, @Nullable Long after) {
        if (state != State.OPEN) {
            return refuse(NakCode.NO_SUCH_SESSION, "session: " + name + " (expected: an existing one)");
        }
        if (members.containsKey(account)) {
            return refuse(NakCode.ALREADY_MEMBER, "session: " + name + " (expected: one not joined yet)");
        }
        if (members.size() >= capacity) {
            return refuse(
                    NakCode.SESSION_FULL, "session: " + name + " (expected: fewer than " + capacity + " members)");
        }
        Cursor atHead = tails().cursorAtHead(connection.format(), ++memberNumbers);
        Member member = new Member(this, connection, account, memberNumbers, atHead);
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
        boolean known = after == 0 || (after >= base && after <= head) || (keepsLog() && after <= head);
        long from = !known ? 0 : after;
        boolean recovered = known && (keepsLog() || !tail.hasDroppedAfter(from));
        if (!keepsLog()) {
            from = Math.max(from, Math.max(base, tail.droppedSequence()));
        }
        member.replay(from, head);
        return new JoinResult(head, members.size(), recovered, recovered ? null : tail.firstSequence());
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

    private void committed(Commit commit) {
        List<LoggedMessage> messages = commit.messages();
        Tails appended = tails();
        for (int i = 0; i < messages.size(); i++) {
            appended.append(messages.get(i), commit.speaker(i).number());
        }
        if (!manager.listeners().isEmpty()) {
            messages.forEach(manager.listeners()::messageSpoken);
        }
        appended.publish();
        sequencer().forgetUntil(appended.nativeTail().droppedSequence());
        commit.succeed(eventLoop);
        group.headMoved();
        commit.flush(eventLoop);
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
