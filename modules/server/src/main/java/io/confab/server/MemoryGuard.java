package io.confab.server;

import io.confab.handlers.limits.Admission;
import io.confab.handlers.limits.Refusals.Reason;
import io.confab.session.SessionManager;
import io.netty.channel.Channel;
import io.netty.channel.ChannelId;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.group.ChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the memory for buffers from being used up. It looks at what is really used, and not at what is queued: all members
 * of a session are sent the same bytes, and one that does not read may hold on to much more than what waits for it.
 *
 * <p>Beyond the limit, at each look, first the sessions in which nobody has spoken for longest keep less; then those clients
 * are closed to which nothing could be sent since the last look, the ones with most waiting for them first; and as
 * long as it lasts nothing is added: no connection, no session, no member. What goes on, goes on.
 *
 * <p>Lives on one executor, away from the event loops, since looking at all connections may take a while.
 */
final class MemoryGuard implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(MemoryGuard.class);

    static final long LOOK_MILLIS = 200;

    /** Of the clients that do not read, a part is closed at each look, for it may be enough. */
    private static final int PART = 4;

    private final LongSupplier used;
    private final LongSupplier most;
    private final Admission admission;
    private final SessionManager sessions;
    private final ChannelGroup connections;

    /** What waited for clients at the last look, where there was one beyond the limit. */
    private Map<ChannelId, Long> unread = new HashMap<>();

    private boolean beyond;
    private @Nullable ScheduledFuture<?> looks;

    /**
     * @param used  how many bytes are used
     * @param most  how many may be; asked at each look
     */
    MemoryGuard(
            LongSupplier used,
            LongSupplier most,
            Admission admission,
            SessionManager sessions,
            ChannelGroup connections) {
        this.used = used;
        this.most = most;
        this.admission = admission;
        this.sessions = sessions;
        this.connections = connections;
    }

    void start(EventExecutor executor) {
        looks = executor.scheduleWithFixedDelay(this, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stop() {
        ScheduledFuture<?> running = looks;
        if (running != null) {
            running.cancel(false);
        }
    }

    @Override
    public void run() {
        try {
            look();
        } catch (RuntimeException e) {
            log.error("the memory in use could not be looked at", e);
        }
    }

    private void look() {
        long now = used.getAsLong();
        long limit = most.getAsLong();
        if (now <= limit) {
            if (beyond) {
                beyond = false;
                unread = new HashMap<>();
                admission.memoryExhausted(false);
                log.info("memory for buffers: {} bytes (limit: {}): taking connections again", now, limit);
            }
            return;
        }
        if (!beyond) {
            beyond = true;
            log.warn(
                    "memory for buffers: {} bytes (expected: at most {}): nothing is added until there is less",
                    now,
                    limit);
            admission.memoryExhausted(true);
        }
        sessions.shrinkTails();
        closeWhoDoesNotRead();
    }

    private void closeWhoDoesNotRead() {
        Map<ChannelId, Long> waiting = new HashMap<>();
        List<Channel> stuck = new ArrayList<>();
        for (Channel connection : connections) {
            if (connection.isActive() && !connection.isWritable()) {
                long bytes = waiting(connection);
                waiting.put(connection.id(), bytes);
                Long before = unread.get(connection.id());
                if (before != null && bytes >= before) {
                    stuck.add(connection);
                }
            }
        }
        stuck.sort(Comparator.comparing((Channel connection) -> waiting.getOrDefault(connection.id(), 0L))
                .reversed());
        for (Channel connection : stuck.subList(0, (stuck.size() + PART - 1) / PART)) {
            admission.refusals().count(Reason.UNREAD);
            log.debug("{} closed: it does not read, and the memory is needed", connection);
            connection.close();
        }
        unread = waiting;
    }

    private static long waiting(Channel connection) {
        ChannelOutboundBuffer buffer = connection.unsafe().outboundBuffer(); // null once it is closed
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }
}
