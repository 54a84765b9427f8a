package io.confab.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Keeps everything else out of a connection until it is encrypted, with a server that is trusted. */
final class TlsHandshake extends ChannelInboundHandlerAdapter {

    static final String NAME = "handshake";

    private final Consumer<ChannelPipeline> next;
    private final CompletableFuture<Void> ready;

    /**
     * @param next  appends what speaks behind the handshake
     * @param ready completed once that can be spoken to, or with why it cannot
     */
    TlsHandshake(Consumer<ChannelPipeline> next, CompletableFuture<Void> ready) {
        this.next = next;
        this.ready = ready;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent completion)) {
            ctx.fireUserEventTriggered(event);
        } else if (completion.isSuccess()) {
            next.accept(ctx.pipeline());
            ctx.fireChannelActive(); // which they have missed
            ctx.pipeline().remove(this);
            ready.complete(null);
        } else {
            ready.completeExceptionally(completion.cause());
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ready.completeExceptionally(cause);
        ctx.close();
    }
}
