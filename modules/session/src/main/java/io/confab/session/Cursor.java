package io.confab.session;

import io.confab.codec.LoopTraffic;
import io.netty.channel.ChannelOutboundInvoker;

/**
 * A member's place in a tail. Used on the member's event loop only.
 */
final class Cursor {

    private final Tail tail;
    private final int speaker;

    private TailSegment segment;
    private int offset;

    /** The sequence in front of this place. */
    private long passedSequence;

    /**
     * @param speaker  the member whose own messages are passed over
     * @param segment  where to begin
     * @param offset   where in it
     * @param sequence the sequence before that place
     */
    Cursor(Tail tail, int speaker, TailSegment segment, int offset, long sequence) {
        this.tail = tail;
        this.speaker = speaker;
        this.segment = segment;
        this.offset = offset;
        this.passedSequence = sequence;
    }

    /** The sequence up to which everything was passed. */
    long passedSequence() {
        return passedSequence;
    }

    /**
     * Writes what stands between here and the end of the segment, without a flush, and moves on.
     *
     * @param traffic counts it
     * @return what there was; {@link Progress#LOST} where the tail has dropped what comes next
     */
    Progress write(ChannelOutboundInvoker out, LoopTraffic traffic) {
        while (true) {
            long published = segment.published();
            int end = TailSegment.end(published);
            if (offset < end) {
                if (!segment.tryRetain()) {
                    return Progress.LOST;
                }
                boolean written;
                long until = segment.sequence(published);
                try {
                    written = writeTo(out, end, until, traffic);
                } finally {
                    segment.release();
                }
                offset = end;
                passedSequence = until;
                if (written) {
                    return Progress.WRITTEN;
                }
                continue;
            }
            TailSegment next = segment.next();
            if (next != null) {
                if (offset == segment.end()) { // the last bytes may have come after the look above
                    enter(next);
                }
                continue;
            }
            if (!segment.isDropped()) {
                return Progress.AT_HEAD;
            }
            TailSegment first = tail.first();
            if (first.index() > segment.index() + 1 || offset < segment.end()) {
                return Progress.LOST;
            }
            enter(first);
        }
    }

    private void enter(TailSegment next) {
        segment = next;
        offset = 0;
    }

    /** @return whether there was anything but the member's own messages */
    private boolean writeTo(ChannelOutboundInvoker out, int end, long lastSequence, LoopTraffic traffic) {
        int at = segment.skipOwn(speaker, offset, end);
        boolean skipped = at > offset;
        int bytes = 0;
        while (at < end) {
            int until = segment.untilOwn(speaker, at, end);
            out.write(segment.bytes().retainedSlice(at, until - at), out.voidPromise());
            bytes += until - at;
            at = segment.skipOwn(speaker, until, end);
            skipped |= at > until;
        }
        if (bytes == 0) {
            return false;
        }
        long passed = lastSequence - passedSequence;
        long own = skipped ? segment.own(speaker, passedSequence, lastSequence) : 0;
        traffic.delivered(passed - own, bytes);
        return true;
    }

    /**
     * Goes on with the oldest message that is kept.
     *
     * @return its sequence
     */
    long moveToFirst() {
        TailSegment first = tail.first();
        enter(first);
        passedSequence = first.firstSequence() - 1; // so what was lost is told of once, even if this is lost as well
        return first.firstSequence();
    }

    /** What {@link #write} came upon. */
    enum Progress {
        /** Something was written; there may be more. */
        WRITTEN,
        /** There is nothing more. */
        AT_HEAD,
        /** What comes next is no longer in the tail. */
        LOST
    }
}
