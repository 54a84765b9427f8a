package io.confab.client;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How far one session was heard without a gap.
 *
 * <p>Others' messages arrive in the order of their sequences, so whatever was delivered, everything before it was. The
 * acknowledgement of an own message may overtake them: it moves the point only where it is the very next sequence.
 * Otherwise it waits until others' messages have caught up with it.
 *
 * <pre>
 *  point 4, ACK 5           -&gt; 5
 *  point 5, ACK 7           -&gt; 5    6 may be somebody's and still be on its way
 *           TEXT 6          -&gt; 7
 * </pre>
 *
 * Changed on the event loop only, read by any thread.
 */
final class ResumePoint {

    /** Acknowledgements that wait; the oldest is forgotten, which makes the point lag, never skip. */
    static final int MAX_AHEAD = 1024;

    private final Deque<Long> ahead = new ArrayDeque<>();
    private volatile long sequence;

    ResumePoint(long sequence) {
        this.sequence = sequence;
    }

    long sequence() {
        return sequence;
    }

    void delivered(long delivered) {
        if (delivered > sequence) {
            advance(delivered);
        }
    }

    void acknowledged(long own) {
        if (own == sequence + 1) {
            advance(own);
        } else if (own > sequence && (ahead.isEmpty() || own > ahead.getLast())) {
            if (ahead.size() == MAX_AHEAD) {
                ahead.removeFirst();
            }
            ahead.addLast(own);
        }
    }

    private void advance(long reached) {
        long point = reached;
        for (Long own = ahead.peekFirst(); own != null && own <= point + 1; own = ahead.peekFirst()) {
            point = Math.max(point, own);
            ahead.removeFirst();
        }
        sequence = point;
    }
}
