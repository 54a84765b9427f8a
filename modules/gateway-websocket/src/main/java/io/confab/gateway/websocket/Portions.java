package io.confab.gateway.websocket;

import io.confab.codec.Decoding;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Passes on what one read brought in portions, and none while the channel is not read from: Netty's decoder makes messages
 * of all it is given. Goes on at {@link Decoding#PROCEED}. One instance for each channel; used on its event loop only.
 */
final class Portions extends ChannelInboundHandlerAdapter {

    static final String NAME = "portions";

    /** No more than some hundred of the shortest messages. */
    static final int PORTION_BYTES = 2048;

    private ByteBuf kept = Unpooled.EMPTY_BUFFER;
    private boolean passing;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof ByteBuf bytes)) {
            ctx.fireChannelRead(msg);
            return;
        }
        kept = kept.isReadable() ? Unpooled.wrappedBuffer(kept, bytes) : replaceKept(bytes);
        pass(ctx);
    }

    private ByteBuf replaceKept(ByteBuf bytes) {
        kept.release();
        return bytes;
    }

    private void pass(ChannelHandlerContext ctx) {
        if (passing) {
            return; // it goes on where this was called from
        }
        passing = true;
        try {
            while (kept.isReadable() && ctx.channel().config().isAutoRead() && !ctx.isRemoved()) {
                ctx.fireChannelRead(kept.readRetainedSlice(Math.min(kept.readableBytes(), PORTION_BYTES)));
            }
        } finally {
            passing = false;
        }
        if (!kept.isReadable()) {
            kept = replaceKept(Unpooled.EMPTY_BUFFER);
        }
    }

    /** Passes on what was kept, and then the event: what stands behind may have kept something, too. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Decoding.PROCEED && kept.isReadable()) {
            pass(ctx);
            ctx.fireChannelReadComplete();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        kept = replaceKept(Unpooled.EMPTY_BUFFER);
    }
}
