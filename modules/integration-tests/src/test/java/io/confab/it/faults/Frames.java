package io.confab.it.faults;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What clients might do wrong, done to their frames: type, flags, requestId, source, session, messageId, data. */
final class Frames {

    private static final int FIXED = 6;
    private static final int JOIN = 0x13;
    private static final int LOGIN = 0x10;
    private static final int TEXT = 0x16;
    private static final int DIRECT = 0x18;
    private static final int IDENTIFIED = 0x02;
    private static final int JSON = 0x04;
    private static final int ID_BYTES = 16;

    private Frames() {}

    private static int endOfNames(byte[] frame) {
        int at = FIXED;
        at += 1 + (frame[at] & 0xFF);
        return at + 1 + (frame[at] & 0xFF);
    }

    /** A {@code JOIN} that does not say what was heard already. */
    static byte[] withoutJoinData(byte[] frame) {
        if (frame[0] != JOIN) {
            return frame;
        }
        byte[] changed = Arrays.copyOf(frame, endOfNames(frame));
        changed[1] &= ~JSON;
        return changed;
    }

    /** A {@code TEXT} without its id. */
    static byte[] withoutMessageId(byte[] frame) {
        return withoutId(frame, TEXT);
    }

    /** A {@code DIRECT} without its id. */
    static byte[] withoutDirectId(byte[] frame) {
        return withoutId(frame, DIRECT);
    }

    /** A {@code LOGIN} of a client that does not promise to say what it has. */
    static byte[] withoutReceipts(byte[] frame) {
        if (frame[0] != LOGIN) {
            return frame;
        }
        String text = new String(frame, StandardCharsets.ISO_8859_1);
        return text.replace("\"receipts\":true", "\"receipts\":null").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] withoutId(byte[] frame, int type) {
        if (frame[0] != type || (frame[1] & IDENTIFIED) == 0) {
            return frame;
        }
        int names = endOfNames(frame);
        ByteBuffer changed = ByteBuffer.allocate(frame.length - ID_BYTES);
        changed.put(frame, 0, names).put(frame, names + ID_BYTES, frame.length - names - ID_BYTES);
        changed.put(1, (byte) (frame[1] & ~IDENTIFIED));
        return changed.array();
    }
}
