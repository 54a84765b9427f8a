package io.confab.gateway.websocket;

import io.confab.handlers.BeforeLogin;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Closes a connection that sends much and does not log in: until then nobody may have the server keep more than a few requests
 * and a login. One instance for each channel.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter implements BeforeLogin {

    static final String NAME = "first-bytes";

    private final int most;
    private int received;

    FirstBytes(int most) {
        this.most = most;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof ByteBuf bytes) {
            received += bytes.readableBytes();
            if (received > most) {
                bytes.release();
                ctx.close();
                return;
            }
        }
        ctx.fireChannelRead(msg);
    }
}
