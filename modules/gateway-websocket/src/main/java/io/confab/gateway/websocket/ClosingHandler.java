package io.confab.gateway.websocket;

import io.confab.handlers.Ending;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import org.jspecify.annotations.Nullable;

/** What is written behind the last reply is nothing; on a WebSocket it is a word that says why. */
abstract class ClosingHandler extends ChannelDuplexHandler {

    private @Nullable Ending ending;

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Ending why) {
            ending = why;
        }
        ctx.fireUserEventTriggered(event);
    }

    /** The last frame of the connection (RFC 6455, 7.4.1). */
    final CloseWebSocketFrame farewell() {
        if (ending == null) {
            return new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE);
        }
        return new CloseWebSocketFrame(
                switch (ending) {
                    case MALFORMED -> WebSocketCloseStatus.PROTOCOL_ERROR;
                    case SHUTDOWN -> WebSocketCloseStatus.ENDPOINT_UNAVAILABLE;
                });
    }
}
