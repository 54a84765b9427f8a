package io.confab.handlers;

import io.confab.codec.Nak;
import io.confab.codec.UndecodableFrame;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what is no message: unsupported frames cost nothing, malformed ones the connection. */
@Sharable
final class UndecodableFrameHandler extends ChannelInboundHandlerAdapter {

    static final String NAME = "undecodable";

    private static final Logger log = LoggerFactory.getLogger(UndecodableFrameHandler.class);

    UndecodableFrameHandler() {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof UndecodableFrame frame)) {
            ctx.fireChannelRead(msg);
            return;
        }
        ClientContext client = ClientContext.of(ctx.channel());
        if (client.state() == ConnectionState.CLOSING) {
            return;
        }
        Outcome outcome = Outcome.of(new Nak(frame.requestId(), frame.code(), frame.reason()));
        if (frame.fatal()) {
            log.debug("{} closed: {}", client.connection(), frame.reason());
            client.become(ConnectionState.CLOSING); // also while replies in front of this one are waited for
            outcome = outcome.evenIfUnasked().then(() -> Closing.lingering(client));
        }
        client.replies().reply(outcome, frame.requestId());
    }
}
