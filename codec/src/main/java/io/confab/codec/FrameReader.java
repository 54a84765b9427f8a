package io.confab.codec;

import io.netty.buffer.ByteBuf;
import java.util.UUID;

/**
 * Reads the fields that every frame has. Keeps the last source and session, because the next frame mostly names the
 * same ones: one instance for each channel, used on its event loop only.
 */
final class FrameReader {

    private final NameReader sources = new NameReader("source");
    private final NameReader sessions = new NameReader("session");

    /**
     * @param in a frame without its length, known to have {@link Frame#MIN_BYTES} and known flags; borrowed
     * @throws MalformedFrameException if a field is past the end or no UTF-8
     */
    Frame read(ByteBuf in) {
        int typeCode = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int requestId = in.readInt();
        String source = sources.read(in);
        String session = sessions.read(in);
        long sequence = 0;
        long timestamp = 0;
        if ((flags & Flags.STAMPED) != 0) {
            require(in, 16, "stamp");
            sequence = in.readLong();
            timestamp = in.readLong();
        }
        UUID messageId = null;
        if ((flags & Flags.IDENTIFIED) != 0) {
            require(in, 16, "messageId");
            messageId = new UUID(in.readLong(), in.readLong());
        }
        return new Frame(typeCode, flags, requestId, source, session, sequence, timestamp, messageId, in);
    }

    private static void require(ByteBuf in, int bytes, String field) {
        if (in.readableBytes() < bytes) {
            throw new MalformedFrameException(field + ": " + in.readableBytes() + " bytes (expected: " + bytes + ")");
        }
    }

    /** Reads a length byte and as many bytes of UTF-8. */
    private static final class NameReader {

        private static final byte[] NONE = {};

        private final String field;
        private byte[] lastBytes = NONE;
        private String last = "";

        NameReader(String field) {
            this.field = field;
        }

        String read(ByteBuf in) {
            require(in, 1, field);
            int length = in.readUnsignedByte();
            if (length == 0) {
                return "";
            }
            require(in, length, field);
            String name = last;
            if (!isLast(in, length)) {
                byte[] bytes = new byte[length];
                in.getBytes(in.readerIndex(), bytes);
                name = decode(bytes);
                last = name;
                lastBytes = bytes;
            }
            in.skipBytes(length);
            return name;
        }

        private boolean isLast(ByteBuf in, int length) {
            if (length != lastBytes.length) {
                return false;
            }
            int start = in.readerIndex();
            for (int i = 0; i < length; i++) {
                if (in.getByte(start + i) != lastBytes[i]) {
                    return false;
                }
            }
            return true;
        }

        private String decode(byte[] bytes) {
            try {
                return Utf8.decode(bytes, field);
            } catch (IllegalArgumentException e) {
                throw new MalformedFrameException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** What a frame asks to be answered with, if so much of it can be read. */
    static int requestId(ByteBuf frame) {
        return frame.readableBytes() < Frame.FIXED_BYTES ? 0 : frame.getInt(frame.readerIndex() + 2);
    }

    /** The flags of the frame, 0 if it is too short to have any. */
    static int flags(ByteBuf frame) {
        return frame.readableBytes() < 2 ? 0 : frame.getUnsignedByte(frame.readerIndex() + 1);
    }
}
