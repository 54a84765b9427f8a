package io.confab.benchmarks;

import io.netty.buffer.ByteBuf;

/**
 * The text of a message: who said it, its number, and when it was to be said, padded with bytes that follow from these.
 *
 * <pre>
 *  0             4            8             16
 *  +-------------+------------+-------------+-----
 *  | publisher 4 | number 4   | nanoTime 8  | pad
 *  +-------------+------------+-------------+-----
 * </pre>
 */
final class Payload {

    static final int MIN_BYTES = 16;
    static final int MAX_BYTES = 60_000;

    private Payload() {}

    static void write(ByteBuf out, int publisher, int number, long nanoTime, int bytes) {
        out.writeInt(publisher).writeInt(number).writeLong(nanoTime);
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
        return in.getInt(at);
    }

    static int number(ByteBuf in, int at) {
        return in.getInt(at + 4);
    }

    static long nanoTime(ByteBuf in, int at) {
        return in.getLong(at + 8);
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
        return (publisher * 31L + number) * 0x9E3779B97F4A7C15L;
    }
}
