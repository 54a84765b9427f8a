package io.confab.session;

import static java.util.Objects.requireNonNull;

import io.confab.api.LoggedMessage;
import io.confab.codec.NativeFormat;
import io.confab.codec.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The newest messages of a session as the bytes of one wire format, bounded in bytes. Every member is sent slices of
 * these bytes. Appended to, trimmed and closed on the session's event loop; {@link #first()} is for every thread.
 */
final class Tail {

    /** Small, because most sessions say little; each further segment has twice the room of the one before. */
    private static final int FIRST_CAPACITY = 1024;

    private static final int MAX_CAPACITY = 256 * 1024;

    /** A tail is dropped a segment at a time, so that is how much of its bound a segment may take. */
    private static final int SEGMENTS = 4;

    private final WireFormat format;
    private final ByteBufAllocator allocator;
    private final int maxBytes;

    private TailSegment last;
    private int bytes;
    private long droppedSequence;
    private boolean closed;

    /** The oldest segment that is kept. */
    private volatile TailSegment first;

    /** @param precedingSequence the sequence before the first message that this tail will hold */
    Tail(WireFormat format, ByteBufAllocator allocator, int maxBytes, long precedingSequence) {
        this.format = format;
        this.allocator = allocator;
        this.maxBytes = maxBytes;
        this.last = TailSegment.empty(precedingSequence);
        this.first = last;
    }

    /** Marks everything up to a sequence as not kept here: it was there before this tail. */
    void beginsAfter(long sequence) {
        droppedSequence = sequence;
    }

    WireFormat format() {
        return format;
    }

    TailSegment first() {
        return first;
    }

    /** Where the next message will stand; the position of a member that has everything. */
    TailSegment last() {
        return last;
    }

    /** The first sequence that is kept, or the one after the newest where nothing is. */
    long firstSequence() {
        TailSegment oldest = first;
        while (oldest != last && oldest.length() == 0) {
            oldest = requireNonNull(oldest.next(), "next");
        }
        return oldest.firstSequence();
    }

    /** Appends a message, not readable before {@link #publish()}. */
    void append(LoggedMessage message, int speaker) {
        int atMost = NativeFormat.maxBytes(message);
        if (format == NativeFormat.INSTANCE && last.hasRoom(atMost)) {
            format.encode(message, 0, false, last.writable());
        } else {
            appendElsewhere(message, atMost);
        }
        last.written(speaker, message.sequence());
    }

    // The size in another format is known only once it is encoded; likewise a message may just fit after all.
    private void appendElsewhere(LoggedMessage message, int atMost) {
        ByteBuf encoded = allocator.directBuffer(atMost);
        try {
            format.encode(message, 0, false, encoded);
            int length = encoded.readableBytes();
            if (!last.hasRoom(length)) {
                addSegment(length);
            }
            last.writable().writeBytes(encoded);
        } finally {
            encoded.release();
        }
    }

    private void addSegment(int atLeast) {
        int most = Math.min(MAX_CAPACITY, maxBytes / SEGMENTS);
        int capacity = Math.max(atLeast, Math.min(most, Math.max(FIRST_CAPACITY, 2 * last.capacity())));
        TailSegment added = last.successor(allocator, capacity);
        last.publish();
        last.link(added);
        last = added;
        bytes += capacity;
        trim();
    }

    // What was appended in this turn has mostly not been read yet; the bound is generous enough to keep it.
    private void trim() {
        while (bytes > maxBytes && first != last) {
            TailSegment oldest = first;
            TailSegment next = oldest.next();
            if (next == null || next == last) {
                return; // at least one whole segment is kept, however small the bound
            }
            first = next;
            bytes -= oldest.capacity();
            droppedSequence = Math.max(droppedSequence, oldest.lastSequence());
            oldest.drop();
        }
    }

    /** Drops all but the newest segment: the memory is needed elsewhere. */
    void shrink() {
        while (first != last) {
            TailSegment oldest = first;
            first = requireNonNull(oldest.next(), "next");
            bytes -= oldest.capacity();
            droppedSequence = Math.max(droppedSequence, oldest.lastSequence());
            oldest.drop();
        }
    }

    /** Lets readers see everything appended so far. */
    void publish() {
        last.publish();
    }

    /** How many bytes of memory the tail holds. */
    int heldBytes() {
        return bytes;
    }

    /** Drops everything. Readers that are in the middle of it keep what they hold. Idempotent. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        TailSegment segment = first;
        while (segment != null) {
            TailSegment next = segment.next();
            segment.drop();
            segment = next;
        }
    }

    /** Whether a message with a greater sequence than this has been dropped. */
    boolean hasDroppedAfter(long sequence) {
        return sequence < droppedSequence;
    }

    /** Up to this sequence nothing is kept. */
    long droppedSequence() {
        return droppedSequence;
    }

    /**
     * Reads messages back, the oldest first; in the native format and on the session's event loop only.
     *
     * @param after    only messages with a greater sequence
     * @param before   only messages with a smaller sequence
     * @param limit    at most this many
     * @param maxBytes stops once it has read as many bytes
     */
    List<LoggedMessage> oldest(long after, long before, int limit, int maxBytes) {
        List<LoggedMessage> messages = new ArrayList<>();
        int readBytes = 0;
        for (TailSegment segment = first; segment != null; segment = segment.next()) {
            if (segment.lastSequence() <= after) {
                continue;
            }
            ByteBuf in = segment.bytes();
            for (int at = 0; at < segment.end(); at += NativeFormat.bytes(in, at)) {
                long sequence = NativeFormat.sequence(in, at);
                if (sequence >= before || messages.size() == limit || readBytes >= maxBytes) {
                    return messages;
                }
                if (sequence > after) {
                    messages.add(NativeFormat.decode(in, at));
                    readBytes += NativeFormat.bytes(in, at);
                }
            }
        }
        return messages;
    }

    /** As {@link #oldest}, but of the messages that match the newest are chosen; they too come in order. */
    List<LoggedMessage> newest(long after, long before, int limit, int maxBytes) {
        ArrayDeque<LoggedMessage> messages = new ArrayDeque<>();
        int readBytes = 0;
        for (TailSegment segment : newestSegmentFirst()) {
            int[] starts = starts(segment);
            for (int i = starts.length - 1; i >= 0; i--) {
                long sequence = NativeFormat.sequence(segment.bytes(), starts[i]);
                if (sequence <= after || messages.size() == limit || readBytes >= maxBytes) {
                    return List.copyOf(messages);
                }
                if (sequence < before) {
                    messages.addFirst(NativeFormat.decode(segment.bytes(), starts[i]));
                    readBytes += NativeFormat.bytes(segment.bytes(), starts[i]);
                }
            }
        }
        return List.copyOf(messages);
    }

    /** Reads a piece of history, bounded in bytes too. */
    HistorySlice history(long after, long before, int limit, boolean newest) {
        List<LoggedMessage> read = newest
                ? newest(after, before, limit + 1, SessionReader.HISTORY_BYTES)
                : oldest(after, before, limit + 1, SessionReader.HISTORY_BYTES);
        HistorySlice slice = HistorySlice.cut(read, limit, newest);
        if (slice.more() || read.isEmpty()) {
            return slice;
        }
        List<LoggedMessage> further = newest
                ? newest(after, read.get(0).sequence(), 1, 1)
                : oldest(read.get(read.size() - 1).sequence(), before, 1, 1);
        return new HistorySlice(slice.messages(), !further.isEmpty());
    }

    private Iterable<TailSegment> newestSegmentFirst() {
        ArrayDeque<TailSegment> segments = new ArrayDeque<>();
        for (TailSegment segment = first; segment != null; segment = segment.next()) {
            segments.addFirst(segment);
        }
        return segments;
    }

    private static int[] starts(TailSegment segment) {
        IntStream.Builder starts = IntStream.builder();
        for (int at = 0; at < segment.end(); at += NativeFormat.bytes(segment.bytes(), at)) {
            starts.add(at);
        }
        return starts.build().toArray();
    }
}
