package io.confab.session;

import io.confab.api.CommandException;
import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import io.confab.api.SessionLog;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads back what was said in a session: pages for members that catch up, and history. From the tail as far as that
 * reaches, otherwise from the log if it keeps anything. Used on the session's event loop only.
 */
final class SessionReader {

    private static final Logger log = LoggerFactory.getLogger(SessionReader.class);

    /** How much a member that catches up is given at once. */
    private static final int PAGE_BYTES = 64 * 1024;

    private static final int PAGE_MESSAGES = 1024;

    /** How much history is read at once. */
    static final int HISTORY_BYTES = 512 * 1024;

    private final String session;
    private final EventLoop eventLoop;
    private final SessionLog sessionLog;
    private final boolean stored;
    private final Tails tails;

    SessionReader(String session, EventLoop eventLoop, SessionLog sessionLog, boolean stored, Tails tails) {
        this.session = session;
        this.eventLoop = eventLoop;
        this.sessionLog = sessionLog;
        this.stored = stored;
        this.tails = tails;
    }

    /** Reads what comes next for a member that catches up, and gives it to {@link Member#pageRead}. */
    void nextPage(Member member, long after) {
        Tail tail = tails.nativeTail();
        if (stored && tail.hasDroppedAfter(after)) {
            nextStoredPage(member, after);
            return;
        }
        long missedUntil = tail.hasDroppedAfter(after) ? tail.droppedSequence() : 0;
        long from = Math.max(after, missedUntil);
        List<LoggedMessage> messages = tail.oldest(from, Long.MAX_VALUE, PAGE_MESSAGES, PAGE_BYTES);
        Page page = page(member, from, messages);
        give(member, new Page(page.messages(), missedUntil, page.head(), false));
    }

    // What retention took away while the member was catching up is missed; it is looked at behind the reading, since
    // retention does not wait for it.
    private void nextStoredPage(Member member, long after) {
        readLog(after, tails.head() + 1, PAGE_MESSAGES, PAGE_BYTES, false).whenComplete((messages, failure) -> {
            if (failure != null) {
                log.error("session {}: its log could not be read after {}", session, after, failure);
                give(member, Page.failure());
                return;
            }
            long forgotten = sessionLog.forgottenSequence();
            long next = messages.isEmpty() ? Long.MAX_VALUE : messages.get(0).sequence();
            long missedUntil = forgotten > after && next > after + 1 ? Math.min(forgotten, next - 1) : 0;
            eventLoop.execute(() -> {
                Page page = page(member, Math.max(after, missedUntil), messages);
                give(member, new Page(page.messages(), missedUntil, page.head(), false));
            });
        });
    }

    private Page page(Member member, long after, List<LoggedMessage> messages) {
        long until =
                messages.isEmpty() ? after : messages.get(messages.size() - 1).sequence();
        boolean atHead = until >= tails.head()
                || (messages.isEmpty() && !tails.nativeTail().hasDroppedAfter(after));
        Cursor live = atHead ? tails.cursorAtHead(member.connection().format(), member.number()) : null;
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

    /** See {@link Session#history}. */
    CompletionStage<HistorySlice> history(@Nullable Long after, @Nullable Long before, int limit) {
        boolean newest = after == null;
        long from = after == null ? 0 : after;
        // The log may hold more than this session has told its members yet; that comes when it comes live.
        long to = Math.min(before == null ? Long.MAX_VALUE : before, tails.head() + 1);
        HistorySlice kept = tails.nativeTail().history(from, to, limit, newest);
        boolean complete = !stored || !tails.nativeTail().hasDroppedAfter(from) || (newest && kept.more());
        if (complete) {
            return CompletableFuture.completedFuture(kept);
        }
        return readLog(from, to, limit + 1, HISTORY_BYTES, newest)
                .thenCompose(messages -> slice(messages, from, to, limit, newest))
                .exceptionally(failure -> {
                    log.error("session {}: its log could not be read", session, failure);
                    throw new CommandException(
                            NakCode.UNAVAILABLE, "session: " + session + " (expected: a log that can be read)");
                });
    }

    // Fewer than asked for are all there are, unless they are as many as there was room for.
    private CompletionStage<HistorySlice> slice(
            List<LoggedMessage> read, long after, long before, int limit, boolean newest) {
        HistorySlice slice = HistorySlice.cut(read, limit, newest);
        long bytes = read.stream().mapToLong(message -> message.data().length).sum();
        if (slice.more() || bytes < HISTORY_BYTES) {
            return CompletableFuture.completedFuture(slice);
        }
        long further = newest ? after : read.get(read.size() - 1).sequence();
        long upTo = newest ? read.get(0).sequence() : before;
        return readLog(further, upTo, 1, 1, newest)
                .thenApply(more -> new HistorySlice(slice.messages(), !more.isEmpty()));
    }

    private CompletionStage<List<LoggedMessage>> readLog(
            long after, long before, int limit, int maxBytes, boolean newest) {
        try {
            return sessionLog.read(after, before, limit, maxBytes, newest);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
