package io.confab.gateway.websocket;

import io.confab.api.NakCode;
import io.confab.codec.JsonFrames;
import io.confab.codec.LoopTraffic;
import io.confab.codec.UndecodableFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * JSON objects in text messages, to frames and back. Behind a message that cannot be read nothing more is. One instance for
 * each channel; used on its event loop only.
 *
 * <p>Outbound there are two kinds of bytes: native frames, which the codec writes and which become JSON here, and slices of
 * a session's tail, which are in {@link JsonFormat} already. The first byte tells: that of a frame's length is zero.
 */
final class JsonFrameHandler extends ClosingHandler {

    static final String NAME = "json";

    private final int maxFrameBytes;
    private final boolean deflates;
    private boolean broken;

    JsonFrameHandler(int maxFrameBytes, boolean deflates) {
        this.maxFrameBytes = maxFrameBytes;
        this.deflates = deflates;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof WebSocketFrame frame)) {
            ctx.fireChannelRead(msg);
            return;
        }
        LoopTraffic.current().bytesReceived(frame.content().readableBytes());
        Object read;
        try {
            if (broken) {
                return;
            }
            read = frame instanceof TextWebSocketFrame text
                    ? read(ctx, text.text())
                    : new UndecodableFrame(0, NakCode.MALFORMED, "message: binary (expected: a text)");
        } finally {
            frame.release();
        }
        if (read instanceof UndecodableFrame undecodable && undecodable.fatal()) {
            broken = true;
        }
        ctx.fireChannelRead(read);
    }

    private Object read(ChannelHandlerContext ctx, String json) {
        ByteBuf frame = ctx.alloc().buffer(json.length() + 64);
        UndecodableFrame undecodable = null;
        boolean whole = false;
        try {
            undecodable = JsonFrames.toFrame(json, frame);
            if (undecodable == null && frame.readableBytes() > maxFrameBytes) {
                undecodable = new UndecodableFrame(
                        0,
                        NakCode.MALFORMED,
                        "length: " + frame.readableBytes() + " (expected: at most " + maxFrameBytes + ")");
            }
            whole = undecodable == null;
        } finally {
            if (!whole) {
                frame.release();
            }
        }
        return undecodable == null ? frame : undecodable;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (!(msg instanceof ByteBuf bytes)) {
            ctx.write(msg, promise);
        } else if (!bytes.isReadable()) {
            bytes.release();
            ctx.write(farewell(), promise);
        } else if (bytes.getByte(bytes.readerIndex()) == 0) {
            ctx.write(json(ctx, bytes), promise);
        } else {
            ctx.write(bytes, promise);
        }
    }

    private ByteBuf json(ChannelHandlerContext ctx, ByteBuf frames) {
        ByteBuf out = ctx.alloc().ioBuffer(2 * frames.readableBytes());
        ByteBuf json = ctx.alloc().heapBuffer(2 * frames.readableBytes());
        try {
            while (frames.isReadable()) {
                json.clear();
                JsonFrames.toJson(frames, json);
                TextMessage.write(json, deflates, out);
            }
            return out;
        } catch (RuntimeException e) {
            out.release();
            throw e;
        } finally {
            json.release();
            frames.release();
        }
    }
}
