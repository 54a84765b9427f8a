package io.confab.benchmarks;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends and expects the packets that {@code peers/socketio} does, and pings: a member has joined once it has answered. All on one event loop. */
final class SocketIoServer implements AutoCloseable {

    private static final Pattern EVENT = Pattern.compile("42(\\d*)\\[\"(join|say)\",\"([^\"]+)\"(?:,\"([^\"]+)\")?]");

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<String, ChannelGroup> rooms = new ConcurrentHashMap<>();
    private final Channel listening;

    SocketIoServer() {
        listening = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(8192))
                                .addLast(new WebSocketServerProtocolHandler(
                                        "/socket.io/", null, false, 65_536, false, true))
                                .addLast(new Peer());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, SECONDS).syncUninterruptibly();
    }

    private final class Peer extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        private String joinReply = "";

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof HandshakeComplete handshake) {
                boolean known = handshake.requestUri().equals("/socket.io/?EIO=4&transport=websocket");
                send(
                        ctx,
                        known ? "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":25000}" : "44{\"message\":\"uri\"}");
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
            String packet = frame.text();
            Matcher event = EVENT.matcher(packet);
            if (packet.equals("40")) {
                send(ctx, "40{\"sid\":\"b\"}");
            } else if (packet.equals("3")) {
                send(ctx, joinReply);
            } else if (event.matches()) {
                take(ctx, event);
            } else {
                send(ctx, "44{\"message\":\"packet\"}");
            }
        }

        private void take(ChannelHandlerContext ctx, Matcher event) {
            ChannelGroup room = rooms.computeIfAbsent(
                    event.group(3), name -> new DefaultChannelGroup(GlobalEventExecutor.INSTANCE));
            String reply = "43" + event.group(1) + "[]";
            if (event.group(2).equals("join")) {
                room.add(ctx.channel());
                joinReply = reply;
                send(ctx, "2");
                return;
            }
            room.writeAndFlush(
                    new TextWebSocketFrame("42[\"text\",\"" + event.group(4) + "\"]"),
                    channel -> channel != ctx.channel());
            if (!event.group(1).isEmpty()) {
                send(ctx, reply);
            }
        }

        private void send(ChannelHandlerContext ctx, String packet) {
            ctx.writeAndFlush(new TextWebSocketFrame(packet));
        }
    }
}
