package io.confab.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import jdk.net.ExtendedSocketOptions;

/**
 * What the sockets of clients are set to: no delay, and keep-alive, so that a peer that vanished without a word is found
 * out within a minute and its account can log in again.
 */
final class SocketOptions {

    static final int KEEPALIVE_IDLE_SECONDS = 30;
    static final int KEEPALIVE_INTERVAL_SECONDS = 10;
    static final int KEEPALIVE_COUNT = 3;

    // Linux's numbers, see socket(7) and tcp(7).
    private static final int SOL_SOCKET = 1;
    private static final int SO_KEEPALIVE = 9;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;

    private SocketOptions() {}

    static void set(ServerBootstrap bootstrap, Transport transport) {
        if (transport == Transport.NIO) {
            setOnEach(bootstrap);
        } else {
            setOnListening(bootstrap);
        }
    }

    // On Linux a client's socket takes them over from the one that listens: that saves five system calls a login. Netty
    // itself sets no delay there.
    private static void setOnListening(ServerBootstrap bootstrap) {
        bootstrap
                .option(new IntegerUnixChannelOption("confab.SO_KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE), 1)
                .option(
                        new IntegerUnixChannelOption("confab.TCP_KEEPIDLE", IPPROTO_TCP, TCP_KEEPIDLE),
                        KEEPALIVE_IDLE_SECONDS)
                .option(
                        new IntegerUnixChannelOption("confab.TCP_KEEPINTVL", IPPROTO_TCP, TCP_KEEPINTVL),
                        KEEPALIVE_INTERVAL_SECONDS)
                .option(new IntegerUnixChannelOption("confab.TCP_KEEPCNT", IPPROTO_TCP, TCP_KEEPCNT), KEEPALIVE_COUNT);
    }

    private static void setOnEach(ServerBootstrap bootstrap) {
        bootstrap
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), KEEPALIVE_IDLE_SECONDS)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), KEEPALIVE_INTERVAL_SECONDS)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), KEEPALIVE_COUNT);
    }
}
