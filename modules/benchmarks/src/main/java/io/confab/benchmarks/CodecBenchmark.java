package io.confab.benchmarks;

import io.confab.codec.Ack;
import io.confab.codec.FrameDecoder;
import io.confab.codec.MessageCodec;
import io.confab.codec.Stamp;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the codec costs: 64 texts that come in one read, 64 acknowledgements that leave in one write. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {

    private static final int BATCH = 64;

    /** Bytes of a text. */
    @Param({"100", "1024"})
    public int payload;

    private final Counter counter = new Counter();
    private EmbeddedChannel channel = new EmbeddedChannel();
    private byte[] frames = {};

    /** Makes the frames. */
    @Setup
    public void prepare() {
        MessageCodec codec = MessageCodec.server();
        channel = new EmbeddedChannel(new FrameDecoder(FrameDecoder.DEFAULT_MAX_FRAME_BYTES, codec), codec, counter);
        ByteBuf out = PooledByteBufAllocator.DEFAULT.heapBuffer();
        for (int i = 0; i < BATCH; i++) {
            out.writeInt(13 + payload).writeByte(0x16).writeByte(0).writeInt(0).writeByte(0);
            out.writeByte(5).writeBytes(new byte[] {'l', 'o', 'b', 'b', 'y'}).writeZero(payload);
        }
        frames = new byte[out.readableBytes()];
        out.readBytes(frames);
        out.release();
    }

    /** Bytes to commands. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long decodeTexts() {
        ByteBuf in = PooledByteBufAllocator.DEFAULT.directBuffer(frames.length).writeBytes(frames);
        channel.pipeline().fireChannelRead(in);
        return counter.messages;
    }

    /** Replies to bytes. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int encodeAcks() {
        for (int i = 1; i <= BATCH; i++) {
            channel.write(new Ack(i, new Stamp(i, 1)), channel.voidPromise());
        }
        channel.flush();
        int bytes = 0;
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            bytes += out.readableBytes();
            out.release();
        }
        return bytes;
    }

    private static final class Counter extends ChannelInboundHandlerAdapter {

        private long messages;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            messages++;
        }
    }
}
