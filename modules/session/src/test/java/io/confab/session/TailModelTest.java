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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares a tail and its readers with a plain list that forgets nothing. */
class TailModelTest {

    private record Line(int speaker, LoggedMessage message) {}

    private static final class Reader {
        final EmbeddedChannel channel = new EmbeddedChannel();
        final int speaker;
        final Cursor cursor;
        final List<Line> expected = new ArrayList<>();
        final List<ByteBuf> unread = new ArrayList<>();
        long passed;

        Reader(Tail tail, int speaker, long passed) {
            this.speaker = speaker;
            this.passed = passed;
            this.cursor = new Cursor(tail, speaker, tail.last(), tail.last().length(), passed);
        }

        /** Decodes what it was sent, perhaps long after the tail has dropped it. */
        void check() {
            List<LoggedMessage> heard = new ArrayList<>();
            unread.forEach(bytes -> Heard.in(bytes).forEach(each -> heard.add(each.message())));
            unread.clear();
            assertThat(heard).hasSameSizeAs(expected);
            for (int i = 0; i < heard.size(); i++) {
                assertThat(heard.get(i).sequence())
                        .isEqualTo(expected.get(i).message.sequence());
                assertThat(heard.get(i).data())
                        .isEqualTo(expected.get(i).message.data());
            }
            expected.clear();
        }
    }

    @Test
    void everybodyGetsWhatTheOthersSaidOrIsToldWhatIsMissing() {
        Seeds.check(60, TailModelTest::run);
        LeakPresenceDetector.check();
    }

    private static void run(Random random) {
        long start = random.nextInt(5) * 1_000_000_000_000L;
        int maxBytes = 4096 << random.nextInt(4);
        Tail tail = new Tail(NativeFormat.INSTANCE, PooledByteBufAllocator.DEFAULT, maxBytes, start);
        List<Line> said = new ArrayList<>();
        List<Reader> readers = new ArrayList<>();
        int speakers = 1 + random.nextInt(6);
        int talkative = random.nextInt(40);
        for (int speaker = 1; speaker <= speakers; speaker++) {
            readers.add(new Reader(tail, speaker, start));
        }
        long sequence = start;
        for (int step = 0; step < 600; step++) {
            if (random.nextInt(3) == 0) {
                for (int i = random.nextInt(1 + talkative); i >= 0; i--) {
                    sequence += random.nextInt(20) == 0 ? 1 + random.nextInt(1000) : 1;
                    Line line = new Line(1 + random.nextInt(speakers), message(random, sequence));
                    said.add(line);
                    tail.append(line.message, line.speaker);
                }
                tail.publish();
                assertThat(tail.heldBytes() <= maxBytes || segments(tail) == 2).isTrue();
            } else {
                Reader reader = readers.get(random.nextInt(readers.size()));
                if (random.nextInt(10) == 0) {
                    reader.check();
                } else {
                    read(reader, tail, said, random);
                }
            }
        }
        tail.publish();
        for (Reader reader : readers) {
            while (reader.passed < sequence) {
                read(reader, tail, said, random);
            }
            reader.check();
            reader.channel.finishAndReleaseAll();
        }
        tail.close();
    }

    private static LoggedMessage message(Random random, long sequence) {
        byte[] data = new byte[random.nextInt(50) == 0 ? random.nextInt(6000) : random.nextInt(150)];
        random.nextBytes(data);
        return new LoggedMessage("hall", "someone", sequence, 1, null, false, data);
    }

    private static void read(Reader reader, Tail tail, List<Line> said, Random random) {
        for (int turns = 1 + random.nextInt(4); turns > 0; turns--) {
            Progress progress = reader.cursor.write(reader.channel, LoopTraffic.current());
            long from = reader.passed;
            long to = reader.cursor.passedSequence();
            reader.passed = to;
            said.stream()
                    .filter(line -> line.speaker != reader.speaker)
                    .filter(line -> line.message.sequence() > from && line.message.sequence() <= to)
                    .forEach(reader.expected::add);
            if (progress == Progress.LOST) {
                long dropped = tail.droppedSequence();
                assertThat(to).isLessThan(dropped);
                assertThat(said.stream().anyMatch(line -> line.message.sequence() == dropped))
                        .isTrue();
                reader.cursor.moveToFirst();
                reader.passed = reader.cursor.passedSequence();
                long kept = said.stream()
                        .mapToLong(line -> line.message.sequence())
                        .filter(each -> each > dropped)
                        .findFirst()
                        .orElseThrow();
                assertThat(reader.passed).isEqualTo(kept - 1);
            }
        }
        reader.channel.flush();
        for (ByteBuf out = reader.channel.readOutbound(); out != null; out = reader.channel.readOutbound()) {
            reader.unread.add(out);
        }
    }

    private static int segments(Tail tail) {
        int segments = 0;
        for (TailSegment segment = tail.first(); segment != null; segment = segment.next()) {
            segments++;
        }
        return segments;
    }
}
