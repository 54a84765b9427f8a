package io.confab.gateway.websocket;

import io.confab.api.NakCode;
import io.confab.codec.UndecodableFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** Native frames in binary messages, as many in one as happen to be. One instance for each channel. */
final class BinaryFrameHandler extends ClosingHandler {

    static final String NAME = "binary";

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof BinaryWebSocketFrame frame) {
            ctx.fireChannelRead(frame.content());
        } else if (msg instanceof WebSocketFrame frame) {
            frame.release();
            ctx.fireChannelRead(new UndecodableFrame(0, NakCode.MALFORMED, "message: text (expected: a binary one)"));
        } else {
            ctx.fireChannelRead(msg);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (!(msg instanceof ByteBuf frames)) {
            ctx.write(msg, promise);
        } else if (frames.isReadable()) {
            ctx.write(new BinaryWebSocketFrame(frames), promise);
        } else {
            frames.release();
            ctx.write(farewell(), promise);
        }
    }
}
