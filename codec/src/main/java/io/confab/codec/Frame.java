package io.confab.codec;

import io.netty.buffer.ByteBuf;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The fields that every frame has, as its bytes have them.
 *
 * <pre>
 *  0      1       2             6             7+s            8+s+t
 *  +------+-------+-------------+-----------+-------------+----------------------+------------+------
 *  | type | flags | requestId 4 | s, source | t, session  | sequence, timestamp  | messageId  | data
 *  +------+-------+-------------+-----------+-------------+----------------------+------------+------
 *                                                          only STAMPED: 8 + 8     IDENTIFIED: 16
 * </pre>
 *
 * @param data positioned at the first byte of the data; borrowed, readable only while the frame is decoded
 */
record Frame(
        int typeCode,
        int flags,
        int requestId,
        String source,
        String session,
        long sequence,
        long timestamp,
        @Nullable UUID messageId,
        ByteBuf data) {

    /** The bytes in front of the source, and the least a frame may have. */
    static final int FIXED_BYTES = 6;

    static final int MIN_BYTES = FIXED_BYTES + 2;

    boolean json() {
        return (flags & Flags.JSON) != 0;
    }

    boolean replay() {
        return (flags & Flags.REPLAY) != 0;
    }

    /** The data as it is; checked where it is declared to be JSON. */
    byte[] dataBytes() {
        byte[] bytes = new byte[data.readableBytes()];
        data.readBytes(bytes);
        if (json()) {
            try {
                Json.checkObject(Utf8.decode(bytes, "data"));
            } catch (IllegalArgumentException e) {
                throw new MalformedFrameException(String.valueOf(e.getMessage()));
            }
        }
        return bytes;
    }

    /** The data as text. */
    String dataText() {
        try {
            return Utf8.read(data, "data");
        } catch (IllegalArgumentException e) {
            throw new MalformedFrameException(String.valueOf(e.getMessage()));
        }
    }

    /** The data as the JSON object it has to be. */
    <T extends Record> T jsonData(Class<T> type) {
        if (!json()) {
            throw new MalformedFrameException("data: plain text (expected: a JSON object)");
        }
        try {
            return Json.read(Utf8.read(data, "data"), type);
        } catch (IllegalArgumentException e) {
            throw new MalformedFrameException(String.valueOf(e.getMessage()));
        }
    }

    /** The data as a JSON object, or {@code none} where there is no data. */
    <T extends Record> T jsonDataOr(T none, Class<T> type) {
        return !json() && !data.isReadable() ? none : jsonData(type);
    }

    /** Refuses data where the type allows none. */
    void requireNoData() {
        if (data.isReadable()) {
            throw new MalformedFrameException("trailing bytes: " + data.readableBytes() + " (expected: 0)");
        }
    }
}
