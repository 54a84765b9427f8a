package io.confab.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes one connection, trying the addresses of the host one after the other. */
final class Connector {

    private final ClientSettings settings;
    private final EventLoopGroup group;
    private final boolean ownGroup;
    private final Class<? extends SocketChannel> channelType;
    private final CompletableFuture<ConfabClient> connected = new CompletableFuture<>();

    /** @param group null for one of its own, which ends with the connection */
    Connector(ClientSettings settings, @Nullable EventLoopGroup group, Class<? extends SocketChannel> channelType) {
        this.settings = settings;
        this.ownGroup = group == null;
        this.group = group == null ? newGroup() : group;
        this.channelType = channelType;
    }

    private static EventLoopGroup newGroup() {
        return new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("confab-client", true), NioIoHandler.newFactory());
    }

    CompletableFuture<ConfabClient> connect() {
        HostLookup.addresses(settings.host()).whenComplete((addresses, failure) -> {
            if (failure == null) {
                tryAddress(addresses, 0);
            } else {
                fail("unknown host", failure);
            }
        });
        return connected;
    }

    private void tryAddress(List<InetAddress> addresses, int index) {
        ClientInitializer initializer = new ClientInitializer(settings, System::nanoTime);
        ChannelFuture attempt = new Bootstrap()
                .group(group)
                .channel(channelType)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.connectTimeout().toMillis()))
                .handler(initializer)
                .connect(new InetSocketAddress(addresses.get(index), settings.port()));
        if (attempt.cause() != null) {
            // Event loops that have ended notify no listener.
            failed(attempt.cause(), addresses, index);
            return;
        }
        attempt.addListener(done -> {
            if (done.isSuccess()) {
                initializer.ready().whenComplete((nothing, refused) -> {
                    if (refused == null) {
                        succeed(initializer.connection());
                    } else {
                        fail(refused); // no other address is tried: a name that two answer to is one to look at
                    }
                });
            } else {
                failed(done.cause(), addresses, index);
            }
        });
    }

    private void failed(Throwable cause, List<InetAddress> addresses, int index) {
        if (index + 1 < addresses.size()) {
            tryAddress(addresses, index + 1);
        } else {
            fail(String.valueOf(cause.getMessage()), cause);
        }
    }

    private void succeed(Connection connection) {
        connection.closeFuture().whenComplete((ended, failure) -> endGroup());
        ConfabClient client = new ConfabClient(connection);
        if (!connected.complete(client)) { // the caller does not want it any more
            client.close();
        }
    }

    private void fail(String reason, Throwable cause) {
        end("one that accepts connections", reason, cause);
    }

    private void fail(Throwable handshake) {
        for (Throwable cause = handshake; cause != null; cause = cause.getCause()) {
            if (cause instanceof UntrustedCertificateException untrusted) {
                end(new UntrustedServerException(settings.address(), untrusted));
                return;
            }
        }
        String alert = TlsReason.refusal(handshake);
        if (alert != null) {
            end("one that trusts this client's certificate", alert, handshake);
        } else {
            end("one that speaks TLS", TlsReason.handshake(handshake), handshake);
        }
    }

    private void end(String expected, String reason, Throwable cause) {
        ConnectException failure =
                new ConnectException("server: " + settings.address() + " (expected: " + expected + "): " + reason);
        failure.initCause(cause);
        end(failure);
    }

    private void end(ConnectException failure) {
        connected.completeExceptionally(failure);
        endGroup();
    }

    private void endGroup() {
        if (ownGroup) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
