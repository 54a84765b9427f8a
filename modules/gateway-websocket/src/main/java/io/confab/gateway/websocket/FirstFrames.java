package io.confab.gateway.websocket;

import static io.confab.api.NakCode.MALFORMED;

import io.confab.codec.UndecodableFrame;
import io.confab.handlers.BeforeLogin;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Refuses frames that are longer than a login, as long as there was none: what the native protocol's own decoder does, for
 * frames that come from JSON. One instance for each channel.
 */
final class FirstFrames extends ChannelInboundHandlerAdapter implements BeforeLogin {

    static final String NAME = "first-frames";

    private final int most;
    private boolean refused;

    FirstFrames(int most) {
        this.most = most;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof ByteBuf frame)) {
            ctx.fireChannelRead(msg);
            return;
        }
        int length = frame.readableBytes();
        if (refused || length > most) {
            frame.release();
            if (!refused) {
                refused = true;
                ctx.fireChannelRead(new UndecodableFrame(
                        0, MALFORMED, "length: " + length + " (expected: at most " + most + " before a login)"));
            }
            return;
        }
        ctx.fireChannelRead(frame);
    }

    @Override
    public boolean hasRefused() {
        return refused;
    }
}
