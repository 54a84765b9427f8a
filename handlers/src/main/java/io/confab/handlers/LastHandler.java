package io.confab.handlers;

import io.confab.api.NakCode;
import io.confab.codec.Message;
import io.confab.codec.Nak;
import io.confab.codec.PingReply;
import io.confab.session.ClientAddress;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers messages that no handler took, sends clients away, and closes connections that failed. */
@Sharable
final class LastHandler extends ChannelInboundHandlerAdapter {

    static final String NAME = "last";

    private static final Logger log = LoggerFactory.getLogger(LastHandler.class);

    LastHandler() {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof Farewell farewell) {
            farewell.say(ClientContext.of(ctx.channel()));
            return;
        }
        if (!(msg instanceof Message message)) {
            log.error("{} {} came through the pipeline (expected: a message)", ctx.channel(), msg.getClass());
            ReferenceCountUtil.release(msg);
            return;
        }
        if (message instanceof PingReply) {
            return; // that it came was what mattered
        }
        ClientContext client = ClientContext.of(ctx.channel());
        if (client.state() == ConnectionState.CLOSING) {
            return;
        }
        String reason = String.format(
                "type: 0x%02X (expected: a known one)", message.type().code());
        client.replies()
                .reply(Outcome.of(new Nak(message.requestId(), NakCode.UNSUPPORTED, reason)), message.requestId());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof ChannelOutputShutdownException) {
            return; // the session still talks to a client that is being closed, see Closing#lingering
        }
        if (unwrap(cause) instanceof IOException) {
            // A peer that went without a word, or sent what is no TLS.
            log.debug("{} lost: {}", ClientAddress.describe(ctx.channel()), cause.toString());
        } else {
            log.error("{} closed", ClientAddress.describe(ctx.channel()), cause);
        }
        ctx.close();
    }

    private static Throwable unwrap(Throwable cause) {
        return cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    }
}
