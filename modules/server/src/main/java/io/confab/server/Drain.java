package io.confab.server;

import io.confab.codec.ShutdownEvent;
import io.confab.handlers.CommandHandlers;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

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
            EventLoop eventLoop, ChannelGroup connections, Reconnection reconnection, Duration grace, Runnable then) {
        Drain drain = new Drain(eventLoop, connections.toArray(new Channel[0]), reconnection, grace);
        var cut = eventLoop.schedule(() -> connections.close(), grace.toMillis(), TimeUnit.MILLISECONDS);
        connections.newCloseFuture().addListener(gone -> {
            cut.cancel(false);
            then.run();
        });
        eventLoop.execute(drain::next);
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
