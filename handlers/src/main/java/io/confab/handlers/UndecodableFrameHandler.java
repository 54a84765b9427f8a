package io.confab.handlers;

import io.confab.codec.FrameDecoder;
import io.confab.codec.Nak;
import io.confab.codec.UndecodableFrame;
import io.confab.handlers.limits.Refusals;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what is no message: unsupported frames cost nothing, malformed ones the connection. */
@Sharable
final class UndecodableFrameHandler extends ChannelInboundHandlerAdapter {

    static final String NAME = "undecodable";

    private static final Logger log = LoggerFactory.getLogger(UndecodableFrameHandler.class);

    private final Refusals refusals;

    UndecodableFrameHandler(Refusals refusals) {
        this.refusals = refusals;
    }

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
            if (isBeforeLogin(ctx.pipeline())) {
                refusals.count(Refusals.Reason.FRAME_BEFORE_LOGIN);
            }
            client.become(ConnectionState.CLOSING); // also while replies in front of this one are waited for
            outcome = outcome.evenIfUnasked().then(() -> Closing.lingering(client, Ending.MALFORMED));
        }
        client.replies().reply(outcome, frame.requestId());
    }

    private static boolean isBeforeLogin(ChannelPipeline pipeline) {
        FrameDecoder decoder = pipeline.get(FrameDecoder.class);
        if (decoder != null && decoder.hasRefusedBeforeLift()) {
            return true;
        }
        for (Map.Entry<String, ChannelHandler> handler : pipeline) {
            if (handler.getValue() instanceof BeforeLogin guard && guard.hasRefused()) {
                return true;
            }
        }
        return false;
    }
}
