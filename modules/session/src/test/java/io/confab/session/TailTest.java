package io.confab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.LoggedMessage;
import io.confab.codec.NativeFormat;
import io.confab.codec.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailTest {

    private static final long PRECEDING = 1000;

    private Tail tail = tail(NativeFormat.INSTANCE, 4096);
    private long sequence = PRECEDING;

    private static Tail tail(WireFormat format, int maxBytes) {
        return new Tail(format, PooledByteBufAllocator.DEFAULT, maxBytes, PRECEDING);
    }

    private void use(Tail other) {
        tail.close();
        tail = other;
    }

    @AfterEach
    void leavesNothingBehind() {
        tail.close();
        LeakPresenceDetector.check();
    }

    static LoggedMessage message(long sequence, int dataBytes) {
        byte[] data = new byte[dataBytes];
        Arrays.fill(data, (byte) sequence);
        return new LoggedMessage("hall", "alice", sequence, sequence * 10, null, false, data);
    }

    /** The frame of {@link #message}: length, fixed fields, two names, stamp, data. */
    static int frameBytes(int dataBytes) {
        return 4 + 6 + 1 + 5 + 1 + 4 + 16 + dataBytes;
    }

    private void append(int count, int dataBytes) {
        for (int i = 0; i < count; i++) {
            tail.append(message(++sequence, dataBytes), 1);
        }
        tail.publish();
    }

    private List<TailSegment> segments() {
        List<TailSegment> segments = new ArrayList<>();
        for (TailSegment segment = tail.first(); segment != null; segment = segment.next()) {
            segments.add(segment);
        }
        return segments;
    }

    private static List<Long> sequences(List<LoggedMessage> messages) {
        return messages.stream().map(LoggedMessage::sequence).toList();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void takesNoMemoryBeforeTheFirstMessage() {
        assertThat(tail.heldBytes()).isZero();
        assertThat(tail.firstSequence()).isEqualTo(PRECEDING + 1);
        assertThat(tail.droppedSequence()).isZero();
        assertThat(tail.oldest(0, Long.MAX_VALUE, 10, 10_000)).isEmpty();
        assertThat(tail.newest(0, Long.MAX_VALUE, 10, 10_000)).isEmpty();
    }

    @Test
    void beginsSmallAndDoublesUpToAQuarterOfItsBound() {
        use(tail(NativeFormat.INSTANCE, 32 * 1024));

        append(400, 60);

        assertThat(segments().stream().map(TailSegment::capacity))
                .containsExactly(0, 1024, 2048, 4096, 8192, 8192, 8192, 8192);
    }

    @Test
    void hasNoSegmentAbove256KiB() {
        use(tail(NativeFormat.INSTANCE, 4 * 1024 * 1024));

        append(400, 4000);

        assertThat(segments().stream().mapToInt(TailSegment::capacity).max()).hasValue(256 * 1024);
    }

    @Test
    void givesAMessageThatIsLargerThanItsBoundASegmentOfItsOwn() {
        append(1, 10_000);

        assertThat(tail.heldBytes()).isEqualTo(frameBytes(10_000));
        assertThat(sequences(tail.oldest(0, Long.MAX_VALUE, 10, 1))).containsExactly(PRECEDING + 1);
    }

    @Test
    void fillsASegmentToTheLastByte() {
        int data = 1024 / 4 - frameBytes(0);

        append(4, data);
        assertThat(tail.heldBytes()).isEqualTo(1024);
        assertThat(tail.last().length()).isEqualTo(1024);

        append(1, data);
        assertThat(tail.heldBytes()).isEqualTo(2048);
    }

    @Test
    void keepsNoMoreThanItsBound() {
        for (int i = 0; i < 1000; i++) {
            append(1, 100);
            assertThat(tail.heldBytes()).isLessThanOrEqualTo(4096);
        }
        assertThat(segments().stream().mapToInt(TailSegment::capacity).sum()).isEqualTo(tail.heldBytes());
        assertThat(tail.heldBytes()).isEqualTo(4096);
    }

    @Test
    void keepsOneWholeSegmentHoweverSmallTheBound() {
        append(4, 5000);

        assertThat(segments()).hasSize(2);
        assertThat(sequences(tail.oldest(0, Long.MAX_VALUE, 10, 1_000_000)))
                .isEqualTo(range(PRECEDING + 3, PRECEDING + 4));
    }

    @Test
    void knowsWhatItHasDropped() {
        append(100, 100);

        long first = tail.firstSequence();
        assertThat(first).isGreaterThan(PRECEDING + 1);
        assertThat(tail.droppedSequence()).isEqualTo(first - 1);
        assertThat(tail.hasDroppedAfter(first - 1)).isFalse();
        assertThat(tail.hasDroppedAfter(first - 2)).isTrue();
        assertThat(sequences(tail.oldest(0, Long.MAX_VALUE, 1000, 1_000_000))).isEqualTo(range(first, sequence));
    }

    @Test
    void countsWhatWasThereBeforeItAsDropped() {
        tail.beginsAfter(PRECEDING);
        append(1, 10);

        assertThat(tail.droppedSequence()).isEqualTo(PRECEDING);
        assertThat(tail.hasDroppedAfter(PRECEDING - 1)).isTrue();
        assertThat(tail.hasDroppedAfter(PRECEDING)).isFalse();
    }

    @Test
    void showsNothingBeforeItIsPublished() {
        append(2, 10);
        tail.append(message(++sequence, 10), 1);

        assertThat(sequences(tail.oldest(0, Long.MAX_VALUE, 10, 10_000)))
                .isEqualTo(range(PRECEDING + 1, PRECEDING + 2));
        assertThat(sequences(tail.newest(0, Long.MAX_VALUE, 10, 10_000)))
                .isEqualTo(range(PRECEDING + 1, PRECEDING + 2));

        tail.publish();
        assertThat(sequences(tail.oldest(0, Long.MAX_VALUE, 10, 10_000)))
                .isEqualTo(range(PRECEDING + 1, PRECEDING + 3));
    }

    @Test
    void publishesASegmentExactlyAsFarAsItIsWritten() {
        append(1, 10);
        TailSegment segment = tail.last();
        long one = segment.published();
        sequence += 41; // sequences may have gaps
        append(1, 10);
        long two = segment.published();

        assertThat(TailSegment.end(one)).isEqualTo(frameBytes(10));
        assertThat(segment.sequence(one)).isEqualTo(PRECEDING + 1);
        assertThat(TailSegment.end(two)).isEqualTo(2 * frameBytes(10)).isEqualTo(segment.end());
        assertThat(segment.sequence(two)).isEqualTo(PRECEDING + 43).isEqualTo(segment.lastSequence());
    }

    @Test
    void keepsEverythingThereIsToKnowOfAMessage() {
        UUID id = new UUID(1, 2);
        byte[] data = "{\"hé\":1}".getBytes(StandardCharsets.UTF_8);
        tail.append(new LoggedMessage("hällé", "zoë", 1001, 77, id, true, data), 1);
        tail.publish();

        LoggedMessage read = tail.oldest(0, Long.MAX_VALUE, 1, 1).get(0);
        assertThat(read.session()).isEqualTo("hällé");
        assertThat(read.source()).isEqualTo("zoë");
        assertThat(read.sequence()).isEqualTo(1001);
        assertThat(read.timestamp()).isEqualTo(77);
        assertThat(read.messageId()).isEqualTo(id);
        assertThat(read.json()).isTrue();
        assertThat(read.data()).isEqualTo(data);
    }

    @Test
    void readsTheOldestOrTheNewestOfARange() {
        append(20, 10);
        long a = PRECEDING + 5;
        long b = PRECEDING + 15;

        assertThat(sequences(tail.oldest(a, b, 100, 100_000))).isEqualTo(range(a + 1, b - 1));
        assertThat(sequences(tail.newest(a, b, 100, 100_000))).isEqualTo(range(a + 1, b - 1));
        assertThat(sequences(tail.oldest(a, b, 3, 100_000))).isEqualTo(range(a + 1, a + 3));
        assertThat(sequences(tail.newest(a, b, 3, 100_000))).isEqualTo(range(b - 3, b - 1));
        assertThat(tail.oldest(sequence, Long.MAX_VALUE, 3, 100_000)).isEmpty();
        assertThat(tail.newest(sequence, Long.MAX_VALUE, 3, 100_000)).isEmpty();
        assertThat(tail.oldest(0, PRECEDING + 1, 3, 100_000)).isEmpty();
        assertThat(tail.newest(0, PRECEDING + 1, 3, 100_000)).isEmpty();
    }

    @Test
    void stopsReadingAtABoundInBytes() {
        append(20, 10);

        assertThat(sequences(tail.oldest(0, Long.MAX_VALUE, 100, 2 * frameBytes(10))))
                .isEqualTo(range(PRECEDING + 1, PRECEDING + 2));
        assertThat(sequences(tail.oldest(0, Long.MAX_VALUE, 100, 2 * frameBytes(10) + 1)))
                .isEqualTo(range(PRECEDING + 1, PRECEDING + 3));
        assertThat(sequences(tail.newest(0, Long.MAX_VALUE, 100, 2 * frameBytes(10))))
                .isEqualTo(range(PRECEDING + 19, PRECEDING + 20));
        assertThat(sequences(tail.newest(0, Long.MAX_VALUE, 100, 2 * frameBytes(10) + 1)))
                .isEqualTo(range(PRECEDING + 18, PRECEDING + 20));
    }

    @Test
    void tellsWhetherThereIsMoreHistory() {
        append(10, 10);

        assertThat(tail.history(0, Long.MAX_VALUE, 10, true).more()).isFalse();
        assertThat(tail.history(0, Long.MAX_VALUE, 9, true).more()).isTrue();
        assertThat(sequences(tail.history(0, Long.MAX_VALUE, 9, true).messages()))
                .isEqualTo(range(PRECEDING + 2, sequence));
        assertThat(tail.history(0, Long.MAX_VALUE, 10, false).more()).isFalse();
        assertThat(tail.history(0, Long.MAX_VALUE, 9, false).more()).isTrue();
        assertThat(sequences(tail.history(0, Long.MAX_VALUE, 9, false).messages()))
                .isEqualTo(range(PRECEDING + 1, sequence - 1));
        assertThat(tail.history(sequence, Long.MAX_VALUE, 9, false)).isEqualTo(new HistorySlice(List.of(), false));
    }

    @Test
    void readsNoMoreHistoryAtOnceThanItsBoundInBytesAndSaysThatThereIsMore() {
        use(tail(NativeFormat.INSTANCE, 4 * 1024 * 1024));
        append(20, 60_000);

        HistorySlice oldest = tail.history(0, Long.MAX_VALUE, 100, false);
        assertThat(sequences(oldest.messages())).isEqualTo(range(PRECEDING + 1, PRECEDING + 9));
        assertThat(oldest.more()).isTrue();
        HistorySlice newest = tail.history(0, Long.MAX_VALUE, 100, true);
        assertThat(sequences(newest.messages())).isEqualTo(range(sequence - 8, sequence));
        assertThat(newest.more()).isTrue();
        assertThat(tail.history(sequence - 9, Long.MAX_VALUE, 100, true).more()).isFalse();
        assertThat(tail.history(0, PRECEDING + 10, 100, false).more()).isFalse();
    }

    @Test
    void keepsTheBytesOfADroppedSegmentForItsReaders() {
        append(1, 100);
        TailSegment segment = tail.last();
        assertThat(segment.tryRetain()).isTrue();
        ByteBuf slice = segment.bytes().retainedSlice(0, segment.end());
        segment.release();

        append(1000, 100);
        assertThat(segment.isDropped()).isTrue();
        assertThat(segment.next()).isNull();
        assertThat(segment.tryRetain()).isFalse();
        assertThat(Heard.in(slice)).singleElement().extracting(Heard::sequence).isEqualTo(PRECEDING + 1);
        assertThat(segment.bytes().refCnt()).isZero();
    }

    @Test
    void letsGoOfADroppedSegmentWithItsLastReader() {
        append(1, 100);
        TailSegment segment = tail.last();
        assertThat(segment.tryRetain()).isTrue();

        append(1000, 100);
        assertThat(segment.bytes().refCnt()).isOne();
        assertThat(segment.tryRetain()).isTrue();
        segment.release();
        segment.release();
        assertThat(segment.bytes().refCnt()).isZero();
        assertThat(segment.tryRetain()).isFalse();
    }

    @Test
    void releasesEverythingWhenItIsClosedAndOnlyOnce() {
        append(30, 100);
        List<TailSegment> segments = segments();

        tail.close();
        tail.close();

        assertThat(segments).hasSizeGreaterThan(2).allMatch(TailSegment::isDropped);
        assertThat(segments.stream().skip(1))
                .allMatch(segment -> segment.bytes().refCnt() == 0);
    }

    @Test
    void holdsMessagesInAnyFormat() {
        use(tail(new PlainFormat(), 4096));
        append(1, 3000);

        assertThat(tail.heldBytes()).isEqualTo(1024);
        assertThat(tail.last().end()).isEqualTo("alice 1001\n".length());
    }

    @Test
    void growsForAMessageThatIsLongerInAnotherFormat() {
        use(tail(new PlainFormat(5000), 4096));
        append(1, 0);

        assertThat(tail.last().end()).isEqualTo("alice 1001\n".length() + 5000);
    }
}
