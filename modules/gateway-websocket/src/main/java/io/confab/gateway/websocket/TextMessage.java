package io.confab.gateway.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.zip.Deflater;

/**
 * Writes one text message as a server does, in one frame (RFC 6455, section 5.2), compressed by itself where that is
 * agreed on and worth it (RFC 7692, section 7.2.1).
 *
 * <pre>
 *  +-----------------+-----------+--------------------+---------
 *  | FIN, RSV1, 0x1  | length 7  | 2 bytes if 126,    | payload
 *  | 1 byte          | 1 byte    | 8 bytes if 127     |
 *  +-----------------+-----------+--------------------+---------
 * </pre>
 *
 * Nothing is carried over from one message to the next, so all clients can be sent the same bytes, in whatever order they came
 * to the session.
 */
final class TextMessage {

    /** The first byte of a message, never that of a native frame. */
    static final int PLAIN = 0x81;

    static final int DEFLATED = 0xC1;

    /** Smaller ones do not get smaller by as much as the work is worth. */
    private static final int MIN_DEFLATED_BYTES = 512;

    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    /** What ends a block that is flushed, and is left out. */
    private static final int FLUSH_BYTES = 4;

    private static final FastThreadLocal<Deflater> DEFLATER = new FastThreadLocal<>() {
        @Override
        protected Deflater initialValue() {
            return new Deflater(Deflater.BEST_SPEED, true);
        }

        @Override
        protected void onRemoval(Deflater deflater) {
            deflater.end();
        }
    };

    private TextMessage() {}

    /**
     * @param payload   UTF-8, in an array; borrowed
     * @param mayDeflate whether the client takes compressed messages
     * @param out       borrowed; the message is appended
     */
    static void write(ByteBuf payload, boolean mayDeflate, ByteBuf out) {
        if (!mayDeflate || payload.readableBytes() < MIN_DEFLATED_BYTES) {
            write(PLAIN, payload, out);
            return;
        }
        ByteBuf deflated = payload.alloc().heapBuffer(payload.readableBytes());
        try {
            deflate(payload, deflated);
            if (deflated.readableBytes() < payload.readableBytes()) {
                write(DEFLATED, deflated, out);
            } else {
                write(PLAIN, payload, out);
            }
        } finally {
            deflated.release();
        }
    }

    private static void write(int firstByte, ByteBuf payload, ByteBuf out) {
        int length = payload.readableBytes();
        out.writeByte(firstByte);
        if (length < LENGTH_16) {
            out.writeByte(length);
        } else if (length <= 0xFFFF) {
            out.writeByte(LENGTH_16).writeShort(length);
        } else {
            out.writeByte(LENGTH_64).writeLong(length);
        }
        out.writeBytes(payload, payload.readerIndex(), length);
    }

    private static void deflate(ByteBuf in, ByteBuf out) {
        Deflater deflater = DEFLATER.get();
        deflater.reset();
        deflater.setInput(in.array(), in.arrayOffset() + in.readerIndex(), in.readableBytes());
        while (true) {
            out.ensureWritable(64);
            int room = out.writableBytes();
            int written =
                    deflater.deflate(out.array(), out.arrayOffset() + out.writerIndex(), room, Deflater.SYNC_FLUSH);
            out.writerIndex(out.writerIndex() + written);
            if (written < room) {
                break;
            }
        }
        out.writerIndex(out.writerIndex() - FLUSH_BYTES);
    }
}
