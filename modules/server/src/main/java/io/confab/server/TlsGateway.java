package io.confab.server;

import io.confab.handlers.ChannelPrivacy;
import io.confab.handlers.CommandHandlers;
import io.confab.handlers.Gateway;
import io.confab.session.ClientAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that are encrypted, and what is spoken in them. Until the handshake is done a connection has nothing else,
 * and it has to be done, with the login behind it, within the time for a login.
 */
final class TlsGateway implements Gateway {

    static final String NAME = "tls";

    private static final Logger log = LoggerFactory.getLogger(TlsGateway.class);

    /** The first byte of every handshake, see RFC 8446, 5.1. */
    private static final int HANDSHAKE = 0x16;

    private final TlsCertificates certificates;
    private final Gateway inside;

    /** @param inside whose the connections are once they are encrypted */
    TlsGateway(TlsCertificates certificates, Gateway inside) {
        this.certificates = certificates;
        this.inside = inside;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean claims(int firstByte) {
        return firstByte == HANDSHAKE;
    }

    @Override
    public void initialize(ChannelPipeline pipeline, CommandHandlers commands) {
        commands.expectLogin(pipeline);
        SslHandler tls = certificates.newHandler(pipeline.channel().alloc());
        tls.setHandshakeTimeoutMillis(0); // that of the login counts, with one timer for all connections
        pipeline.addLast(NAME, tls).addLast(Handshake.NAME, new Handshake(tls.engine(), commands));
    }

    private static ChannelFuture closeOutbound(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls == null ? channel.newSucceededFuture() : tls.closeOutbound();
    }

    /** Makes way for what is spoken inside, as soon as that can be. */
    private final class Handshake extends ChannelInboundHandlerAdapter {

        static final String NAME = "handshake";

        private final SSLEngine engine;
        private final CommandHandlers commands;

        Handshake(SSLEngine engine, CommandHandlers commands) {
            this.engine = engine;
            this.commands = commands;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent completion && completion.isSuccess()) {
                refuseAnother();
                ChannelPrivacy.encrypted(ctx.channel(), TlsGateway::closeOutbound);
                ctx.pipeline().remove(this);
                inside.initialize(ctx.pipeline(), commands);
            }
        }

        // BoringSSL does so by itself. The JDK would shake hands as often as a client asks for it (TLS 1.2 only), which
        // costs the client nothing; where it may not speak the version it began with, it cannot.
        private void refuseAnother() {
            if (engine.getSession().getProtocol().equals("TLSv1.2") && !isNative()) {
                engine.setEnabledProtocols(new String[] {"TLSv1.3"});
            }
        }

        private boolean isNative() {
            return certificates.provider() != SslProvider.JDK;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            Throwable why = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
            log.debug("{} no TLS: {}", ClientAddress.describe(ctx.channel()), why.getMessage());
            ctx.close();
        }
    }
}
