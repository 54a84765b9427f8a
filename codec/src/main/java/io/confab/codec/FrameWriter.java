package io.confab.codec;

import io.confab.api.Names;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes the fields that every frame has, as {@link Frame} draws them, and the length in front. */
final class FrameWriter {

    private FrameWriter() {}

    /**
     * Writes everything in front of the data.
     *
     * @param out borrowed
     * @return where the frame begins, for {@link #end}
     * @throws IllegalArgumentException if a name is longer than its length byte can say
     */
    static int begin(ByteBuf out, MessageType type, int flags, int requestId, String source, String session) {
        int start = out.writerIndex();
        out.writeInt(0); // the length, known at the end
        writeFields(out, type, flags, requestId, source, session);
        return start;
    }

    /** Writes everything between the length and the stamp, as {@link #begin} does. */
    static void writeFields(ByteBuf out, MessageType type, int flags, int requestId, String source, String session) {
        out.writeByte(type.code());
        out.writeByte(flags);
        out.writeInt(requestId);
        writeName(out, source, "source");
        writeName(out, session, "session");
    }

    static void writeStamp(ByteBuf out, long sequence, long timestamp) {
        out.writeLong(sequence);
        out.writeLong(timestamp);
    }

    static void writeMessageId(ByteBuf out, @Nullable UUID messageId) {
        if (messageId != null) {
            out.writeLong(messageId.getMostSignificantBits());
            out.writeLong(messageId.getLeastSignificantBits());
        }
    }

    static void end(ByteBuf out, int start) {
        out.setInt(start, out.writerIndex() - start - FrameDecoder.LENGTH_BYTES);
    }

    private static void writeName(ByteBuf out, String name, String field) {
        int lengthAt = out.writerIndex();
        out.writeByte(0);
        int bytes = ByteBufUtil.writeUtf8(out, name);
        if (bytes > Names.MAX_BYTES) {
            throw new IllegalArgumentException(
                    field + ": " + bytes + " bytes (expected: at most " + Names.MAX_BYTES + ")");
        }
        out.setByte(lengthAt, bytes);
    }
}
