package io.confab.server;

import io.confab.handlers.ChannelPrivacy;
import io.confab.handlers.limits.ConnectionLimiter;
import io.confab.session.ClientAddress;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the header of the PROXY protocol that a trusted proxy's connection begins with, notes whom it is for, and makes
 * way for what is spoken behind it. Anything else than such a header closes the connection: who may be guessing cannot
 * be trusted.
 */
final class ProxyHeaderHandler extends SimpleChannelInboundHandler<HAProxyMessage> {

    private static final Logger log = LoggerFactory.getLogger(ProxyHeaderHandler.class);

    private static final String DECODER = "proxyDecoder";
    private static final String NAME = "proxyHeader";

    /** What a header may have beside the addresses: what proxies send is a few hundred bytes. */
    private static final int MAX_EXTENSION_BYTES = 4096;

    private final ProxySettings settings;
    private final ConnectionLimiter limiter;
    private final Consumer<ChannelPipeline> next;

    private ProxyHeaderHandler(ProxySettings settings, ConnectionLimiter limiter, Consumer<ChannelPipeline> next) {
        this.settings = settings;
        this.limiter = limiter;
        this.next = next;
    }

    /**
     * Appends what waits for a header.
     *
     * @param limiter is asked whether the client may have another connection
     * @param next    appends what comes behind it, once the client is known
     */
    static void addTo(
            ChannelPipeline pipeline,
            ProxySettings settings,
            ConnectionLimiter limiter,
            Consumer<ChannelPipeline> next) {
        pipeline.addLast(DECODER, new HAProxyMessageDecoder(MAX_EXTENSION_BYTES))
                .addLast(NAME, new ProxyHeaderHandler(settings, limiter, next));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage header) {
        InetSocketAddress client = client(header);
        if (client != null) { // otherwise the proxy speaks for itself, such as to find out whether the server is there
            ClientAddress.set(ctx.channel(), client);
            if (!limiter.admitAddress(ctx.channel(), client.getAddress())) {
                log.debug("{} refused", ClientAddress.describe(ctx.channel()));
                ctx.close();
                return;
            }
            if (settings.isEncrypted() || saysEncrypted(header)) {
                ChannelPrivacy.encrypted(ctx.channel());
            }
        }
        ctx.pipeline().remove(this);
        next.accept(ctx.pipeline()); // what came behind the header follows when the decoder removes itself
    }

    private static @Nullable InetSocketAddress client(HAProxyMessage header) {
        String source = header.sourceAddress();
        InetAddress address = source == null ? null : NetUtil.createInetAddressFromIpAddressString(source);
        return address == null ? null : new InetSocketAddress(address, header.sourcePort());
    }

    private static boolean saysEncrypted(HAProxyMessage header) {
        return header.tlvs().stream().anyMatch(tlv -> tlv instanceof HAProxySSLTLV ssl && ssl.isPP2ClientSSL());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("{} no PROXY header: {}", ctx.channel(), cause.toString());
        ctx.close();
    }
}
