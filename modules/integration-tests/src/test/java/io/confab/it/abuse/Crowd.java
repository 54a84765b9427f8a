package io.confab.it.abuse;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What an attack has at hand: connections from any number of loopback addresses, on one event loop, and their counts. Used
 * on that event loop only.
 */
final class Crowd {

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final int network;
    private final Ports ports;
    private final String password;

    /** How many connections there were, were refused or failed, and are no more. */
    long opened;

    long failed;
    long closed;

    /** How many there were at the same time at most. */
    long most;

    /** What the attack does besides: requests, bytes. */
    long done;

    /** And what it was answered, or refused. */
    long answered;

    private boolean over;

    /** @param network its addresses are 127.network.x.y */
    Crowd(int network, Ports ports, String password) {
        this.network = network;
        this.ports = ports;
        this.password = password;
    }

    Ports ports() {
        return ports;
    }

    String password() {
        return password;
    }

    EventLoop loop() {
        return loop;
    }

    boolean isOver() {
        return over;
    }

    /** No new connections from here on. */
    void end() {
        over = true;
    }

    void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** Connects to a port from an address, with some handlers. */
    ChannelFuture connect(int address, int port, ChannelHandler... handlers) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000)
                .localAddress(new InetSocketAddress(loopback(network, address / 250, 1 + address % 250), 0))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(handlers).addLast(new Last());
                    }
                });
        ChannelFuture connecting = bootstrap.connect(new InetSocketAddress(loopback(0, 0, 1), port));
        connecting.addListener(connected -> {
            if (connected.isSuccess()) {
                opened++;
                most = Math.max(most, opened - closed);
                connecting.channel().closeFuture().addListener(ended -> closed++);
            } else {
                failed++;
            }
        });
        return connecting;
    }

    private static InetAddress loopback(int second, int third, int fourth) {
        try {
            return InetAddress.getByAddress(new byte[] {127, (byte) second, (byte) third, (byte) fourth});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four bytes are an address
        }
    }

    /** Keeps a connection: each time it is closed or refused there is another one a moment later. */
    void keep(int address, int port, long pauseMillis, Supplier<ChannelHandler[]> handlers) {
        if (over) {
            return;
        }
        connect(address, port, handlers.get()).addListener((ChannelFuture connected) -> {
            Runnable again = () -> keep(address, port, pauseMillis, handlers);
            if (connected.isSuccess()) {
                connected
                        .channel()
                        .closeFuture()
                        .addListener(ended -> loop.schedule(again, pauseMillis, TimeUnit.MILLISECONDS));
            } else {
                loop.schedule(again, pauseMillis, TimeUnit.MILLISECONDS);
            }
        });
    }

    /** Does something so many times a second, in ten portions. */
    void everySecond(int times, Runnable something) {
        loop.scheduleAtFixedRate(
                () -> {
                    for (int i = 0; i < times / 10 && !over; i++) {
                        something.run();
                    }
                },
                0,
                100,
                TimeUnit.MILLISECONDS);
    }

    /** Closes with a reset in place of a proper end. */
    static void reset(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    /** Throws away what comes, and closes where something fails: a server that closes under it is what is hoped for. */
    private static final class Last extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            ReferenceCountUtil.release(msg);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** Does something as soon as it is connected. */
    static ChannelHandler whenActive(Consumer<Channel> action) {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                action.accept(ctx.channel());
                ctx.fireChannelActive();
            }
        };
    }

    /** Does something as soon as something comes. */
    static ChannelHandler onceRead(Consumer<Channel> action) {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object msg) {
                ctx.pipeline().remove(this);
                action.accept(ctx.channel());
                ctx.fireChannelRead(msg);
            }
        };
    }

    /** Sends some bytes as soon as it is connected. */
    static ChannelHandler greeting(Supplier<ByteBuf> bytes) {
        return whenActive(channel -> channel.writeAndFlush(bytes.get()));
    }
}
