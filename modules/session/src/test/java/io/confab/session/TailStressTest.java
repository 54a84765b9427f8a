package io.confab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.LoggedMessage;
import io.confab.codec.LoopTraffic;
import io.confab.codec.NativeFormat;
import io.confab.session.Cursor.Progress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One thread writes to a tail, as a session's event loop does, while others read, as its members' do. */
class TailStressTest {

    private static final int MESSAGES = 60_000;
    private static final int SPEAKERS = 3;
    private static final long PRECEDING = 1_000_000;

    private final Tail tail = new Tail(NativeFormat.INSTANCE, PooledByteBufAllocator.DEFAULT, 16 * 1024, PRECEDING);

    @Test
    void readersGetWholeFramesInOrderAndKnowEveryGap() throws InterruptedException {
        List<CompletableFuture<Long>> readers = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(SPEAKERS);
        for (int speaker = 1; speaker <= SPEAKERS; speaker++) {
            int own = speaker;
            Cursor cursor = new Cursor(tail, own, tail.last(), 0, PRECEDING);
            readers.add(CompletableFuture.supplyAsync(
                    () -> {
                        ready.countDown();
                        return read(cursor, own);
                    },
                    task -> new Thread(task, "reader-" + own).start()));
        }
        assertThat(ready.await(20, TimeUnit.SECONDS)).isTrue();
        write();

        long heard = 0;
        for (CompletableFuture<Long> reader : readers) {
            heard += Await.value(reader);
        }
        assertThat(heard).isPositive();
        tail.close();
        LeakPresenceDetector.check();
    }

    private static int speakerOf(long sequence) {
        return 1 + (int) (sequence * 0x9E3779B97F4A7C15L >>> 60) % SPEAKERS;
    }

    private void write() {
        Random random = new Random(1);
        for (long sequence = PRECEDING + 1; sequence <= PRECEDING + MESSAGES; ) {
            for (int i = random.nextInt(8); i >= 0 && sequence <= PRECEDING + MESSAGES; i--) {
                byte[] data = new byte[16 + random.nextInt(200)];
                ByteBuffer.wrap(data).putLong(sequence).putLong(data.length - 8, ~sequence);
                tail.append(
                        new LoggedMessage("hall", "s" + speakerOf(sequence), sequence, sequence, null, false, data),
                        speakerOf(sequence));
                sequence++;
            }
            tail.publish();
            if (random.nextInt(16) == 0) {
                Thread.onSpinWait();
            }
        }
    }

    /** @return how many messages it got */
    private long read(Cursor cursor, int own) {
        EmbeddedChannel channel = new EmbeddedChannel();
        Random random = new Random(own);
        long heard = 0;
        long passed = PRECEDING;
        while (passed < PRECEDING + MESSAGES) {
            Progress progress = cursor.write(channel, LoopTraffic.current());
            channel.flush();
            for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
                for (Heard each : Heard.in(out)) {
                    passed = checkFollows(passed, each, own);
                    heard++;
                }
            }
            passed = checkOnlyOwn(passed, cursor.passedSequence(), own);
            if (progress == Progress.LOST) {
                long kept = cursor.moveToFirst();
                assertThat(kept).isGreaterThan(passed + 1);
                passed = kept - 1;
            } else if (random.nextInt(64) == 0) {
                Thread.onSpinWait();
            }
        }
        channel.finishAndReleaseAll();
        return heard;
    }

    private static long checkFollows(long passed, Heard next, int own) {
        long sequence = next.sequence();
        ByteBuffer data = ByteBuffer.wrap(next.message().data());
        if (speakerOf(sequence) == own
                || data.getLong(0) != sequence
                || data.getLong(data.limit() - 8) != ~sequence
                || !next.source().equals("s" + speakerOf(sequence))) {
            throw new AssertionError("corrupt or own: " + next.message());
        }
        checkOnlyOwn(passed, sequence - 1, own);
        return sequence;
    }

    private static long checkOnlyOwn(long passed, long until, int own) {
        for (long missing = passed + 1; missing <= until; missing++) {
            if (speakerOf(missing) != own) {
                throw new AssertionError("missing: " + missing + " after " + passed);
            }
        }
        if (until < passed) {
            throw new AssertionError("went back: from " + passed + " to " + until);
        }
        return until;
    }
}
