package io.confab.client;

import io.confab.codec.Command;
import io.netty.channel.Channel;
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
    private final Written written;
    private final Queue<Item> items = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    Outbox(Channel channel, Written written) {
        this.channel = channel;
        this.written = written;
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
        channel.write(item.command).addListener(future -> {
            // Where the channel is at fault, the end of the connection says so to all who wait.
            Throwable unencodable = future.cause() instanceof EncoderException e ? e.getCause() : null;
            written.done(item.bytes, item.request, unencodable);
        });
    }

    private record Item(
            Command command, int bytes, @Nullable Request<?> request) {}

    /** Told on the event loop that a command waits here no longer. */
    @FunctionalInterface
    interface Written {

        /** @param unencodable why the command cannot be a frame; null if it can */
        void done(int bytes, @Nullable Request<?> request, @Nullable Throwable unencodable);
    }
}
