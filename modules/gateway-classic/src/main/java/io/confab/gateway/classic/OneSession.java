package io.confab.gateway.classic;

import io.confab.api.NakCode;
import io.confab.codec.Command;
import io.confab.codec.CreateCommand;
import io.confab.codec.JoinCommand;
import io.confab.codec.Nak;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Refuses a session to whoever is in one: a MESSAGE does not say which it is for. Stands where every command comes in
 * its turn, so that it is known what became of an earlier JOIN. One instance for each channel.
 */
final class OneSession extends ChannelInboundHandlerAdapter {

    private static final NakCode ALREADY_IN_A_SESSION = new NakCode("ALREADY_IN_A_SESSION");

    private final ClassicCodec codec;

    OneSession(ClassicCodec codec) {
        this.codec = codec;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (codec.inSession() && (msg instanceof JoinCommand || msg instanceof CreateCommand)) {
            int requestId = ((Command) msg).requestId();
            ctx.write(
                    new Nak(requestId, ALREADY_IN_A_SESSION, "session: one joined (expected: none)"),
                    ctx.voidPromise());
            return;
        }
        ctx.fireChannelRead(msg);
    }
}
