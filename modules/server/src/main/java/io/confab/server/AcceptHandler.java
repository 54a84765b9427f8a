package io.confab.server;

import io.confab.handlers.limits.Admission;
import io.confab.handlers.limits.ConnectionLimiter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
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
    private final @Nullable ProxySettings proxies;

    /** @param proxies from where connections say only later whom they are for, and are counted by address then */
    AcceptHandler(ConnectionLimiter limiter, @Nullable ProxySettings proxies) {
        this.limiter = limiter;
        this.proxies = proxies;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof Channel connection && !limiter.admit(connection, countedAs(connection))) {
            log.debug("{} refused", connection);
            connection.unsafe().closeForcibly();
            return;
        }
        ctx.fireChannelRead(msg);
    }

    private @Nullable InetAddress countedAs(Channel connection) {
        return proxies != null && proxies.include(connection.remoteAddress()) ? null : Admission.address(connection);
    }
}
