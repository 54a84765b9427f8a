package io.confab.handlers;

import static java.util.Objects.requireNonNull;

import io.confab.codec.WireFormat;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Lets a client's messages through to the command handlers: one after the other, none while an exclusive command waits
 * for its answer, and none while the client does not read what it is sent. What cannot pass waits here and nothing more
 * is read, so a client never has more waiting than one read brought. One instance for each channel.
 */
final class CommandGate extends ChannelInboundHandlerAdapter {

    static final String NAME = "gate";

    private final WireFormat format;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ArrayDeque<Object> waiting;
    private boolean held;
    private boolean passing;

    CommandGate(WireFormat format) {
        this.format = format;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        ClientContext.create(ctx, format, this);
    }

    ChannelHandlerContext context() {
        return requireNonNull(context, "context");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
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

    private boolean mayPass(ChannelHandlerContext ctx) {
        return !held
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
            while (queue != null && !held && ctx.channel().isWritable() && !queue.isEmpty()) {
                ctx.fireChannelRead(queue.remove());
            }
        } finally {
            passing = false;
        }
        readComplete(ctx);
        if (!held && ctx.channel().isWritable() && (waiting == null || waiting.isEmpty())) {
            waiting = null;
            ctx.channel().config().setAutoRead(true);
        }
    }
}
