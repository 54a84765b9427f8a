package io.confab.gateway.websocket;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The gateway's own pipeline with an echo at its end in place of commands. The Autobahn test suite talks to it, in the profile
 * {@code autobahn}, which starts it in the process of Maven.
 */
public final class EchoServer {

    /** Section 9 of the suite has messages of 16 MiB. */
    private static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    private EchoServer() {}

    /** @param args the port, at the address that the suite connects to */
    public static void main(String[] args) throws Exception {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLocalHost(), Integer.parseInt(args[0]));
            start(group, address).closeFuture().sync();
        } finally {
            group.shutdownGracefully();
        }
    }

    static Channel start(EventLoopGroup group, InetSocketAddress address) throws InterruptedException {
        WebSocketGatewayBuilder configured = WebSocketGateway.builder();
        configured.path = "/"; // which the suite asks for, and nobody may configure
        WebSocketGateway gateway = configured.build();
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        gateway.initialize(accepted.pipeline(), MAX_MESSAGE_BYTES, new Echo());
                    }
                })
                .bind(address)
                .sync()
                .channel();
    }

    /** Sends everything back as the gateway sends: texts by {@link TextMessage}, the rest by Netty. */
    private static final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {

        private boolean deflates;

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof HandshakeComplete) {
                deflates = ctx.pipeline().get(WebSocketExtensionDecoder.class) != null;
                ctx.pipeline().remove(FirstBytes.NAME); // as a login does
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
            if (frame instanceof BinaryWebSocketFrame) {
                ctx.writeAndFlush(new BinaryWebSocketFrame(frame.content().retain()));
            } else if (frame instanceof TextWebSocketFrame) {
                ByteBuf payload = ctx.alloc().heapBuffer(frame.content().readableBytes());
                ByteBuf out = ctx.alloc().ioBuffer();
                try {
                    payload.writeBytes(frame.content());
                    TextMessage.write(payload, deflates, out);
                } finally {
                    payload.release();
                }
                ctx.writeAndFlush(out);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
