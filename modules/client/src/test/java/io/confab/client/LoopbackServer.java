package io.confab.client;

import io.confab.codec.Ack;
import io.confab.codec.Command;
import io.confab.codec.FrameDecoder;
import io.confab.codec.Message;
import io.confab.codec.MessageCodec;
import io.confab.codec.Stamp;
import io.confab.codec.TextCommand;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A server on a real socket whose answers a test gives; by default {@code ACK} to everything. */
final class LoopbackServer implements AutoCloseable {

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    private final Channel listening;
    private volatile BiConsumer<Channel, Command> answer = LoopbackServer::acknowledge;

    LoopbackServer() {
        listening = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new FrameDecoder(FrameDecoder.DEFAULT_MAX_FRAME_BYTES))
                                .addLast(MessageCodec.server())
                                .addLast(new Answering());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    ConfabClientBuilder client() {
        return ConfabClient.builder().port(port());
    }

    void answerWith(BiConsumer<Channel, Command> answer) {
        this.answer = answer;
    }

    /** The server's end of the next connection. */
    Channel accepted() throws InterruptedException {
        return accepted.take();
    }

    static void acknowledge(Channel channel, Command command) {
        Message reply = command instanceof TextCommand
                ? new Ack(command.requestId(), new Stamp(command.requestId(), 1))
                : new Ack(command.requestId());
        channel.writeAndFlush(reply);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Answering extends SimpleChannelInboundHandler<Message> {

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            accepted.add(ctx.channel());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Message message) {
            answer.accept(ctx.channel(), (Command) message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close(); // a client that resets
        }
    }
}
