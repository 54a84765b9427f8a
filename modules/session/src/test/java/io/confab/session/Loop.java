package io.confab.session;

import static java.util.Objects.requireNonNull;

import io.confab.codec.NativeFormat;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An event loop with a thread of its own, and connections whose channels live on it. */
final class Loop implements AutoCloseable {

    final DefaultEventLoop eventLoop = new DefaultEventLoop();
    private final DefaultEventLoop peers = new DefaultEventLoop();
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    /** One end of a local connection, and what the other end gets. */
    static final class End {
        final Connection connection;
        final Channel channel;
        private final Loop loop;
        private final LinkedBlockingQueue<Object> received = new LinkedBlockingQueue<>();
        private final Queue<Object> decoded = new ArrayDeque<>();

        private End(Loop loop, Channel channel) {
            this.loop = loop;
            this.channel = channel;
            this.connection = new Connection(channel, NativeFormat.INSTANCE);
        }

        /** Waits for what the client gets next; what was said, in words. */
        Object next() {
            if (decoded.isEmpty()) {
                decode();
            }
            return decoded.remove();
        }

        private void decode() {
            try {
                Object next = requireNonNull(received.poll(20, TimeUnit.SECONDS), "nothing was received");
                if (next instanceof ByteBuf frames) {
                    Heard.in(frames).forEach(each -> decoded.add(each.toString()));
                } else {
                    decoded.add(next);
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        boolean hasReceived() {
            return !decoded.isEmpty() || !received.isEmpty();
        }

        Remark say(String session, String text) {
            Remark remark = new Remark(text);
            loop.call(() -> {
                requireNonNull(connection.member(session), session).say(remark);
                connection.readComplete();
                return true;
            });
            return remark;
        }
    }

    /** Connects, without a login. */
    End connect(String name) {
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        CompletableFuture<End> ready = new CompletableFuture<>();
        Channel server = new ServerBootstrap()
                .group(eventLoop)
                .channel(LocalServerChannel.class)
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(ChannelHandlerContext ctx) {
                        accepted.complete(ctx.channel());
                    }
                })
                .bind(new LocalAddress(name + System.nanoTime()))
                .syncUninterruptibly()
                .channel();
        Channel client = new Bootstrap()
                .group(peers)
                .channel(LocalChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel peer) {
                        peer.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext ctx, Object message) {
                                Await.value(ready).received.add(message);
                            }
                        });
                    }
                })
                .connect(server.localAddress())
                .syncUninterruptibly()
                .channel();
        End end = new End(this, Await.value(accepted));
        channels.add(server);
        channels.add(client);
        channels.add(end.channel);
        ready.complete(end);
        return end;
    }

    /** Connects and logs in. */
    End login(String account, OnlineAccounts online) {
        End end = connect(account);
        call(() -> {
            online.enter(account, end.connection);
            end.connection.loggedIn(account, online);
            return true;
        });
        return end;
    }

    /** Does something on the event loop. */
    <T extends @Nullable Object> T call(Callable<T> action) {
        return eventLoop.submit(action).syncUninterruptibly().getNow();
    }

    /** Holds the event loop until the latch is counted down. */
    CountDownLatch hold() {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        eventLoop.execute(() -> {
            held.countDown();
            await(release);
        });
        await(held);
        return release;
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody counts down");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until all that was asked for so far is done. */
    void settle() {
        call(() -> true);
        peers.submit(() -> true).syncUninterruptibly();
    }

    @Override
    public void close() {
        channels.close().syncUninterruptibly();
        settle();
        settle();
        eventLoop.shutdownGracefully(0, 20, TimeUnit.SECONDS).syncUninterruptibly();
        peers.shutdownGracefully(0, 20, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
