package io.confab.gateway.classic;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The front of a frame, {@code type:size:source:}, looked for without taking anything or allocating for what it claims.
 *
 * @param verdict what is there; everything else is 0 or empty unless it is {@link Verdict#WHOLE}
 * @param length  the bytes of the header
 */
record FrameHeader(Verdict verdict, int type, int size, String source, int length) {

    /** The most data a client may send in a frame. */
    static final int MAX_DATA_BYTES = 4096;

    /** The longest source a client may send: no account's name is longer. */
    static final int MAX_SOURCE_BYTES = 255;

    private static final int MAX_TYPE_DIGITS = 2;
    private static final int MAX_SIZE_DIGITS = 9;

    /** What stands where a header should. */
    enum Verdict {
        /** A header. */
        WHOLE,
        /** It may become one. */
        PART,
        /** Something else. */
        NONE,
        /** One that nobody means well with. */
        HOSTILE
    }

    private static FrameHeader only(Verdict verdict) {
        return new FrameHeader(verdict, 0, 0, "", 0);
    }

    /**
     * Looks at what is readable.
     *
     * @param in borrowed; nothing is read
     */
    static FrameHeader at(ByteBuf in) {
        int start = in.readerIndex();
        int end = in.writerIndex();
        int typeEnd = digitsEnd(in, start, end, MAX_TYPE_DIGITS);
        if (typeEnd == end && typeEnd - start <= MAX_TYPE_DIGITS) {
            return only(Verdict.PART);
        }
        if (typeEnd == start || in.getByte(typeEnd) != ':') {
            return only(Verdict.NONE);
        }
        int sizeStart = typeEnd + 1;
        int sizeEnd = digitsEnd(in, sizeStart, end, MAX_SIZE_DIGITS);
        int size = number(in, sizeStart, sizeEnd);
        if (size > MAX_DATA_BYTES || sizeEnd < end && sizeEnd == sizeStart && in.getByte(sizeEnd) == '-') {
            return only(Verdict.HOSTILE);
        }
        if (sizeEnd == end) {
            return only(Verdict.PART);
        }
        if (in.getByte(sizeEnd) != ':') {
            return only(sizeEnd - sizeStart == MAX_SIZE_DIGITS ? Verdict.HOSTILE : Verdict.NONE);
        }
        return sizeEnd == sizeStart
                ? only(Verdict.NONE)
                : withSource(in, sizeEnd + 1, end, number(in, start, typeEnd), size);
    }

    private static FrameHeader withSource(ByteBuf in, int sourceStart, int end, int type, int size) {
        int farthest = Math.min(end, sourceStart + MAX_SOURCE_BYTES + 1);
        int sourceEnd = in.indexOf(sourceStart, farthest, (byte) ':');
        int nul = in.indexOf(sourceStart, sourceEnd < 0 ? farthest : sourceEnd, (byte) 0);
        if (nul >= 0) {
            return only(Verdict.NONE);
        }
        if (sourceEnd < 0) {
            return only(end - sourceStart > MAX_SOURCE_BYTES ? Verdict.HOSTILE : Verdict.PART);
        }
        String source = in.toString(sourceStart, sourceEnd - sourceStart, StandardCharsets.UTF_8);
        return new FrameHeader(Verdict.WHOLE, type, size, source, sourceEnd + 1 - in.readerIndex());
    }

    /** Where the digits end that begin at a place; no more than a number of them are looked at. */
    private static int digitsEnd(ByteBuf in, int from, int end, int most) {
        int at = from;
        while (at < end && at - from < most && in.getByte(at) >= '0' && in.getByte(at) <= '9') {
            at++;
        }
        return at;
    }

    private static int number(ByteBuf in, int from, int to) {
        int number = 0;
        for (int at = from; at < to; at++) {
            number = number * 10 + in.getByte(at) - '0';
        }
        return number;
    }
}
