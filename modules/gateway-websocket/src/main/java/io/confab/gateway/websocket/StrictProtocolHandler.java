package io.confab.gateway.websocket;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Netty's handler of the protocol, and what it leaves out. Bits of a frame that no extension gave a meaning are refused (RFC
 * 6455, section 5.2). Whoever breaks a rule is sent one close frame that says which (section 7.1.7), Netty's decoder would
 * have a second one follow, and is listened to no more. One instance for each channel; used on its event loop only.
 */
final class StrictProtocolHandler extends WebSocketServerProtocolHandler {

    /** What fits into a control frame beside the code. */
    private static final int MAX_REASON_BYTES = 123;

    /** For how long what still comes is read and dropped, so that the close frame is not lost to a reset. */
    private static final long LINGER_MILLIS = 1000;

    private boolean failed;

    /** @param config without closing on a violation, which is done here */
    StrictProtocolHandler(WebSocketServerProtocolConfig config) {
        super(config);
    }

    /** Stands behind the decoder of an extension, which takes away the bits that are its own. */
    @Override
    protected void decode(ChannelHandlerContext ctx, WebSocketFrame frame, List<Object> out) throws Exception {
        if (failed) {
            return;
        }
        checkBits(frame);
        super.decode(ctx, frame, out);
    }

    /** @throws CorruptedWebSocketFrameException if one of a frame's reserved bits is set */
    static void checkBits(WebSocketFrame frame) {
        if (frame.rsv() != 0) {
            throw new CorruptedWebSocketFrameException(
                    WebSocketCloseStatus.PROTOCOL_ERROR, "rsv: " + frame.rsv() + " (expected: 0)");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        if (cause instanceof PrematureChannelClosureException) {
            return; // it went in the middle of a message, and is gone
        }
        WebSocketCloseStatus status = status(cause);
        if (status == null) {
            super.exceptionCaught(ctx, cause);
        } else if (!failed) {
            failed = true;
            fail(ctx, new CloseWebSocketFrame(status, reason(status, cause)));
        }
    }

    /** @return null if it is no fault of the client's */
    private static @Nullable WebSocketCloseStatus status(Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            return corrupted.closeStatus();
        }
        if (cause instanceof TooLongFrameException) {
            return WebSocketCloseStatus.MESSAGE_TOO_BIG;
        }
        return cause instanceof DecompressionException ? WebSocketCloseStatus.INVALID_PAYLOAD_DATA : null;
    }

    private static String reason(WebSocketCloseStatus status, Throwable cause) {
        String reason = cause.getMessage();
        return reason == null || ByteBufUtil.utf8Bytes(reason) > MAX_REASON_BYTES ? status.reasonText() : reason;
    }

    private void fail(ChannelHandlerContext ctx, CloseWebSocketFrame farewell) throws Exception {
        Channel channel = ctx.channel();
        ChannelPromise sent = ctx.newPromise();
        write(ctx, farewell, sent);
        flush(ctx);
        sent.addListener(done -> {
            if (!done.isSuccess() || !(channel instanceof DuplexChannel duplex)) {
                ctx.close();
                return;
            }
            duplex.shutdownOutput();
            var deadline = channel.eventLoop().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
            channel.closeFuture().addListener(closed -> deadline.cancel(false));
        });
    }
}
