package io.confab.server;

import io.confab.api.NakCode;
import io.confab.codec.FrameDecoder;
import io.confab.codec.Message;
import io.confab.codec.MessageCodec;
import io.confab.codec.Nak;
import io.confab.codec.UndecodableFrame;
import io.confab.handlers.CommandHandlers;
import io.confab.handlers.Gateway;
import io.confab.session.ClientAddress;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a connection without TLS gets where there is to be none: a reason, if it speaks the native protocol, and its end. */
final class PlainRefusal implements Gateway {

    private static final Logger log = LoggerFactory.getLogger(PlainRefusal.class);

    @Override
    public String name() {
        return "plain-refusal";
    }

    @Override
    public void initialize(ChannelPipeline pipeline, CommandHandlers commands) {
        commands.expectLogin(pipeline);
        MessageCodec codec = MessageCodec.server();
        pipeline.addLast(FrameDecoder.NAME, new FrameDecoder(FrameDecoder.MIN_MAX_FRAME_BYTES, codec))
                .addLast(MessageCodec.NAME, codec)
                .addLast("refusal", new Refusal());
    }

    private static final class Refusal extends SimpleChannelInboundHandler<Message> {

        private boolean refused;

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Message message) {
            if (refused) {
                return;
            }
            refused = true;
            log.debug("{} refused: not encrypted", ClientAddress.describe(ctx.channel()));
            if (message instanceof UndecodableFrame) {
                ctx.close();
                return;
            }
            ctx.writeAndFlush(new Nak(
                            message.requestId(), NakCode.FORBIDDEN, "connection: not encrypted (expected: TLS)"))
                    .addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
