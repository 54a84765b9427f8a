package io.confab.gateway.classic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * Writes frames that clients survive: at most {@value #MAX_FRAME_BYTES} bytes with the NUL behind them, a source of at
 * most {@value #MAX_SOURCE_BYTES}, and neither source nor data empty. Longer data becomes several frames, cut between
 * two characters.
 *
 * <pre>
 *  +------+---+------+---+--------+---+----------------+-----+
 *  | type | : | size | : | source | : | data           | NUL |
 *  +------+---+------+---+--------+---+----------------+-----+
 *    1-2         1-3       1-15         size, 1 or more
 * </pre>
 */
final class FrameWriter {

    /** The most bytes of a frame and the NUL behind it. */
    static final int MAX_FRAME_BYTES = 500;

    /** The most bytes of a source. */
    static final int MAX_SOURCE_BYTES = 15;

    /** The source of what no account says. */
    static final String SERVER = "server";

    private static final byte[] NOTHING = {' '};

    /** What a frame has besides its source and its data, at most. */
    private static final int OVERHEAD = "15:500::".length() + 1;

    /** How many bytes of data fit into one frame of the server's own. */
    static final int MOST_FROM_SERVER = MAX_FRAME_BYTES - OVERHEAD - SERVER.length();

    private FrameWriter() {}

    /**
     * Writes one frame, or as many as the data needs.
     *
     * @param number the type's
     * @param out    borrowed
     */
    static void write(ByteBuf out, int number, String source, byte[] data) {
        byte[] name = source.getBytes(StandardCharsets.UTF_8);
        int nameLength = cut(name, 0, MAX_SOURCE_BYTES);
        byte[] text = data.length == 0 ? NOTHING : data;
        int most = MAX_FRAME_BYTES - OVERHEAD - nameLength;
        for (int from = 0; from < text.length; ) {
            int length = cut(text, from, most);
            writeNumber(out, number);
            writeNumber(out, length);
            out.writeBytes(name, 0, nameLength);
            out.writeByte(':');
            writeText(out, text, from, length);
            out.writeByte(0);
            from += length;
        }
    }

    /** Writes one frame of the server's own; what does not fit is left out. */
    static void write(ByteBuf out, int number, String data) {
        write(out, number, SERVER, fitting(data, MOST_FROM_SERVER).getBytes(StandardCharsets.UTF_8));
    }

    /** What fits of a text into a number of bytes of UTF-8. */
    static String fitting(String text, int bytes) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new String(utf8, 0, cut(utf8, 0, bytes), StandardCharsets.UTF_8);
    }

    private static void writeNumber(ByteBuf out, int number) {
        ByteBufUtil.writeAscii(out, Integer.toString(number));
        out.writeByte(':');
    }

    // To a client a NUL is where its string ends.
    private static void writeText(ByteBuf out, byte[] text, int from, int length) {
        int start = out.writerIndex();
        out.writeBytes(text, from, length);
        for (int at = out.indexOf(start, start + length, (byte) 0);
                at >= 0;
                at = out.indexOf(at + 1, start + length, (byte) 0)) {
            out.setByte(at, ' ');
        }
    }

    /**
     * How many bytes to take of UTF-8 without splitting a code point.
     *
     * @param most at least 4; as many are taken where the bytes are no UTF-8
     */
    private static int cut(byte[] text, int from, int most) {
        int left = text.length - from;
        if (left <= most) {
            return left;
        }
        for (int length = most; length > most - 4; length--) {
            if ((text[from + length] & 0xC0) != 0x80) {
                return length;
            }
        }
        return most;
    }
}
