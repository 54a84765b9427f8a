package io.confab.session;

import static java.util.Objects.requireNonNull;

import io.confab.api.CommandException;
import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import io.confab.api.SessionLog;
import io.confab.codec.JoinResult;
import io.confab.codec.ListResult;
import io.confab.codec.NativeFormat;
import io.confab.codec.PresenceEvent;
import io.confab.codec.SessionOptions;
import io.confab.codec.WireFormat;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import java.util.ArrayList;
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

    /** How much a member that catches up is given at once. */
    private static final int PAGE_BYTES = 64 * 1024;

    private static final int PAGE_MESSAGES = 1024;

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
    private final List<Tail> tails = new ArrayList<>(1);
    private long base;
    private long head;
    private int memberNumbers;
    private boolean presencePending;
    private @Nullable SessionLog sessionLog;
    private @Nullable Sequencer sequencer;

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
        head = base;
        sessionLog = opened;
        sequencer = new Sequencer(name, eventLoop, opened, manager.clock(), base, this::committed, this::closeIfDone);
        tails.add(newTail(NativeFormat.INSTANCE));
        if (stored > 0) {
            nativeTail().beginsAfter(stored);
        }
        state = State.OPEN;
        manager.listeners().sessionCreated(name, creator);
    }

    private Tail newTail(WireFormat format) {
        return new Tail(format, manager.allocator(), manager.settings().tailBytes(), head);
    }

    /** Closes a session that could not be opened, or has nobody left; on this session's event loop. */
    void close() {
        boolean wasOpen = state == State.OPEN;
        state = State.CLOSED;
        if (wasOpen && !keepsLog()) {
            manager.forget(head);
        }
        tails.forEach(Tail::close);
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
        Tail tail = tailIn(connection.format());
        Cursor atHead = cursorAtHead(tail, ++memberNumbers);
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
        if (after == null) {
            return new JoinResult(head, members.size(), true, null);
        }
        Tail tail = nativeTail();
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
        requireNonNull(sequencer, "sequencer").turn(); // what was said before is in the session before it may close
        members.remove(member.account());
        memberCount.decrementAndGet();
        note(member.account(), false);
        manager.listeners().memberLeft(name, member.account());
        closeIfDone();
    }

    private void closeIfDone() {
        if (state == State.OPEN
                && members.isEmpty()
                && !requireNonNull(sequencer, "sequencer").isBusy()) {
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
        requireNonNull(sequencer, "sequencer").accept(speaker, said);
    }

    private void committed(Commit commit) {
        List<LoggedMessage> messages = commit.messages();
        for (int i = 0; i < messages.size(); i++) {
            LoggedMessage message = messages.get(i);
            int speaker = commit.speaker(i).number();
            for (int t = 0; t < tails.size(); t++) {
                tails.get(t).append(message, speaker);
            }
            head = message.sequence();
        }
        if (!manager.listeners().isEmpty()) {
            messages.forEach(manager.listeners()::messageSpoken);
        }
        tails.forEach(Tail::publish);
        requireNonNull(sequencer, "sequencer").forgetUntil(nativeTail().droppedSequence());
        commit.succeed(eventLoop);
        group.headMoved();
        commit.flush(eventLoop);
        closeIfDone();
    }

    // ---- reading ----

    private Tail nativeTail() {
        return tails.get(0);
    }

    private Tail tailIn(WireFormat format) {
        for (Tail tail : tails) {
            if (tail.format() == format) {
                return tail;
            }
        }
        Tail tail = newTail(format);
        tails.add(tail);
        return tail;
    }

    private Cursor cursorAtHead(Tail tail, int speaker) {
        TailSegment last = tail.last();
        return new Cursor(tail, speaker, last, last.length(), head);
    }

    /** Reads what comes next for a member that catches up, and gives it to {@link Member#pageRead}. */
    void nextPage(Member member, long after) {
        if (!eventLoop.inEventLoop()) {
            eventLoop.execute(() -> nextPage(member, after));
            return;
        }
        if (state == State.CLOSED) {
            return; // and so the member is gone, too
        }
        Tail tail = nativeTail();
        if (keepsLog() && tail.hasDroppedAfter(after)) {
            readLog(after, Long.MAX_VALUE, PAGE_MESSAGES, false).whenComplete((messages, failure) -> {
                if (failure != null) {
                    log.error("session {}: its log could not be read after {}", name, after, failure);
                    give(member, Page.failure());
                } else {
                    eventLoop.execute(() -> give(member, page(member, after, messages)));
                }
            });
            return;
        }
        long missedUntil = tail.hasDroppedAfter(after) ? tail.droppedSequence() : 0;
        long from = Math.max(after, missedUntil);
        List<LoggedMessage> messages = tail.oldest(from, Long.MAX_VALUE, PAGE_MESSAGES, PAGE_BYTES);
        Page page = page(member, from, messages);
        give(member, new Page(page.messages(), missedUntil, page.head(), false));
    }

    private Page page(Member member, long after, List<LoggedMessage> messages) {
        long until =
                messages.isEmpty() ? after : messages.get(messages.size() - 1).sequence();
        boolean atHead = until >= head || (messages.isEmpty() && !nativeTail().hasDroppedAfter(after));
        Cursor live = atHead ? cursorAtHead(tailIn(member.connection().format()), member.number()) : null;
        return new Page(messages, 0, live, false);
    }

    private static void give(Member member, Page page) {
        EventLoop memberLoop = member.channel().eventLoop();
        if (memberLoop.inEventLoop()) {
            member.pageRead(page);
        } else {
            memberLoop.execute(() -> member.pageRead(page));
        }
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
        boolean newest = after == null;
        long from = after == null ? 0 : after;
        long to = before == null ? Long.MAX_VALUE : before;
        HistorySlice kept = nativeTail().history(from, to, limit, newest);
        boolean complete = !keepsLog() || !nativeTail().hasDroppedAfter(from) || (newest && kept.more());
        if (complete) {
            return CompletableFuture.completedFuture(kept);
        }
        return readLog(from, to, limit + 1, newest).handle((messages, failure) -> {
            if (messages == null) {
                log.error("session {}: its log could not be read", name, failure);
                throw new CommandException(
                        NakCode.UNAVAILABLE, "session: " + name + " (expected: a log that can be read)");
            }
            return HistorySlice.cut(messages, limit, newest);
        });
    }

    // The log may hold more than this session has told its members yet; that comes when it comes live.
    private CompletionStage<List<LoggedMessage>> readLog(long after, long before, int limit, boolean newest) {
        try {
            return requireNonNull(sessionLog, "sessionLog").read(after, Math.min(before, head + 1), limit, newest);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public String toString() {
        return name + " (" + size() + " members)";
    }
}
