package io.confab.gateway.websocket;

import io.confab.codec.FrameDecoder;
import io.confab.codec.MessageCodec;
import io.confab.codec.NativeFormat;
import io.confab.handlers.CommandHandlers;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionDecoder;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Puts the rest of the pipeline together once it is known what the client speaks, and goes. */
final class UpgradeHandler extends ChannelInboundHandlerAdapter {

    private final CommandHandlers commands;
    private final int maxFrameBytes;

    /** What came before the answer to the handshake had been written. */
    private final Queue<Object> early = new ArrayDeque<>(0);

    UpgradeHandler(CommandHandlers commands, int maxFrameBytes) {
        this.commands = commands;
        this.maxFrameBytes = maxFrameBytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        early.add(msg);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof HandshakeComplete handshake)) {
            ctx.fireUserEventTriggered(event);
            return;
        }
        ChannelPipeline pipeline = ctx.pipeline();
        boolean deflates = pipeline.get(WebSocketExtensionDecoder.class) != null;
        finish(pipeline, handshake.selectedSubprotocol(), deflates);
        for (Object msg = early.poll(); msg != null; msg = early.poll()) {
            ctx.fireChannelRead(msg);
        }
        pipeline.remove(this);
    }

    /**
     * Appends the handlers for a subprotocol.
     *
     * @param subprotocol null if the client named none that there is
     * @param deflates    whether it takes compressed messages
     */
    private void finish(ChannelPipeline pipeline, @Nullable String subprotocol, boolean deflates) {
        MessageCodec codec = MessageCodec.server();
        int first = commands.maxFrameBytesBeforeLogin();
        if (WebSocketGateway.BINARY.equals(subprotocol)) {
            pipeline.addLast(BinaryFrameHandler.NAME, new BinaryFrameHandler())
                    .addLast(FrameDecoder.NAME, new FrameDecoder(maxFrameBytes, first, codec))
                    .addLast(MessageCodec.NAME, codec);
            commands.addTo(pipeline, NativeFormat.INSTANCE);
        } else {
            pipeline.addLast(JsonFrameHandler.NAME, new JsonFrameHandler(maxFrameBytes, deflates))
                    .addLast(FirstFrames.NAME, new FirstFrames(first))
                    .addLast(MessageCodec.NAME, codec);
            commands.addTo(pipeline, deflates ? JsonFormat.DEFLATED : JsonFormat.PLAIN);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        early.forEach(io.netty.util.ReferenceCountUtil::release);
        early.clear();
    }
}
