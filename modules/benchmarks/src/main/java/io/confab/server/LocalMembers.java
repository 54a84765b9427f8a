package io.confab.server;

import io.confab.api.AuditListener;
import io.confab.api.Authorizer;
import io.confab.api.MessageFilter;
import io.confab.codec.FrameDecoder;
import io.confab.handlers.CommandHandlers;
import io.confab.handlers.DuplicateLogin;
import io.confab.handlers.LoginSettings;
import io.confab.handlers.MemoryTokens;
import io.confab.handlers.PlainTextLogin;
import io.confab.handlers.Services;
import io.confab.handlers.limits.Admission;
import io.confab.handlers.limits.Limits;
import io.confab.session.MemoryLog;
import io.confab.session.Moderation;
import io.confab.session.OnlineAccounts;
import io.confab.session.SessionManager;
import io.confab.session.SessionSettings;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Very many members in one JVM, over Netty's local transport, with the server's own pipeline: what one takes of the heap,
 * and that what is said reaches every one. Stands in this package for that pipeline's sake.
 *
 * <p>Both ends of a connection are in this heap. Bare pairs of channels, measured first, tell how much of it is Netty's; half
 * of that, the client's end, is no member's.
 */
public final class LocalMembers {

    private static final int AT_A_TIME = 2000;
    private static final long PATIENCE_SECONDS = 600;

    private final int members;
    private final int perSession;
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final Listener listener = new Listener();
    private long connected;

    private LocalMembers(int members, int perSession) {
        this.members = members;
        this.perSession = perSession;
    }

    /** @param arguments how many members (100000), and how many of them to a session (10) */
    public static void main(String[] arguments) throws Exception {
        int members = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int perSession = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
        if (members < 2 || perSession < 2 || members % perSession != 0) {
            throw new IllegalArgumentException(
                    "members: " + members + " by " + perSession + " (expected: a multiple of the session's size)");
        }
        new LocalMembers(members, perSession).run();
    }

    private void run() throws Exception {
        long empty = usedHeap();
        LocalAddress bareAddress = new LocalAddress("bare");
        Channel bare = bind(bareAddress, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                // nothing: what Netty needs
            }
        });
        List<Channel> pairs = new ArrayList<>();
        for (int i = 0; i < Math.min(members, 100_000); i++) {
            pairs.add(connect(bareAddress));
        }
        long netty = (usedHeap() - empty) / pairs.size();
        for (Channel pair : pairs) {
            pair.close();
        }
        pairs.get(pairs.size() - 1).closeFuture().sync();
        bare.close().sync();
        pairs.clear();

        long before = usedHeap();
        LocalAddress address = new LocalAddress("confab");
        Channel server = bind(address, serverPipeline());
        List<Channel> clients = new ArrayList<>(members);
        long start = System.nanoTime();
        for (int i = 0; i < members; i += perSession) {
            clients.add(join(address, i, true));
        }
        listener.await(2L * clients.size());
        for (int i = 0; i < members; i++) {
            if (i % perSession != 0) {
                clients.add(join(address, i, false));
                if (clients.size() % AT_A_TIME == 0) {
                    listener.await(2L * clients.size());
                }
            }
        }
        listener.await(2L * members);
        System.out.printf(
                "%,d members in sessions of %,d: joined in %.1f s%n",
                members, perSession, (System.nanoTime() - start) / 1e9);
        long each = (usedHeap() - before) / members;
        System.out.printf(
                "heap for each: %,d bytes; with the client's end %,d, of which a bare pair of Netty's channels has"
                        + " %,d%n",
                each - netty / 2, each, netty);

        start = System.nanoTime();
        int sessions = members / perSession;
        for (int session = 0; session < sessions; session++) {
            Channel speaker = clients.get(session); // the creators came first
            speaker.writeAndFlush(text(speaker, "s" + session));
        }
        listener.awaitTexts(members - sessions);
        System.out.printf(
                "broadcast: %,d texts reached %,d members in %.2f s%n",
                sessions, members - sessions, (System.nanoTime() - start) / 1e9);
        server.close().sync();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private ChannelInitializer<Channel> serverPipeline() {
        SessionSettings settings = new SessionSettings(
                members, 10, members, SessionSettings.DEFAULT.tailBytes(), Duration.ofMinutes(1), 0);
        SessionManager sessions = new SessionManager(
                settings, new MemoryLog(), PooledByteBufAllocator.DEFAULT, Clock.systemUTC(), List.of());
        OnlineAccounts online = new OnlineAccounts(members);
        LoginSettings login = new LoginSettings(Duration.ofSeconds(10), DuplicateLogin.REFUSE, Duration.ZERO);
        Services services = new Services(
                (account, password) -> CompletableFuture.completedFuture(true),
                null,
                Authorizer.EVERYONE,
                MessageFilter.PASS,
                sessions,
                online,
                new Moderation(sessions, online, Clock.systemUTC()),
                new MemoryTokens(1),
                () -> login,
                PlainTextLogin.LOOPBACK,
                FrameDecoder.DEFAULT_MAX_FRAME_BYTES,
                new Admission(Limits.none()),
                Clock.systemUTC(),
                AuditListener.NONE,
                null,
                null);
        return new ServerChannelInitializer(
                new NativeGateway(FrameDecoder.DEFAULT_MAX_FRAME_BYTES),
                new CommandHandlers(services, List.of()),
                new DefaultChannelGroup("connections", GlobalEventExecutor.INSTANCE, true),
                new LongAdder(),
                null,
                services.admission().connections());
    }

    private Channel bind(LocalAddress address, ChannelInitializer<Channel> pipeline) throws InterruptedException {
        return new ServerBootstrap()
                .group(group)
                .channel(LocalServerChannel.class)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, ServerStarter.READ_SIZES)
                .childHandler(pipeline)
                .bind(address)
                .sync()
                .channel();
    }

    private Channel connect(LocalAddress address) throws InterruptedException {
        return new Bootstrap()
                .group(group)
                .channel(LocalChannel.class)
                .handler(listener)
                .connect(address, new LocalAddress("client" + ++connected)) // made up by Netty, some would be the same
                .sync()
                .channel();
    }

    private Channel join(LocalAddress address, int member, boolean creates) throws InterruptedException {
        Channel channel = connect(address);
        ByteBuf out = channel.alloc().buffer();
        frame(out, 0x10, "m" + member, "", "x");
        frame(out, creates ? 0x12 : 0x13, "", "s" + member / perSession, "");
        channel.writeAndFlush(out, channel.voidPromise());
        return channel;
    }

    private static ByteBuf text(Channel channel, String session) {
        ByteBuf out = channel.alloc().buffer();
        frame(out, 0x16, "", session, "to all of you");
        return out;
    }

    private static void frame(ByteBuf out, int type, String source, String session, String data) {
        out.writeInt(8 + source.length() + session.length() + data.length());
        out.writeByte(type).writeByte(0).writeInt(type == 0x16 ? 0 : 1);
        out.writeByte(source.length()).writeCharSequence(source, StandardCharsets.US_ASCII);
        out.writeByte(session.length()).writeCharSequence(session, StandardCharsets.US_ASCII);
        out.writeCharSequence(data, StandardCharsets.US_ASCII);
    }

    private static long usedHeap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc(); // twice and once more: what is reachable only through references goes later
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** The clients' handler, one for all. Their frames come whole. */
    @Sharable
    private static final class Listener extends ChannelInboundHandlerAdapter {

        private final AtomicLong acks = new AtomicLong();
        private final AtomicLong texts = new AtomicLong();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            ByteBuf in = (ByteBuf) msg;
            while (in.isReadable()) {
                int length = in.readInt();
                int type = in.getUnsignedByte(in.readerIndex());
                if (type == 0x01) {
                    acks.incrementAndGet();
                } else if (type == 0x16) {
                    texts.incrementAndGet();
                } else if (type == 0x02) {
                    System.err.println(in.toString(in.readerIndex() + 8, length - 8, StandardCharsets.UTF_8));
                }
                in.skipBytes(length);
            }
            in.release();
        }

        void await(long expected) throws InterruptedException {
            await(acks, expected, "acknowledgements");
        }

        void awaitTexts(long expected) throws InterruptedException {
            await(texts, expected, "texts");
        }

        private static void await(AtomicLong count, long expected, String what) throws InterruptedException {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (count.get() < expected) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException(what + ": " + count.get() + " (expected: " + expected + ")");
                }
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }
}
