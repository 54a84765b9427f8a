package io.confab.session;

import io.confab.api.CommandException;
import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import io.confab.codec.LaggedEvent;
import io.confab.codec.LoopTraffic;
import io.confab.codec.Notice;
import io.confab.codec.PresenceEvent;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An account in a session: a cursor into its log. Used on its channel's event loop only.
 *
 * <pre>
 *  JOINED --activate--&gt; CATCHING_UP --page says "at the head"--&gt; LIVE
 *     |                     |    ^                                | |
 *     |                     |    +------fell off the tail---------+ |
 *     +---------------------+------------------leave----------------+--&gt; LEFT
 * </pre>
 *
 * Live, it is sent slices of the tail. Catching up, it is sent messages page by page, which its session reads from the
 * tail or from the log; a new member that asked for nothing begins live.
 */
public final class Member {

    private enum State {
        JOINED,
        CATCHING_UP,
        LIVE,
        LEFT
    }

    private final Session session;
    private final Connection connection;
    private final String account;
    private final int number;

    private State state = State.JOINED;
    private Cursor cursor;
    private boolean delivering;
    private boolean presenceMissed;

    /** What is being caught up with: everything after this. */
    private long caughtUp;

    /** Up to here, what is caught up with is a replay; behind it, it is merely late. */
    private long replayUntil;

    private boolean paging;
    private @Nullable Page page;

    /** What was said in this read; null for as long as there is nothing, as with every member that only listens. */
    private @Nullable List<Utterance> said;

    /** As many as last time. */
    private int expected = 1;

    // Where the shard keeps the member; the shard's alone.
    private int shardIndex = -1;

    /** @param cursor at the head of the tail in the connection's format */
    Member(Session session, Connection connection, String account, int number, Cursor cursor) {
        this.session = session;
        this.connection = connection;
        this.account = account;
        this.number = number;
        this.cursor = cursor;
    }

    /** The session. */
    public Session session() {
        return session;
    }

    /** The account. */
    public String account() {
        return account;
    }

    /** The connection on which the account is logged in. */
    public Connection connection() {
        return connection;
    }

    Channel channel() {
        return connection.channel();
    }

    int number() {
        return number;
    }

    int shardIndex() {
        return shardIndex;
    }

    void shardIndex(int index) {
        shardIndex = index;
    }

    // ---- listening ----

    /** Begins with delivery: called once the client knows that it is a member. */
    public void activate() {
        connection.requireInEventLoop();
        if (state != State.JOINED) {
            return; // left before its JOIN was answered
        }
        state = replayUntil > caughtUp ? State.CATCHING_UP : State.LIVE;
        session.group().activate(this);
        deliver();
    }

    /** Makes the first thing that is delivered a replay of everything between two sequences. */
    void replay(long after, long until) {
        caughtUp = after;
        replayUntil = until;
    }

    /** Writes what there is to write, for as long as the channel takes it. */
    void deliver() {
        deliver(LoopTraffic.current());
    }

    /** @param traffic that of the event loop */
    void deliver(LoopTraffic traffic) {
        if (delivering) {
            return; // the flush below made the channel writable
        }
        Channel channel = channel();
        delivering = true;
        try {
            boolean more = true;
            while (more && connection.takesMore()) {
                more = state == State.LIVE
                        ? writeLive(traffic)
                        : state == State.CATCHING_UP && writePage(channel, traffic);
            }
        } finally {
            delivering = false;
        }
    }

    /** @return whether there may be more to write */
    private boolean writeLive(LoopTraffic traffic) {
        boolean written = presenceMissed;
        if (presenceMissed) {
            presenceMissed = false;
            connection.write(session.presenceNow());
        }
        Cursor.Progress progress = cursor.write(connection.out(), traffic);
        while (progress == Cursor.Progress.WRITTEN && connection.takesMore()) {
            written = true;
            progress = cursor.write(connection.out(), traffic);
        }
        if (progress == Cursor.Progress.LOST) {
            fallOff();
            written = true;
        }
        if (written || progress == Cursor.Progress.WRITTEN) {
            connection.flush();
        }
        return progress != Cursor.Progress.AT_HEAD;
    }

    private void fallOff() {
        long from = cursor.passedSequence() + 1;
        if (session.isStored()) {
            state = State.CATCHING_UP;
            caughtUp = from - 1;
            return;
        }
        long kept = cursor.moveToFirst();
        connection.write(new LaggedEvent(session.name(), from, kept - 1));
    }

    /** @return whether there may be more to write at once */
    private boolean writePage(Channel channel, LoopTraffic traffic) {
        Page ready = page;
        if (ready == null) {
            if (!paging) {
                paging = true;
                session.nextPage(this, caughtUp);
            }
            return page != null; // the session may have answered at once
        }
        page = null;
        if (ready.failed()) {
            channel.close(); // nothing may be left out, and there is nothing to go on with: the client resumes later
            return false;
        }
        if (ready.missedUntil() > caughtUp) {
            connection.write(new LaggedEvent(session.name(), caughtUp + 1, ready.missedUntil()));
            caughtUp = ready.missedUntil();
        }
        if (!ready.messages().isEmpty()) {
            write(channel, ready.messages(), traffic);
        }
        Cursor head = ready.head();
        if (head != null) {
            cursor = head;
            state = State.LIVE;
        }
        connection.flush();
        return true;
    }

    private void write(Channel channel, List<LoggedMessage> messages, LoopTraffic traffic) {
        ByteBuf out = channel.alloc().ioBuffer();
        int delivered = 0;
        for (LoggedMessage message : messages) {
            boolean replay = message.sequence() <= replayUntil;
            if (replay || !message.source().equals(account)) {
                connection.format().encode(message, 0, replay, out);
                delivered++;
            }
            caughtUp = message.sequence();
        }
        traffic.delivered(delivered, out.readableBytes());
        connection.write(out);
    }

    /**
     * By how many messages it is behind, if it cannot go on by itself; otherwise 0. From any thread, without a promise
     * that what is seen is the newest.
     */
    long lag(long head) {
        boolean held =
                state == State.CATCHING_UP || (state == State.LIVE && !channel().isWritable());
        return held ? Math.max(0, head - (state == State.LIVE ? cursor.passedSequence() : caughtUp)) : 0;
    }

    /** Takes what {@link Session#nextPage} was asked for; on the channel's event loop. */
    void pageRead(Page read) {
        paging = false;
        if (state == State.CATCHING_UP) {
            page = read;
            deliver();
        }
    }

    /** Is told who came and went, unless it lags; then it is told how many there are once it no longer does. */
    void announce(PresenceEvent event) {
        if (event.left().isEmpty()
                && event.joined().size() == 1
                && event.joined().contains(account)) {
            return; // its own arrival is no news
        }
        if (state != State.LIVE || !connection.takesMore()) {
            presenceMissed = true;
            return;
        }
        connection.write(event);
        connection.flush();
    }

    // ---- speaking ----

    /**
     * Says something. It is handed over to the session at the end of the current read, in the order of the calls.
     */
    public void say(Utterance utterance) {
        connection.requireInEventLoop();
        if (state == State.LEFT) {
            utterance.refused(new CommandException(
                    NakCode.NOT_A_MEMBER, "session: " + session.name() + " (expected: one that was joined)"));
            return;
        }
        List<Utterance> batch = said;
        if (batch == null) {
            batch = new ArrayList<>(expected);
            said = batch;
            connection.speaks(this);
        }
        batch.add(utterance);
    }

    void handOver() {
        List<Utterance> batch = said;
        if (batch != null) {
            said = null;
            expected = Math.min(batch.size(), 512);
            session.accept(this, batch);
        }
    }

    // ---- leaving ----

    /** Ends the membership from the session's side, and says so; on the channel's event loop. */
    CompletionStage<Void> putOut(Notice notice) {
        if (state == State.LEFT) {
            return CompletableFuture.completedFuture(null);
        }
        connection.write(notice);
        CompletionStage<Void> left = leave();
        connection.flush();
        return left;
    }

    /**
     * Ends the membership: nothing is delivered any more from here on.
     *
     * @return completes on the channel's event loop once the session knows; what was said before is said
     */
    public CompletionStage<Void> leave() {
        connection.requireInEventLoop();
        if (state == State.LEFT) {
            return CompletableFuture.completedFuture(null);
        }
        handOver();
        if (state != State.JOINED) {
            session.group().deactivate(this);
        }
        state = State.LEFT;
        connection.remove(this);
        return session.remove(this);
    }

    @Override
    public String toString() {
        return account + " in " + session.name();
    }
}
