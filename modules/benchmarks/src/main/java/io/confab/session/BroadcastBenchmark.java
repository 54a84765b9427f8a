package io.confab.session;

import static java.util.Objects.requireNonNull;

import io.confab.codec.NativeFormat;
import io.confab.codec.SessionOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a turn of 64 messages costs a session, from what was said to one write and one flush for each member; the channels
 * throw away what they are given. Divide by 64 and the members for the cost of a delivery without the operating system.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class BroadcastBenchmark {

    private static final int TURN = 64;

    /** Who is in the session, the speaker among them. */
    @Param({"10", "100", "1000"})
    public int members;

    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private @Nullable Member speaker;
    private byte[] text = {};

    /** Has everybody join. */
    @Setup
    public void join() {
        text = new byte[100];
        OnlineAccounts online = new OnlineAccounts(members);
        SessionManager sessions = new SessionManager(
                SessionSettings.DEFAULT, new MemoryLog(), PooledByteBufAllocator.DEFAULT, Clock.systemUTC(), List.of());
        for (int i = 0; i < members; i++) {
            EmbeddedChannel channel = new EmbeddedChannel(DefaultChannelId.newInstance(), new Sink());
            channels.add(channel);
            Connection connection = new Connection(channel, NativeFormat.INSTANCE);
            String account = "m" + i;
            online.enter(account, connection);
            connection.loggedIn(account, online);
            var joining = i == 0
                    ? sessions.create(connection, "lobby", SessionOptions.DEFAULT)
                    : sessions.join(connection, "lobby", null);
            run();
            Member member = joining.toCompletableFuture().join().member();
            member.activate();
            if (i == 0) {
                speaker = member;
            }
        }
        run();
    }

    private void run() {
        for (Channel channel : channels) {
            ((EmbeddedChannel) channel).runPendingTasks();
        }
    }

    /** One turn. */
    @Benchmark
    public int turn() {
        Member member = requireNonNull(speaker, "speaker");
        for (int i = 0; i < TURN; i++) {
            member.say(new Remark(text));
        }
        member.connection().readComplete();
        run();
        return channels.size();
    }

    private static final class Remark extends Utterance {

        Remark(byte[] data) {
            super(null, false, data);
        }

        @Override
        protected boolean isAwaited() {
            return false;
        }

        @Override
        protected void committed(long sequence, long timestamp) {
            // nobody asked
        }

        @Override
        protected void refused(io.confab.api.CommandException refusal) {
            throw refusal;
        }
    }

    private static final class Sink extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
            if (msg instanceof ByteBuf bytes) {
                bytes.release();
            }
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            // there is nothing to send
        }
    }
}
