package io.confab.session;

import io.confab.api.LoggedMessage;
import io.confab.codec.NativeFormat;
import io.netty.buffer.PooledByteBufAllocator;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What one message of a turn costs in the tail: encoded, appended, published with the others, and the oldest dropped. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TailBenchmark {

    private static final int TURN = 64;

    /** Bytes of a text. */
    @Param({"100", "1024"})
    public int payload;

    private Tail tail = new Tail(NativeFormat.INSTANCE, PooledByteBufAllocator.DEFAULT, 4 << 20, 0);
    private LoggedMessage[] messages = {};

    /** Makes the messages of a turn. */
    @Setup
    public void prepare() {
        messages = new LoggedMessage[TURN];
        for (int i = 0; i < TURN; i++) {
            messages[i] = new LoggedMessage("lobby", "speaker", i + 1, 1, null, false, new byte[payload]);
        }
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        tail.close();
    }

    /** One turn. */
    @Benchmark
    @OperationsPerInvocation(TURN)
    public long append() {
        for (LoggedMessage message : messages) {
            tail.append(message, 1);
        }
        tail.publish();
        return tail.heldBytes();
    }
}
