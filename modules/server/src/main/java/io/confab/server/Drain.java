package io.confab.server;

import io.confab.codec.ShutdownEvent;
import io.confab.handlers.CommandHandlers;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends all clients of a server away: each is told when to come back, and its connection is closed behind the replies to
 * what it has asked for. That is done in batches, because all at once would keep the event loops from everything else,
 * and the other side, too; they are gone through in half of the time there is. Who is left when that is over is cut off.
 *
 * <p>Used on one event loop.
 */
final class Drain {

    private static final int BATCH = 500;
    private static final long PAUSE_MILLIS = 20;

    /** As often as a leave goes from one event loop to another, and once more. */
    private static final int SETTLING_ROUNDS = 4;

    private final EventLoop eventLoop;
    private final Channel[] clients;
    private final int batch;
    private final Reconnection reconnection;
    private int told;

    private Drain(EventLoop eventLoop, Channel[] clients, Reconnection reconnection, Duration grace) {
        this.eventLoop = eventLoop;
        this.clients = clients;
        this.reconnection = reconnection;
        long batches = Math.max(1, grace.toMillis() / 2 / PAUSE_MILLIS);
        this.batch = (int) Math.max(BATCH, (clients.length + batches - 1) / batches);
    }

    /**
     * Begins. No further client may be let in.
     *
     * @param grace after which nobody is waited for
     * @param then  run once everybody is gone
     */
    static void begin(
            EventLoopGroup eventLoops,
            ChannelGroup connections,
            Reconnection reconnection,
            Duration grace,
            Runnable then) {
        EventLoop eventLoop = eventLoops.next();
        Drain drain = new Drain(eventLoop, connections.toArray(new Channel[0]), reconnection, grace);
        var cut = eventLoop.schedule(() -> connections.close(), grace.toMillis(), TimeUnit.MILLISECONDS);
        connections.newCloseFuture().addListener(gone -> {
            cut.cancel(false);
            settle(eventLoops, SETTLING_ROUNDS, then);
        });
        eventLoop.execute(drain::next);
    }

    // Who is gone still leaves its sessions, which live on other event loops and answer: these have to be there for
    // that.
    private static void settle(EventLoopGroup eventLoops, int rounds, Runnable then) {
        if (rounds == 0) {
            then.run();
            return;
        }
        List<EventExecutor> all = new ArrayList<>();
        eventLoops.forEach(all::add);
        AtomicInteger awaited = new AtomicInteger(all.size());
        for (EventExecutor each : all) {
            each.execute(() -> {
                if (awaited.decrementAndGet() == 0) {
                    settle(eventLoops, rounds - 1, then);
                }
            });
        }
    }

    private void next() {
        int until = Math.min(clients.length, told + batch);
        for (; told < until; told++) {
            CommandHandlers.sendAway(clients[told], new ShutdownEvent(reconnection.millis(told, clients.length)));
        }
        if (told < clients.length) {
            eventLoop.schedule(this::next, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
