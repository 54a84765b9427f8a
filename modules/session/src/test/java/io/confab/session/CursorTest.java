package io.confab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.NativeFormat;
import io.confab.session.Cursor.Progress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CursorTest {

    private static final long PRECEDING = 1000;
    private static final int ME = 7;
    private static final int OTHER = 8;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Tail tail = new Tail(NativeFormat.INSTANCE, PooledByteBufAllocator.DEFAULT, 4096, PRECEDING);
    private final Cursor cursor = new Cursor(tail, ME, tail.last(), 0, PRECEDING);
    private long sequence = PRECEDING;

    @AfterEach
    void leavesNothingBehind() {
        channel.finishAndReleaseAll();
        tail.close();
        LeakPresenceDetector.check();
    }

    private void said(int... speakers) {
        for (int speaker : speakers) {
            tail.append(TailTest.message(++sequence, 100), speaker);
        }
        tail.publish();
    }

    private void saidByOthers(int count) {
        for (int i = 0; i < count; i++) {
            said(OTHER);
        }
    }

    /** Reads to the head or to where something is lost. */
    private Progress readOn(Cursor cursor) {
        Progress progress = cursor.write(channel);
        while (progress == Progress.WRITTEN) {
            progress = cursor.write(channel);
        }
        return progress;
    }

    private List<Long> sequences() {
        channel.flush();
        List<Long> sequences = new ArrayList<>();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            Heard.in(out).forEach(heard -> sequences.add(heard.sequence()));
        }
        return sequences;
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private Cursor atHead(int speaker) {
        return new Cursor(tail, speaker, tail.last(), tail.last().length(), sequence);
    }

    @Test
    void findsNothingInAnEmptyTail() {
        assertThat(cursor.write(channel)).isEqualTo(Progress.AT_HEAD);
        assertThat(cursor.passedSequence()).isEqualTo(PRECEDING);
        assertThat(sequences()).isEmpty();
    }

    @Test
    void writesWhatIsNewInOnePiece() {
        said(OTHER, OTHER, 9);

        assertThat(cursor.write(channel)).isEqualTo(Progress.WRITTEN);
        assertThat(cursor.passedSequence()).isEqualTo(PRECEDING + 3);
        assertThat(cursor.write(channel)).isEqualTo(Progress.AT_HEAD);
        channel.flush();
        assertThat(channel.outboundMessages()).hasSize(1);
        assertThat(sequences()).isEqualTo(range(PRECEDING + 1, PRECEDING + 3));
    }

    @Test
    void doesNotSeeWhatIsNotPublished() {
        tail.append(TailTest.message(++sequence, 10), OTHER);

        assertThat(cursor.write(channel)).isEqualTo(Progress.AT_HEAD);
        assertThat(cursor.passedSequence()).isEqualTo(PRECEDING);
    }

    @Test
    void beginsAtEveryPlaceThereIs() {
        List<Cursor> cursors = new ArrayList<>(List.of(cursor));
        for (int i = 0; i < 25; i++) {
            saidByOthers(1);
            cursors.add(atHead(ME));
        }
        for (int i = 0; i < cursors.size(); i++) {
            long from = PRECEDING + i;
            long dropped = tail.droppedSequence();
            Progress progress = readOn(cursors.get(i));
            if (from < dropped) {
                assertThat(progress).isEqualTo(Progress.LOST);
                assertThat(cursors.get(i).passedSequence()).isEqualTo(from);
                assertThat(sequences()).isEmpty();
            } else {
                assertThat(progress).isEqualTo(Progress.AT_HEAD);
                assertThat(cursors.get(i).passedSequence()).isEqualTo(sequence);
                assertThat(sequences()).isEqualTo(range(from + 1, sequence));
            }
        }
    }

    @Test
    void goesOnFromSegmentToSegmentAsTheyFill() {
        for (int i = 0; i < 100; i++) {
            saidByOthers(1 + i % 3);
            assertThat(readOn(cursor)).isEqualTo(Progress.AT_HEAD);
            assertThat(cursor.passedSequence()).isEqualTo(sequence);
        }
        assertThat(sequences()).isEqualTo(range(PRECEDING + 1, sequence));
    }

    @Test
    void writesASegmentAtATime() {
        saidByOthers(10);

        assertThat(cursor.write(channel)).isEqualTo(Progress.WRITTEN);
        List<Long> first = sequences();
        assertThat(first)
                .isEqualTo(range(PRECEDING + 1, cursor.passedSequence()))
                .hasSizeLessThan(10);
        assertThat(cursor.write(channel)).isEqualTo(Progress.WRITTEN);
        assertThat(sequences()).isEqualTo(range(PRECEDING + 1 + first.size(), sequence));
    }

    @Test
    void passesOverWhatItsMemberSaid() {
        said(ME, ME, ME);

        assertThat(cursor.write(channel)).isEqualTo(Progress.AT_HEAD);
        assertThat(cursor.passedSequence()).isEqualTo(sequence);
        assertThat(sequences()).isEmpty();

        said(OTHER);
        assertThat(cursor.write(channel)).isEqualTo(Progress.WRITTEN);
        assertThat(sequences()).containsExactly(sequence);
    }

    @Test
    void passesOverSegmentsThatItsMemberFilled() {
        for (int i = 0; i < 18; i++) {
            said(ME);
        }
        said(OTHER);

        assertThat(readOn(cursor)).isEqualTo(Progress.AT_HEAD);
        assertThat(sequences()).containsExactly(sequence);
    }

    @Test
    void writesThePiecesBetweenItsMembersOwnWords() {
        said(OTHER, ME, OTHER, 9, ME, ME, OTHER);

        assertThat(readOn(cursor)).isEqualTo(Progress.AT_HEAD);
        channel.flush();
        assertThat(channel.outboundMessages()).hasSize(3);
        assertThat(sequences()).containsExactly(1001L, 1003L, 1004L, 1007L);
    }

    @Test
    void leavesOutTheRightOnesHoweverOftenSpeakersTakeTurns() {
        Tail large = new Tail(NativeFormat.INSTANCE, PooledByteBufAllocator.DEFAULT, 1 << 20, PRECEDING);
        List<Long> expected = new ArrayList<>();
        Cursor reader = new Cursor(large, 2, large.last(), 0, PRECEDING);
        for (long next = PRECEDING + 1; next <= PRECEDING + 1000; next++) {
            int speaker = (int) (next * 7919 % 5 % 4);
            large.append(TailTest.message(next, 1), speaker);
            large.publish();
            if (speaker != 2) {
                expected.add(next);
            }
            if (next % 37 == 0) {
                readOn(reader);
            }
        }
        readOn(reader);

        assertThat(sequences()).isEqualTo(expected);
        large.close();
    }

    @Test
    void noticesThatWhatComesNextIsGone() {
        saidByOthers(1);
        readOn(cursor);
        assertThat(sequences()).containsExactly(PRECEDING + 1);
        saidByOthers(100);

        assertThat(cursor.write(channel)).isEqualTo(Progress.LOST);
        assertThat(cursor.write(channel)).isEqualTo(Progress.LOST);
        assertThat(cursor.passedSequence()).isEqualTo(PRECEDING + 1);

        long kept = cursor.moveToFirst();
        assertThat(kept).isEqualTo(tail.firstSequence()).isEqualTo(tail.droppedSequence() + 1);
        assertThat(cursor.passedSequence()).isEqualTo(kept - 1);
        assertThat(readOn(cursor)).isEqualTo(Progress.AT_HEAD);
        assertThat(sequences()).isEqualTo(range(kept, sequence));
    }

    @Test
    void knowsWhereItWasWhenTheSegmentItHadReadToTheEndWasDropped() {
        saidByOthers(8);
        assertThat(cursor.write(channel)).isEqualTo(Progress.WRITTEN);
        long read = cursor.passedSequence();
        assertThat(sequences()).isEqualTo(range(PRECEDING + 1, read));
        saidByOthers(100);

        assertThat(cursor.write(channel)).isEqualTo(Progress.LOST);
        assertThat(cursor.passedSequence()).isEqualTo(read);
    }

    @Test
    void losesNothingWhenOnlyWhatItHasReadIsDropped() {
        saidByOthers(8);
        assertThat(cursor.write(channel)).isEqualTo(Progress.WRITTEN);
        long read = cursor.passedSequence();
        while (tail.droppedSequence() < read) {
            saidByOthers(1);
        }
        assertThat(tail.droppedSequence()).isEqualTo(read);

        assertThat(readOn(cursor)).isEqualTo(Progress.AT_HEAD);
        assertThat(sequences()).isEqualTo(range(PRECEDING + 1, sequence));
    }

    @Test
    void isLostWhenTheRestOfItsSegmentIsDropped() {
        saidByOthers(1);
        readOn(cursor);
        saidByOthers(1);
        long first = tail.last().lastSequence();
        while (tail.droppedSequence() < first) {
            saidByOthers(1);
        }

        assertThat(cursor.write(channel)).isEqualTo(Progress.LOST);
        assertThat(cursor.passedSequence()).isEqualTo(PRECEDING + 1);
    }

    @Test
    void tellsOfEachGapOnceWhenItIsLostTwiceInARow() {
        saidByOthers(100);
        assertThat(cursor.write(channel)).isEqualTo(Progress.LOST);
        long kept = cursor.moveToFirst();
        saidByOthers(100);

        assertThat(cursor.write(channel)).isEqualTo(Progress.LOST);
        assertThat(cursor.passedSequence()).isEqualTo(kept - 1);
    }

    @Test
    void writesADroppedSegmentThatAnotherReaderStillHolds() {
        saidByOthers(1);
        TailSegment held = tail.last();
        assertThat(held.tryRetain()).isTrue();
        readOn(cursor);
        sequences();
        saidByOthers(1);
        while (!held.isDropped()) {
            saidByOthers(1);
        }

        assertThat(cursor.write(channel)).isEqualTo(Progress.WRITTEN);
        held.release();
        assertThat(readOn(cursor)).isEqualTo(Progress.AT_HEAD);
        assertThat(sequences()).isEqualTo(range(PRECEDING + 2, sequence));
    }
}
