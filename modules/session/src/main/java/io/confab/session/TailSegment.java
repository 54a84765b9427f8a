package io.confab.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A contiguous piece of a tail: whole messages, one behind the other. Written on the session's event loop; read on any.
 *
 * <p>Who reads must {@link #tryRetain() retain} the segment first, which fails once it has been dropped from the tail
 * and its last reader is gone. Slices that are handed to a channel hold on to the buffer by themselves.
 *
 * <p>Beside the bytes it keeps <em>runs</em>: which stretch of them was said by which member, because a speaker is not
 * sent its own messages; and the sequence at the end of each, counted from the segment's beginning.
 */
final class TailSegment {

    private static final int INITIAL_RUNS = 4;

    private final ByteBuf bytes;
    private final AtomicInteger references = new AtomicInteger(1);
    private final long index;
    private final long precedingSequence;

    private long firstSequence;
    private long lastSequence;
    private int[] runSpeakers = new int[INITIAL_RUNS];
    private int[] runEnds = new int[INITIAL_RUNS];
    private int[] runMessages = new int[INITIAL_RUNS];
    private int runs;

    /**
     * Where the readable bytes end, and above it by how much the sequence there is greater than the one before this
     * segment. One value, so that a reader always knows exactly how far it has read. Everything above is written before.
     */
    private volatile long published;

    private volatile @Nullable TailSegment next;

    /** Set before {@link #next} is cut, so that a reader that finds no next one knows why. */
    private volatile boolean dropped;

    private TailSegment(ByteBuf bytes, long index, long precedingSequence) {
        this.bytes = bytes;
        this.index = index;
        this.precedingSequence = precedingSequence;
        this.firstSequence = precedingSequence + 1;
        this.lastSequence = precedingSequence;
    }

    /** What a tail begins with: a segment without room, behind which the first message will stand. */
    static TailSegment empty(long precedingSequence) {
        return new TailSegment(Unpooled.EMPTY_BUFFER, 0, precedingSequence);
    }

    /** A segment behind this one, not reachable before {@link #link}. */
    TailSegment successor(ByteBufAllocator allocator, int capacity) {
        return new TailSegment(allocator.directBuffer(capacity, capacity), index + 1, lastSequence);
    }

    // ---- the session's event loop ----

    /** Where the next message goes, not yet readable. */
    ByteBuf writable() {
        return bytes;
    }

    boolean hasRoom(int length) {
        return bytes.maxCapacity() - bytes.writerIndex() >= length;
    }

    /** Notes whose the bytes are that were written since the last call. */
    void written(int speaker, long sequence) {
        if (lastSequence < firstSequence) {
            firstSequence = sequence;
        }
        lastSequence = sequence;
        if (runs > 0 && runSpeakers[runs - 1] == speaker) {
            runEnds[runs - 1] = bytes.writerIndex();
            runMessages[runs - 1] = (int) (sequence - precedingSequence);
            return;
        }
        if (runs == runSpeakers.length) {
            runSpeakers = Arrays.copyOf(runSpeakers, runs * 2);
            runEnds = Arrays.copyOf(runEnds, runs * 2);
            runMessages = Arrays.copyOf(runMessages, runs * 2);
        }
        runSpeakers[runs] = speaker;
        runEnds[runs] = bytes.writerIndex();
        runMessages[runs] = (int) (sequence - precedingSequence);
        runs++;
    }

    /** Lets readers see what was written. */
    void publish() {
        published = (lastSequence - precedingSequence) << Integer.SIZE | bytes.writerIndex();
    }

    void link(TailSegment successor) {
        next = successor;
    }

    /** Takes the segment out of the tail; its buffer goes with its last reader. */
    void drop() {
        dropped = true;
        next = null; // a reader that is stuck here must not hold on to everything that came after
        release();
    }

    long firstSequence() {
        return firstSequence;
    }

    long lastSequence() {
        return lastSequence;
    }

    int length() {
        return bytes.writerIndex();
    }

    int capacity() {
        return bytes.maxCapacity();
    }

    // ---- any event loop ----

    /** What may be read by now; {@link #end(long)} and {@link #sequence(long)} tell what it means. */
    long published() {
        return published;
    }

    /** Bytes up to here are whole, never change, and may be read. */
    int end() {
        return end(published);
    }

    static int end(long published) {
        return (int) published;
    }

    /** The sequence of the last message in front of {@link #end(long)}. */
    long sequence(long published) {
        return precedingSequence + (published >>> Integer.SIZE);
    }

    @Nullable
    TailSegment next() {
        return next;
    }

    boolean isDropped() {
        return dropped;
    }

    /** Counts the segments of a tail, so that a reader can tell whether one is missing. */
    long index() {
        return index;
    }

    /** @return false if the buffer is gone, or about to go */
    boolean tryRetain() {
        for (int count = references.get(); count > 0; count = references.get()) {
            if (references.compareAndSet(count, count + 1)) {
                return true;
            }
        }
        return false;
    }

    void release() {
        if (references.decrementAndGet() == 0) {
            bytes.release();
        }
    }

    /** Bytes to read from; only while retained. */
    ByteBuf bytes() {
        return bytes;
    }

    /**
     * Finds the next stretch that somebody other than a member said. Only while retained.
     *
     * @param from  where to begin, at the start of a message
     * @param limit where to stop, an {@link #end()} that was read before
     * @return where it begins; {@code limit} if all of it is the member's own
     */
    int skipOwn(int speaker, int from, int limit) {
        int at = from;
        for (int run = runAt(at, limit); at < limit && runSpeakers[run] == speaker; run++) {
            at = Math.min(runEnds[run], limit);
        }
        return at;
    }

    /** Where the stretch that begins at {@code from} ends because the member's own begins, or {@code limit}. */
    int untilOwn(int speaker, int from, int limit) {
        int at = from;
        for (int run = runAt(at, limit); at < limit && runSpeakers[run] != speaker; run++) {
            at = Math.min(runEnds[run], limit);
        }
        return at;
    }

    /**
     * How many messages a member said itself, between two sequences that were passed here. Only while retained.
     *
     * @param after the sequence in front of them
     * @param until the last of them
     */
    long own(int speaker, long after, long until) {
        int[] messages = runMessages;
        int[] speakers = runSpeakers;
        long first = after - precedingSequence;
        long last = until - precedingSequence;
        long own = 0;
        // What a run has beyond the last, or is not to be seen of it here yet, is cut off below.
        for (int run = Math.min(runs, Math.min(messages.length, speakers.length)) - 1; run >= 0; run--) {
            long end = Math.min(messages[run], last);
            if (end <= first && messages[run] != 0) {
                return own;
            }
            if (speakers[run] == speaker) {
                own += Math.max(0, end - Math.max(first, run == 0 ? 0 : messages[run - 1]));
            }
        }
        return own;
    }

    // Most readers are near the end, so the search begins there.
    private int runAt(int from, int limit) {
        if (from >= limit) {
            return 0;
        }
        int[] ends = runEnds;
        int run = Math.max(0, Math.min(runs, ends.length) - 1);
        while (run > 0 && (ends[run - 1] > from || ends[run - 1] == 0)) {
            run--;
        }
        return run;
    }
}
