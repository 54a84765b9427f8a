package io.confab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SocketOptionsTest {

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "IO_URING", "NIO"})
    void aClientsSocketSendsAtOnceAndNoticesAPeerThatVanished(Transport transport) throws Exception {
        EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(1, transport.ioHandlerFactory());
        BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
        // The socket stays open while its options are read: they go with it.
        try (Socket socket = new Socket()) {
            socket.connect(listen(transport, eventLoops, accepted));
            Channel client = accepted.poll(10, TimeUnit.SECONDS);
            assertThat(client).as("accepted %s", socket.getLocalSocketAddress()).isNotNull();
            SocketChannelConfig config = (SocketChannelConfig) client.config();

            assertThat(config.isTcpNoDelay()).isTrue();
            assertThat(config.isKeepAlive()).isTrue();
            assertThat(keepAliveIdle(config)).isEqualTo(SocketOptions.KEEPALIVE_IDLE_SECONDS);
        } finally {
            eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private static SocketAddress listen(Transport transport, EventLoopGroup eventLoops, BlockingQueue<Channel> accepted)
            throws InterruptedException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(eventLoops)
                .channel(transport.serverChannel())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted.add(channel);
                    }
                });
        SocketOptions.set(bootstrap, transport);
        return bootstrap.bind("127.0.0.1", 0).sync().channel().localAddress();
    }

    private static int keepAliveIdle(SocketChannelConfig config) {
        if (config instanceof EpollSocketChannelConfig epoll) {
            return epoll.getTcpKeepIdle();
        }
        Integer uring = config.getOption(IoUringChannelOption.TCP_KEEPIDLE);
        return uring != null ? uring : config.getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE));
    }
}
