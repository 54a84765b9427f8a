package io.confab.examples.gateway;

import io.confab.codec.Decoding;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LineBasedFrameDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Netty's lines, but no more of them than somebody takes. Who asks faster than it is answered is not read from for a while;
 * what one read brought already stays bytes until then, for it may be thousands of commands.
 */
final class LineDecoder extends LineBasedFrameDecoder {

    LineDecoder(int maxBytes) {
        super(maxBytes);
    }

    @Override
    protected @Nullable Object decode(ChannelHandlerContext ctx, ByteBuf bytes) throws Exception {
        return ctx.channel().config().isAutoRead() ? super.decode(ctx, bytes) : null;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == Decoding.PROCEED) {
            channelRead(ctx, Unpooled.EMPTY_BUFFER);
            ctx.fireChannelReadComplete();
        } else {
            super.userEventTriggered(ctx, event);
        }
    }
}
