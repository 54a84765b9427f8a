package io.confab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.LoggedMessage;
import io.confab.codec.NativeFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailTest {

    private static final long PRECEDING = 100;

    private final List<Tail> tails = new ArrayList<>();

    @AfterEach
    void leavesNothingBehind() {
        tails.forEach(Tail::close);
        LeakPresenceDetector.check();
    }

    private Tail tail(int maxBytes) {
        Tail tail = new Tail(NativeFormat.INSTANCE, PooledByteBufAllocator.DEFAULT, maxBytes, PRECEDING);
        tails.add(tail);
        return tail;
    }

    private static Tail fill(Tail tail, int messages, int bytes) {
        for (int i = 1; i <= messages; i++) {
            tail.append(new LoggedMessage("hall", "s", PRECEDING + i, 1, null, false, new byte[bytes]), 1);
        }
        tail.publish();
        return tail;
    }

    private static List<Integer> capacities(Tail tail) {
        List<Integer> capacities = new ArrayList<>();
        for (TailSegment segment = tail.first(); segment != null; segment = segment.next()) {
            capacities.add(segment.capacity());
        }
        return capacities;
    }

    private static List<Long> sequences(List<LoggedMessage> messages) {
        return messages.stream().map(message -> message.sequence() - PRECEDING).toList();
    }

    @Test
    void shrunkItKeepsTheNewestSegmentOnlyAndGoesOn() {
        Tail tail = fill(tail(1 << 20), 40, 200);
        int newest = tail.last().capacity();
        assertThat(tail.heldBytes()).isGreaterThan(newest);

        tail.shrink();
        assertThat(tail.heldBytes()).isEqualTo(newest);
        assertThat(capacities(tail)).containsExactly(newest);
        List<LoggedMessage> kept = tail.oldest(0, Long.MAX_VALUE, 100, 1 << 20);
        assertThat(tail.droppedSequence()).isEqualTo(kept.get(0).sequence() - 1);
        assertThat(sequences(kept)).endsWith(40L);

        tail.append(new LoggedMessage("hall", "s", PRECEDING + 41, 1, null, false, new byte[200]), 1);
        tail.publish();
        assertThat(sequences(tail.oldest(0, Long.MAX_VALUE, 100, 1 << 20))).endsWith(40L, 41L);
        tail.shrink();
        assertThat(sequences(tail.oldest(0, Long.MAX_VALUE, 100, 1 << 20))).endsWith(41L);
    }

    @Test
    void anEmptyTailIsNoSmallerForBeingShrunk() {
        Tail tail = tail(4096);
        tail.shrink();
        fill(tail, 1, 10);
        assertThat(sequences(tail.oldest(0, Long.MAX_VALUE, 10, 1000))).containsExactly(1L);
    }

    @Test
    void anEmptyTailTakesNoMemoryAndBeginsWithTheNext() {
        Tail tail = tail(4096);

        assertThat(tail.heldBytes()).isZero();
        assertThat(tail.firstSequence()).isEqualTo(PRECEDING + 1);
        assertThat(tail.droppedSequence()).isZero();
        assertThat(tail.oldest(0, Long.MAX_VALUE, 10, 1000)).isEmpty();
        assertThat(tail.newest(0, Long.MAX_VALUE, 10, 1000)).isEmpty();
        assertThat(tail.format()).isSameAs(NativeFormat.INSTANCE);
    }

    @Test
    void segmentsGrowToAQuarterOfTheBound() {
        Tail tail = fill(tail(16 * 1024), 100, 100);

        List<Integer> capacities = capacities(tail);
        assertThat(tail.heldBytes())
                .isEqualTo(capacities.stream().mapToInt(Integer::intValue).sum());
        assertThat(capacities).endsWith(4096, 4096).doesNotContain(8192);
        assertThat(capacities(fill(tail(16 * 1024), 20, 100))).containsExactly(0, 1024, 2048);
    }

    @Test
    void noSegmentIsLargerThanItsMost() {
        Tail tail = fill(tail(64 * 1024 * 1024), 1000, 1000);

        assertThat(capacities(tail)).endsWith(256 * 1024, 256 * 1024, 256 * 1024);
        assertThat(tail.droppedSequence()).isZero();
    }

    @Test
    void aMessageLargerThanASegmentGetsOneOfItsOwn() {
        Tail tail = fill(tail(4096), 1, 3000);

        int length = tail.last().length();
        assertThat(length).isGreaterThan(3000);
        assertThat(capacities(tail)).containsExactly(0, length);
        assertThat(tail.firstSequence()).isEqualTo(PRECEDING + 1);
    }

    @Test
    void aMessageMayFillASegmentToItsLastByte() {
        Tail tail = tail(4096);
        tail.append(new LoggedMessage("hall", "s", PRECEDING + 1, 1, null, false, new byte[500]), 1);
        int overhead = tail.last().length() - 500;
        int rest = 1024 - tail.last().length();
        tail.append(new LoggedMessage("hall", "s", PRECEDING + 2, 1, null, false, new byte[rest - overhead]), 1);
        tail.publish();

        assertThat(capacities(tail)).containsExactly(0, 1024);
        assertThat(tail.last().length()).isEqualTo(1024);
        assertThat(tail.last().hasRoom(0)).isTrue();
        assertThat(tail.last().hasRoom(1)).isFalse();
    }

    @Test
    void theOldestAreDroppedBeyondTheBound() {
        Tail tail = fill(tail(4096), 40, 300);

        assertThat(tail.heldBytes()).isLessThanOrEqualTo(4096);
        assertThat(capacities(tail)).containsExactly(1024, 1024, 1024, 1024);
        assertThat(tail.firstSequence()).isEqualTo(tail.droppedSequence() + 1);
        assertThat(tail.hasDroppedAfter(tail.droppedSequence() - 1)).isTrue();
        assertThat(tail.hasDroppedAfter(tail.droppedSequence())).isFalse();
        assertThat(tail.oldest(0, Long.MAX_VALUE, 100, 10_000))
                .first()
                .extracting(LoggedMessage::sequence)
                .isEqualTo(tail.firstSequence());
    }

    @Test
    void theBoundItselfIsNotBeyondIt() {
        assertThat(fill(tail(4096), 8, 400).droppedSequence()).isZero();
        assertThat(fill(tail(4096), 9, 400).droppedSequence()).isEqualTo(PRECEDING + 2);
    }

    @Test
    void whatWasThereBeforeCountsAsDropped() {
        Tail tail = tail(4096);
        tail.beginsAfter(PRECEDING);

        assertThat(tail.hasDroppedAfter(PRECEDING - 1)).isTrue();
        assertThat(tail.hasDroppedAfter(PRECEDING)).isFalse();
        assertThat(tail.droppedSequence()).isEqualTo(PRECEDING);
    }

    @Test
    void whatIsReadBackIsBoundedInEveryWay() {
        Tail tail = fill(tail(4096), 6, 300);
        int each = tail.first().next() == null
                ? 0
                : tail.oldest(0, Long.MAX_VALUE, 1, 1).size();
        assertThat(each).isEqualTo(1);

        assertThat(sequences(tail.oldest(0, Long.MAX_VALUE, 10, 10_000))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(sequences(tail.oldest(PRECEDING + 2, PRECEDING + 5, 10, 10_000)))
                .containsExactly(3L, 4L);
        assertThat(sequences(tail.oldest(PRECEDING + 3, Long.MAX_VALUE, 2, 10_000)))
                .containsExactly(4L, 5L);
        assertThat(sequences(tail.oldest(0, Long.MAX_VALUE, 10, 600))).containsExactly(1L, 2L);
        assertThat(sequences(tail.newest(0, Long.MAX_VALUE, 10, 10_000))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(sequences(tail.newest(PRECEDING + 2, PRECEDING + 5, 10, 10_000)))
                .containsExactly(3L, 4L);
        assertThat(sequences(tail.newest(0, PRECEDING + 4, 2, 10_000))).containsExactly(2L, 3L);
        assertThat(sequences(tail.newest(0, Long.MAX_VALUE, 10, 600))).containsExactly(5L, 6L);
    }

    @Test
    void closingDropsEverythingOnce() {
        Tail tail = fill(tail(4096), 3, 700);
        List<ByteBuf> buffers = new ArrayList<>();
        List<TailSegment> segments = new ArrayList<>();
        for (TailSegment segment = tail.first(); segment != null; segment = segment.next()) {
            segments.add(segment);
            buffers.add(segment.bytes());
        }
        assertThat(segments.get(1).tryRetain()).isTrue();

        tail.close();
        tail.close();

        assertThat(segments).allMatch(TailSegment::isDropped).allMatch(segment -> segment.next() == null);
        assertThat(buffers.get(1).refCnt()).isEqualTo(1);
        assertThat(buffers.get(2).refCnt()).isZero();
        assertThat(segments.get(2).tryRetain()).isFalse();
        segments.get(1).release();
        assertThat(buffers.get(1).refCnt()).isZero();
        assertThat(segments.get(1).tryRetain()).isFalse();
    }

    @Test
    void segmentsAreNumbered() {
        Tail tail = fill(tail(4096), 3, 700);
        List<Long> indices = new ArrayList<>();
        for (TailSegment segment = tail.first(); segment != null; segment = segment.next()) {
            indices.add(segment.index());
        }

        assertThat(indices).containsExactly(0L, 1L, 2L, 3L);
        assertThat(tail.last().firstSequence()).isEqualTo(PRECEDING + 3);
        assertThat(tail.last().lastSequence()).isEqualTo(PRECEDING + 3);
        assertThat(tail.last().sequence(tail.last().published())).isEqualTo(PRECEDING + 3);
    }

    @Test
    void anotherFormatMayTakeMoreRoomThanTheNativeOne() {
        Tail tail = new Tail(new PlainFormat(2000), PooledByteBufAllocator.DEFAULT, 4096, PRECEDING);
        tails.add(tail);
        fill(tail, 1, 1);

        assertThat(tail.last().length()).isGreaterThan(2000);
        assertThat(tail.last().lastSequence()).isEqualTo(PRECEDING + 1);
    }
}
