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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CursorTest {

    private static final long PRECEDING = 100;
    private static final int SELF = 1;
    private static final int OTHER = 2;

    private final Tail tail = new Tail(NativeFormat.INSTANCE, PooledByteBufAllocator.DEFAULT, 4096, PRECEDING);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Cursor cursor = new Cursor(tail, SELF, tail.last(), 0, PRECEDING);
    private long sequence = PRECEDING;

    @AfterEach
    void leavesNothingBehind() {
        tail.close();
        channel.finishAndReleaseAll();
        LeakPresenceDetector.check();
    }

    private void append(int speaker, int bytes) {
        sequence++;
        tail.append(new LoggedMessage("hall", "s", sequence, 1, null, false, new byte[bytes]), speaker);
    }

    private void say(int... speakers) {
        for (int speaker : speakers) {
            append(speaker, 10);
        }
        tail.publish();
    }

    /** The sequences in each of the buffers that were written. */
    private List<List<Long>> written() {
        channel.flush();
        List<List<Long>> written = new ArrayList<>();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            written.add(Heard.in(out).stream().map(Heard::sequence).toList());
        }
        return written;
    }

    @Test
    void nothingIsWrittenWhereThereIsNothing() {
        assertThat(cursor.write(channel, LoopTraffic.current())).isEqualTo(Progress.AT_HEAD);
        assertThat(cursor.passedSequence()).isEqualTo(PRECEDING);
        assertThat(written()).isEmpty();
    }

    @Test
    void whatIsAppendedButNotPublishedIsNotThereYet() {
        append(OTHER, 10);
        say();
        append(OTHER, 10);

        assertThat(cursor.write(channel, LoopTraffic.current())).isEqualTo(Progress.WRITTEN);
        assertThat(cursor.write(channel, LoopTraffic.current())).isEqualTo(Progress.AT_HEAD);
        assertThat(written()).containsExactly(List.of(101L));
        assertThat(cursor.passedSequence()).isEqualTo(101);

        tail.publish();
        assertThat(cursor.write(channel, LoopTraffic.current())).isEqualTo(Progress.WRITTEN);
        assertThat(written()).containsExactly(List.of(102L));
    }

    @Test
    void everythingThatIsThereIsOneWrite() {
        say(OTHER, 3, 4, OTHER, OTHER);

        assertThat(cursor.write(channel, LoopTraffic.current())).isEqualTo(Progress.WRITTEN);

        assertThat(written()).containsExactly(List.of(101L, 102L, 103L, 104L, 105L));
        assertThat(cursor.passedSequence()).isEqualTo(105);
    }

    @Test
    void ownMessagesArePassedOver() {
        say(SELF, OTHER, SELF, SELF, 3, OTHER, SELF);

        assertThat(cursor.write(channel, LoopTraffic.current())).isEqualTo(Progress.WRITTEN);

        assertThat(written()).containsExactly(List.of(102L), List.of(105L, 106L));
        assertThat(cursor.passedSequence()).isEqualTo(107);
        say(SELF, SELF);
        assertThat(cursor.write(channel, LoopTraffic.current())).isEqualTo(Progress.AT_HEAD);
        assertThat(written()).isEmpty();
        assertThat(cursor.passedSequence()).isEqualTo(109);
    }

    @Test
    void aPlaceInTheMiddleIsFoundAmongManySpeakers() {
        for (int i = 0; i < 6; i++) {
            say(OTHER, SELF);
        }
        assertThat(cursor.write(channel, LoopTraffic.current())).isEqualTo(Progress.WRITTEN);
        assertThat(written())
                .containsExactly(
                        List.of(101L), List.of(103L), List.of(105L), List.of(107L), List.of(109L), List.of(111L));
        say(SELF, OTHER);
        assertThat(cursor.write(channel, LoopTraffic.current())).isEqualTo(Progress.WRITTEN);
        assertThat(written()).containsExactly(List.of(114L));
    }

    @Test
    void eachSegmentIsAWriteOfItsOwn() {
        append(OTHER, 700);
        append(OTHER, 700);
        append(OTHER, 10);
        tail.publish();

        assertThat(cursor.write(channel, LoopTraffic.current())).isEqualTo(Progress.WRITTEN);
        assertThat(cursor.passedSequence()).isEqualTo(101);
        assertThat(cursor.write(channel, LoopTraffic.current())).isEqualTo(Progress.WRITTEN);
        assertThat(cursor.passedSequence()).isEqualTo(103);
        assertThat(cursor.write(channel, LoopTraffic.current())).isEqualTo(Progress.AT_HEAD);
        assertThat(written()).containsExactly(List.of(101L), List.of(102L, 103L));
    }

    @Test
    void whoReadsEverythingLosesNothingWhenItIsDropped() {
        for (int i = 0; i < 30; i++) {
            append(OTHER, 500);
            tail.publish();
            assertThat(cursor.write(channel, LoopTraffic.current())).isEqualTo(Progress.WRITTEN);
        }

        assertThat(written()).hasSize(30);
        assertThat(tail.droppedSequence()).isGreaterThan(PRECEDING);
    }

    @Test
    void whoFellOffGoesOnWithTheOldestThatIsKept() {
        say(OTHER);
        cursor.write(channel, LoopTraffic.current());
        for (int i = 0; i < 30; i++) {
            append(OTHER, 500);
        }
        tail.publish();
        channel.flush();

        assertThat(cursor.write(channel, LoopTraffic.current())).isEqualTo(Progress.LOST);
        assertThat(cursor.passedSequence()).isEqualTo(101);
        long kept = cursor.moveToFirst();

        assertThat(kept).isEqualTo(tail.droppedSequence() + 1).isEqualTo(tail.firstSequence());
        assertThat(cursor.passedSequence()).isEqualTo(kept - 1);
        while (cursor.write(channel, LoopTraffic.current()) == Progress.WRITTEN) {
            channel.flush();
        }
        List<Long> all = written().stream().flatMap(List::stream).toList();
        assertThat(all).startsWith(101L, kept).endsWith(131L).hasSize((int) (1 + 131 - kept + 1));
    }

    @Test
    void itsOwnMessagesKeepAStandingReaderFromLosingItsPlaceOnlyWhileNoneIsMissing() {
        cursor.write(channel, LoopTraffic.current());
        append(SELF, 900);
        append(SELF, 900);
        append(SELF, 900);
        tail.publish();

        assertThat(cursor.write(channel, LoopTraffic.current())).isEqualTo(Progress.AT_HEAD);
        assertThat(cursor.passedSequence()).isEqualTo(103);
        assertThat(written()).isEmpty();
    }

    @Test
    void aReaderAtTheEndOfADroppedSegmentGoesOnWithTheNext() {
        append(OTHER, 700);
        tail.publish();
        cursor.write(channel, LoopTraffic.current());
        TailSegment read = tail.last();
        for (int i = 0; i < 30 && !read.isDropped(); i++) {
            append(OTHER, 700);
        }
        tail.publish();
        assertThat(read.isDropped()).isTrue();

        assertThat(cursor.write(channel, LoopTraffic.current())).isEqualTo(Progress.WRITTEN);
        assertThat(cursor.passedSequence()).isEqualTo(102);
        assertThat(written()).containsExactly(List.of(101L), List.of(102L));
    }

    @Test
    void aReaderBehindAnUnreadDroppedSegmentHasLost() {
        append(OTHER, 700);
        tail.publish();
        TailSegment unread = tail.last();
        Cursor standing = new Cursor(tail, SELF, unread, 0, PRECEDING);
        for (int i = 0; i < 30 && !unread.isDropped(); i++) {
            append(OTHER, 700);
        }
        tail.publish();

        assertThat(standing.write(channel, LoopTraffic.current())).isEqualTo(Progress.LOST);
        assertThat(standing.passedSequence()).isEqualTo(PRECEDING);
        assertThat(written()).isEmpty();
    }

    @Test
    void whatWasWrittenOutlivesTheTail() {
        say(OTHER, OTHER);
        cursor.write(channel, LoopTraffic.current());
        tail.close();

        assertThat(written()).containsExactly(List.of(101L, 102L));
    }

    @Test
    void aClosedChannelLeaksNothing() {
        say(OTHER, SELF, OTHER);
        ByteBuf bytes = tail.last().bytes();
        channel.close();

        cursor.write(channel, LoopTraffic.current());

        assertThat(bytes.refCnt()).isEqualTo(1);
        assertThat(cursor.passedSequence()).isEqualTo(103);
    }

    @Test
    void readingHoldsOnToABufferOnlyForWhatIsOnItsWay() {
        say(OTHER);
        ByteBuf bytes = tail.last().bytes();
        cursor.write(channel, LoopTraffic.current());
        assertThat(bytes.refCnt()).isEqualTo(2);

        written();
        assertThat(bytes.refCnt()).isEqualTo(1);
        tail.close();
        assertThat(bytes.refCnt()).isZero();
    }
}
