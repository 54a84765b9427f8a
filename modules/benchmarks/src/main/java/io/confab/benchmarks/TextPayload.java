package io.confab.benchmarks;

import io.netty.buffer.ByteBuf;

/**
 * A {@link Payload} for protocols that carry text: every half of a byte is a letter, from {@code a} to {@code p}, which nothing has
 * to escape. Eight letters are written and read at a time.
 *
 * <pre>
 *  0             8            16            32
 *  +-------------+------------+-------------+-----
 *  | publisher 8 | number 8   | nanoTime 16 | pad
 *  +-------------+------------+-------------+-----
 * </pre>
 */
final class TextPayload {

    static final int MIN_BYTES = 32;

    private static final long LETTERS = 0x6161_6161_6161_6161L;
    private static final long HALVES = 0x0F0F_0F0F_0F0F_0F0FL;
    private static final long BYTES = 0x00FF_00FF_00FF_00FFL;
    private static final long SHORTS = 0x0000_FFFF_0000_FFFFL;

    private TextPayload() {}

    static void write(ByteBuf out, int publisher, int number, long nanoTime, int bytes) {
        out.writeLong(letters(publisher)).writeLong(letters(number));
        out.writeLong(letters((int) (nanoTime >>> Integer.SIZE))).writeLong(letters((int) nanoTime));
        out.ensureWritable(bytes - MIN_BYTES);
        int at = out.writerIndex();
        int end = at + bytes - MIN_BYTES;
        long pad = pad(publisher, number);
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            out.setLong(at, pad);
        }
        for (; at < end; at++) {
            out.setByte(at, (byte) pad);
        }
        out.writerIndex(end);
    }

    static int publisher(ByteBuf in, int at) {
        return number(in.getLong(at));
    }

    static int number(ByteBuf in, int at) {
        return number(in.getLong(at + 8));
    }

    static long nanoTime(ByteBuf in, int at) {
        return (long) number(in.getLong(at + 16)) << Integer.SIZE | number(in.getLong(at + 24)) & 0xFFFF_FFFFL;
    }

    /** Whether all bytes are those that were written. */
    static boolean isIntact(ByteBuf in, int at, int length, int bytes) {
        if (length != bytes) {
            return false;
        }
        long pad = pad(publisher(in, at), number(in, at));
        int end = at + length;
        int next = at + MIN_BYTES;
        for (; next + Long.BYTES <= end; next += Long.BYTES) {
            if (in.getLong(next) != pad) {
                return false;
            }
        }
        for (; next < end; next++) {
            if (in.getByte(next) != (byte) pad) {
                return false;
            }
        }
        return true;
    }

    private static long pad(int publisher, int number) {
        return letters((int) ((publisher * 31L + number) * 0x9E3779B97F4A7C15L >>> Integer.SIZE));
    }

    // The halves move apart: four bytes become two times two, four times one, eight times a half.
    private static long letters(int number) {
        long apart = number & 0xFFFF_FFFFL;
        apart = (apart | apart << 16) & SHORTS;
        apart = (apart | apart << 8) & BYTES;
        apart = (apart | apart << 4) & HALVES;
        return apart + LETTERS;
    }

    private static int number(long letters) {
        long together = letters - LETTERS & HALVES;
        together = (together | together >>> 4) & BYTES;
        together = (together | together >>> 8) & SHORTS;
        return (int) (together | together >>> 16);
    }
}
