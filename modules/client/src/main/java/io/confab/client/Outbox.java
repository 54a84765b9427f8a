package io.confab.client;

import io.confab.codec.Command;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.EncoderException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Carries commands from any thread to the event loop: one task, one flush and mostly one system call for all that are
 * there when the event loop comes to it. Keeps the order of each thread. Bounded by the {@link Backlog}, which counts
 * every command in it.
 */
final class Outbox {

    private final Channel channel;
    private final Unsent unsent;
    private final Queue<Item> items = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    Outbox(Channel channel, Unsent unsent) {
        this.channel = channel;
        this.unsent = unsent;
    }

    /**
     * @param bytes   how long the frame is
     * @param request waits for the reply; null if none is wanted
     */
    void add(Command command, int bytes, @Nullable Request<?> request) {
        items.add(new Item(command, bytes, request));
        if (scheduled.compareAndSet(false, true)) {
            try {
                channel.eventLoop().execute(this::drain);
            } catch (RejectedExecutionException e) {
                // The event loop has ended, and the connection before it: nobody waits for this command any more.
                items.clear();
            }
        }
    }

    /** Writes all there is. On the event loop only. */
    void drain() {
        scheduled.set(false); // before polling, so that what is added from now on schedules again
        boolean any = false;
        for (Item item = items.poll(); item != null; item = items.poll()) {
            write(item);
            any = true;
        }
        if (any) {
            channel.flush();
        }
    }

    private void write(Item item) {
        ChannelFuture written = channel.write(item.command);
        written.addListener(future -> {
            Throwable cause = future.cause();
            unsent.done(item.bytes, item.request, cause instanceof EncoderException ? cause.getCause() : cause);
        });
    }

    private record Item(
            Command command, int bytes, @Nullable Request<?> request) {}

    /** Told on the event loop what has become of every command. */
    @FunctionalInterface
    interface Unsent {

        /** @param failure null if the command was sent */
        void done(int bytes, @Nullable Request<?> request, @Nullable Throwable failure);
    }
}
