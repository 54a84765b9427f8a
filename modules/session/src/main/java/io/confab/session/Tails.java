package io.confab.session;

import io.confab.api.LoggedMessage;
import io.confab.codec.NativeFormat;
import io.confab.codec.WireFormat;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** The tails of one session: one in the native format, and one for each other format a member reads. On its event loop. */
final class Tails {

    private final ByteBufAllocator allocator;
    private final int maxBytes;
    private final Encodings encodings;
    private final Tail nativeTail;
    private final List<Tail> tails = new ArrayList<>(1);

    /** Those of the tails, in their order. */
    private final List<LongAdder> counters = new ArrayList<>(1);

    private int uncounted;
    private long head;

    /**
     * @param encodings counts what is encoded
     * @param head      the sequence before the first message that is appended
     */
    Tails(ByteBufAllocator allocator, int maxBytes, Encodings encodings, long head) {
        this.allocator = allocator;
        this.maxBytes = maxBytes;
        this.encodings = encodings;
        this.head = head;
        this.nativeTail = add(NativeFormat.INSTANCE);
    }

    private Tail add(WireFormat format) {
        Tail tail = new Tail(format, allocator, maxBytes, head);
        tails.add(tail);
        counters.add(encodings.of(format));
        return tail;
    }

    /** The one that is there from the first message on, and that history is read from. */
    Tail nativeTail() {
        return nativeTail;
    }

    /** The newest sequence. */
    long head() {
        return head;
    }

    void append(LoggedMessage message, int speaker) {
        for (int i = 0; i < tails.size(); i++) {
            tails.get(i).append(message, speaker);
        }
        head = message.sequence();
        uncounted++;
    }

    void publish() {
        tails.forEach(Tail::publish);
        for (int i = 0; i < counters.size(); i++) {
            counters.get(i).add(uncounted);
        }
        uncounted = 0;
    }

    /** A place behind everything there is, in the tail of a format, which begins here if nobody has read it before. */
    Cursor cursorAtHead(WireFormat format, int speaker) {
        Tail tail = in(format);
        TailSegment last = tail.last();
        return new Cursor(tail, speaker, last, last.length(), head);
    }

    private Tail in(WireFormat format) {
        for (Tail tail : tails) {
            if (tail.format() == format) {
                return tail;
            }
        }
        return add(format);
    }

    /** Keeps no more than the newest segment of each. */
    void shrink() {
        tails.forEach(Tail::shrink);
    }

    /** How much memory they take; from any thread, without a promise that it is the newest. */
    long heldBytes() {
        long held = 0;
        for (int i = 0; i < tails.size(); i++) {
            held += tails.get(i).heldBytes();
        }
        return held;
    }

    void close() {
        tails.forEach(Tail::close);
    }
}
