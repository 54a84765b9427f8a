package io.confab.handlers;

import io.confab.handlers.limits.Refusals;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes connections that have not logged in by a deadline. One timer for each event loop, not for each connection. */
@Sharable
final class LoginDeadline extends ChannelInboundHandlerAdapter {

    static final String NAME = "loginDeadline";

    private static final Logger log = LoggerFactory.getLogger(LoginDeadline.class);

    private final Supplier<Duration> timeout;
    private final Refusals refusals;
    private final Map<EventLoop, Sweep> sweeps = new ConcurrentHashMap<>();

    /** @param timeout asked for each connection; one that gets shorter may take its former length to do so */
    LoginDeadline(Supplier<Duration> timeout, Refusals refusals) {
        this.timeout = timeout;
        this.refusals = refusals;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive() && ctx.channel().isRegistered()) {
            begin(ctx.channel()); // added late: there will be no channelActive
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        begin(ctx.channel());
        ctx.fireChannelActive();
    }

    private void begin(Channel channel) {
        sweeps.computeIfAbsent(channel.eventLoop(), Sweep::new).add(channel);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        met(ctx.channel());
        ctx.fireChannelInactive();
    }

    /** Lifts the deadline: the client has logged in, or is gone. On its event loop. */
    void met(Channel channel) {
        Sweep sweep = sweeps.get(channel.eventLoop());
        if (sweep != null) {
            sweep.deadlines.remove(channel);
        }
    }

    /** The connections of one event loop, the next to reach its deadline first. Used on that event loop only. */
    private final class Sweep implements Runnable {

        private final EventLoop eventLoop;
        private final LinkedHashMap<Channel, Long> deadlines = new LinkedHashMap<>();
        private boolean scheduled;

        Sweep(EventLoop eventLoop) {
            this.eventLoop = eventLoop;
        }

        void add(Channel channel) {
            long timeoutNanos = timeout.get().toNanos();
            deadlines.putIfAbsent(channel, eventLoop.ticker().nanoTime() + timeoutNanos);
            schedule(timeoutNanos);
        }

        private void extend(Channel channel) {
            if (channel.isActive() && ClientContext.of(channel).state() != ConnectionState.LOGGED_IN) {
                add(channel);
            } // or it was answered in the meantime, or closed
        }

        private void schedule(long nanos) {
            if (!scheduled) {
                scheduled = true;
                eventLoop.schedule(this, nanos, TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void run() {
            scheduled = false;
            long now = eventLoop.ticker().nanoTime();
            Iterator<Map.Entry<Channel, Long>> oldest = deadlines.entrySet().iterator();
            while (oldest.hasNext()) {
                Map.Entry<Channel, Long> next = oldest.next();
                long left = next.getValue() - now;
                if (left > 0) {
                    schedule(left);
                    return;
                }
                oldest.remove();
                expire(next.getKey());
            }
        }

        private void expire(Channel channel) {
            ClientContext client = ClientContext.of(channel); // null where it is not known yet how the client speaks
            if (client != null && client.state() == ConnectionState.LOGGING_IN) {
                // The authenticator has a timeout of its own; a client that waits for it is not idle.
                eventLoop.execute(() -> extend(channel));
                return;
            }
            log.debug("{} has not logged in in time", channel);
            refusals.count(Refusals.Reason.LOGIN_TIMEOUT);
            channel.close();
        }
    }
}
