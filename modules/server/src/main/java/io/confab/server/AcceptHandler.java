package io.confab.server;

import io.confab.handlers.limits.Admission;
import io.confab.handlers.limits.ConnectionLimiter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections that are one too many as soon as they are accepted: before they have an event loop, a pipeline or a
 * buffer. Stands in the pipeline of the socket that listens.
 */
@Sharable
final class AcceptHandler extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(AcceptHandler.class);

    private final ConnectionLimiter limiter;

    AcceptHandler(ConnectionLimiter limiter) {
        this.limiter = limiter;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof Channel connection && !limiter.admit(connection, Admission.address(connection))) {
            log.debug("{} refused", connection);
            connection.unsafe().closeForcibly();
            return;
        }
        ctx.fireChannelRead(msg);
    }
}
