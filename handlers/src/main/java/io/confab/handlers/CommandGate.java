package io.confab.handlers;

import static java.util.Objects.requireNonNull;

import io.confab.codec.Decoding;
import io.confab.codec.FrameDecoder;
import io.confab.codec.PingCommand;
import io.confab.codec.WireFormat;
import io.confab.handlers.limits.Admission;
import io.confab.handlers.limits.Limits;
import io.confab.session.Hold;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a client's messages through to the command handlers: one after the other, none while an exclusive command waits
 * for its answer, none while the client does not read what it is sent, and none while the log cannot store what it says as fast
 * as it comes. What cannot pass waits here, and nothing more is read or decoded: the decoders keep the bytes, see {@link Decoding}. So
 * too where a client sends faster than it may. One instance for each channel.
 */
final class CommandGate extends ChannelInboundHandlerAdapter {

    static final String NAME = "gate";

    /** A client is not forgotten for longer than this, however little it may send. */
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The request id is what a client has to answer by; there is no need to tell one PING from another. */
    private static final PingCommand PING = new PingCommand(1, "", new byte[0]);

    private static final Logger log = LoggerFactory.getLogger(CommandGate.class);

    private final WireFormat format;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ArrayDeque<Object> waiting;
    private final Admission admission;
    private @Nullable Throttle throttle;
    private IdleSweep.@Nullable Loop watch;
    private int watchIndex;
    private int heardAt;
    private byte asked;
    private boolean held;

    /** How many sessions cannot store what the client says as fast as it comes. */
    private short holds;

    private boolean passing;
    private boolean paused;

    CommandGate(WireFormat format, Admission admission) {
        this.format = format;
        this.admission = admission;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        ClientContext.create(ctx, format, this);
    }

    Admission admission() {
        return admission;
    }

    ChannelHandlerContext context() {
        return requireNonNull(context, "context");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (watch != null) {
            heardAt = watch.turn();
        }
        Throttle limit = throttle == null ? begin(ctx) : throttle;
        if (limit != Throttle.OFF) {
            limit.received(msg);
            if (!paused && limit.isExhausted()) {
                pause(ctx, limit);
            }
        }
        if (mayPass(ctx)) {
            ctx.fireChannelRead(msg);
            return;
        }
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        waiting.add(msg);
        ctx.channel().config().setAutoRead(false);
    }

    /** Is looked at by a sweep from now on. */
    void watched(IdleSweep.Loop loop, int index) {
        watch = loop;
        watchIndex = index;
        heardAt = loop.turn();
    }

    /** Has another place in the sweep. */
    void moved(int index) {
        watchIndex = index;
    }

    /** For how many turns of the sweep nothing has come, though it would have been read. */
    int silentFor(int turn) {
        if (held || paused) {
            heardAt = turn; // it is us who do not listen
        }
        return turn - heardAt;
    }

    /** Sends a PING, if the client has been silent for longer than when it was last sent one. */
    void askIfNeeded(int silences) {
        if (silences > asked && context().channel().isWritable()) {
            context().writeAndFlush(PING, context().voidPromise());
        }
        asked = (byte) silences;
    }

    void closeIdle() {
        log.debug(
                "{} closed: nothing came from it",
                ClientContext.of(context().channel()).connection());
        context().channel().close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        IdleSweep.Loop loop = watch;
        if (loop != null) {
            watch = null;
            loop.remove(watchIndex);
        }
    }

    // Not before something comes: a proxy has told by then whom it speaks for.
    private Throttle begin(ChannelHandlerContext ctx) {
        Limits limits = admission.limits();
        Throttle begun = !Throttle.isNeeded(limits) || limits.isExempt(Admission.address(ctx.channel()))
                ? Throttle.OFF
                : new Throttle(limits, admission.refusals(), ctx.pipeline().get(FrameDecoder.class), now(ctx));
        throttle = begun;
        return begun;
    }

    private static long now(ChannelHandlerContext ctx) {
        return ctx.channel().eventLoop().ticker().nanoTime();
    }

    // What comes too fast is not refused but not read: the client's own system holds it back then.
    private void pause(ChannelHandlerContext ctx, Throttle limit) {
        long nanos = limit.pause(now(ctx));
        if (nanos > 0) {
            paused = true;
            ctx.channel().config().setAutoRead(false);
            ctx.channel()
                    .eventLoop()
                    .schedule(() -> resume(ctx), Math.min(nanos, LONGEST_PAUSE_NANOS), TimeUnit.NANOSECONDS);
        }
    }

    private void resume(ChannelHandlerContext ctx) {
        paused = false;
        if (ctx.isRemoved()) {
            return;
        }
        Throttle limit = throttle;
        if (limit != null && limit.isExhausted()) {
            pause(ctx, limit);
        }
        if (!paused) {
            pass(ctx);
        }
    }

    /**
     * Spends something on a costly command.
     *
     * @return for how many nanoseconds the client would have to wait; 0 if it need not
     */
    long spend(int cost) {
        Throttle limit = throttle;
        return limit == null || limit == Throttle.OFF ? 0 : limit.spend(cost, now(context()));
    }

    private boolean mayPass(ChannelHandlerContext ctx) {
        return !held
                && !paused
                && holds == 0
                && !passing
                && (waiting == null || waiting.isEmpty())
                && ctx.channel().isWritable();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        readComplete(ctx);
        ctx.fireChannelReadComplete();
    }

    private static void readComplete(ChannelHandlerContext ctx) {
        ClientContext.of(ctx.channel()).connection().readComplete();
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            if (watch != null) {
                heardAt = watch.turn(); // it reads, and that is a sign of life
            }
            ClientContext.of(ctx.channel()).connection().writable();
            pass(ctx);
        } else {
            ctx.channel().config().setAutoRead(false);
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Delivery.PAUSE) {
            ClientContext.of(ctx.channel()).connection().pause();
        } else if (event == Delivery.RESUME) {
            ClientContext.of(ctx.channel()).connection().resume();
        } else if (event == Hold.BEGIN) {
            holds++;
            ctx.channel().config().setAutoRead(false);
        } else if (event == Hold.END) {
            holds--;
            pass(ctx);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** Lets nothing pass until {@link #release}. */
    void hold(ChannelHandlerContext ctx) {
        held = true;
        ctx.channel().config().setAutoRead(false);
    }

    /** Ends what {@link #hold} began, and sends what was written. */
    void release(ChannelHandlerContext ctx) {
        held = false;
        pass(ctx);
    }

    private void pass(ChannelHandlerContext ctx) {
        if (passing) {
            return; // what is being passed made the channel writable
        }
        passing = true;
        try {
            ArrayDeque<Object> queue = waiting;
            while (queue != null
                    && !held
                    && !paused
                    && holds == 0
                    && ctx.channel().isWritable()
                    && !queue.isEmpty()) {
                ctx.fireChannelRead(queue.remove());
            }
        } finally {
            passing = false;
        }
        readComplete(ctx);
        if (!held && !paused && holds == 0 && ctx.channel().isWritable() && (waiting == null || waiting.isEmpty())) {
            waiting = null;
            ctx.channel().config().setAutoRead(true);
            ctx.pipeline().fireUserEventTriggered(Decoding.PROCEED);
        }
    }
}
