package io.confab.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** Native frames one behind the other, with nothing around them. */
final class FrameCarrier implements Carrier {

    @Override
    public void connected(ChannelHandlerContext ctx, Dialect dialect) {
        dialect.open(ctx);
    }

    @Override
    public void read(ChannelHandlerContext ctx, ByteBuf in, Dialect dialect) {
        in.readerIndex(MemberFrames.cut(ctx, in, in.readerIndex(), in.writerIndex(), dialect));
    }

    @Override
    public int begin(ByteBuf out, int bytes) {
        return out.writerIndex();
    }

    @Override
    public void end(ByteBuf out, int from) {
        // a frame has its length in itself
    }
}
