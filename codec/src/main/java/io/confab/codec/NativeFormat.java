package io.confab.codec;

import io.confab.api.LoggedMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.UUID;

/**
 * The format of the native protocol: a {@code TEXT} frame a message. It keeps all there is to know of a message, so a
 * session can read its own messages back from bytes in this format.
 */
public final class NativeFormat implements WireFormat {

    /** The only instance. */
    public static final NativeFormat INSTANCE = new NativeFormat();

    private static final int FLAGS_AT = FrameDecoder.LENGTH_BYTES + 1;
    private static final int NAMES_AT = FrameDecoder.LENGTH_BYTES + Frame.FIXED_BYTES;

    private NativeFormat() {}

    @Override
    public boolean hasPing() {
        return true;
    }

    @Override
    public String name() {
        return "native";
    }

    @Override
    public void encode(LoggedMessage message, int requestId, boolean replay, ByteBuf out) {
        UUID messageId = message.messageId();
        int flags = Flags.STAMPED
                | (messageId == null ? 0 : Flags.IDENTIFIED)
                | (message.json() ? Flags.JSON : 0)
                | (replay ? Flags.REPLAY : 0);
        int start = FrameWriter.begin(out, MessageType.TEXT, flags, requestId, message.source(), message.session());
        FrameWriter.writeStamp(out, message.sequence(), message.timestamp());
        FrameWriter.writeMessageId(out, messageId);
        out.writeBytes(message.data());
        FrameWriter.end(out, start);
    }

    /**
     * How many bytes {@link #encode} appends at most, for a caller that has to have them in one piece.
     */
    public static int maxBytes(LoggedMessage message) {
        return NAMES_AT
                + 2
                + 3 * message.source().length()
                + 3 * message.session().length()
                + 32
                + message.data().length;
    }

    /**
     * The {@code length} that a message's frame has.
     *
     * @param identified whether the message has an id
     * @param dataBytes  the bytes of its data
     */
    public static int frameBytes(String source, String session, boolean identified, int dataBytes) {
        return Frame.MIN_BYTES
                + ByteBufUtil.utf8Bytes(source)
                + ByteBufUtil.utf8Bytes(session)
                + 16
                + (identified ? 16 : 0)
                + dataBytes;
    }

    /**
     * The bytes of an encoded message, its length field included.
     *
     * @param in borrowed
     * @param at where the message begins
     */
    public static int bytes(ByteBuf in, int at) {
        return FrameDecoder.LENGTH_BYTES + in.getInt(at);
    }

    /**
     * The sequence of an encoded message.
     *
     * @param in borrowed
     * @param at where the message begins
     */
    public static long sequence(ByteBuf in, int at) {
        return in.getLong(stampAt(in, at));
    }

    /**
     * Reads an encoded message back.
     *
     * @param in borrowed
     * @param at where the message begins
     */
    public static LoggedMessage decode(ByteBuf in, int at) {
        int end = at + bytes(in, at);
        int flags = in.getByte(at + FLAGS_AT);
        int sourceAt = at + NAMES_AT;
        int sessionAt = sourceAt + 1 + in.getUnsignedByte(sourceAt);
        int stampAt = sessionAt + 1 + in.getUnsignedByte(sessionAt);
        int dataAt = stampAt + 16;
        UUID messageId = null;
        if ((flags & Flags.IDENTIFIED) != 0) {
            messageId = new UUID(in.getLong(dataAt), in.getLong(dataAt + 8));
            dataAt += 16;
        }
        byte[] data = new byte[end - dataAt];
        in.getBytes(dataAt, data);
        return new LoggedMessage(
                name(in, sessionAt),
                name(in, sourceAt),
                in.getLong(stampAt),
                in.getLong(stampAt + 8),
                messageId,
                (flags & Flags.JSON) != 0,
                data);
    }

    private static int stampAt(ByteBuf in, int at) {
        int sourceAt = at + NAMES_AT;
        int sessionAt = sourceAt + 1 + in.getUnsignedByte(sourceAt);
        return sessionAt + 1 + in.getUnsignedByte(sessionAt);
    }

    private static String name(ByteBuf in, int at) {
        byte[] bytes = new byte[in.getUnsignedByte(at)];
        in.getBytes(at + 1, bytes);
        return Utf8.decode(bytes, "name");
    }
}
