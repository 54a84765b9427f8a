package io.confab.codec;

import io.confab.api.NakCode;
import io.netty.buffer.ByteBuf;

/** Makes a message of every frame, whatever its bytes are. One instance for each channel, on its event loop only. */
final class MessageDecoder {

    private final PayloadDecoder.Table types;
    private final FrameReader reader = new FrameReader();

    MessageDecoder(PayloadDecoder.Table types) {
        this.types = types;
    }

    /**
     * @param in a frame without its length; borrowed
     * @return an {@link UndecodableFrame} where the bytes are no message; never throws for what the bytes are
     */
    Message decode(ByteBuf in) {
        int requestId = FrameReader.requestId(in);
        if (in.readableBytes() < Frame.MIN_BYTES) {
            return malformed(
                    requestId, "length: " + in.readableBytes() + " (expected: " + Frame.MIN_BYTES + " or more)");
        }
        int unknownFlags = Flags.unknown(FrameReader.flags(in));
        if (unknownFlags != 0) {
            return unsupported(requestId, String.format("flags: 0x%02X (expected: known ones)", unknownFlags));
        }
        PayloadDecoder decoder = types.get(in.getUnsignedByte(in.readerIndex()));
        try {
            Frame frame = reader.read(in);
            if (decoder == null) {
                return unsupported(requestId, unexpected(frame.typeCode()));
            }
            return decoder.decode(frame);
        } catch (MalformedFrameException e) {
            return malformed(requestId, e.reason());
        }
    }

    private static String unexpected(int code) {
        String name = MessageType.nameOf(code);
        return "type: " + name
                + (name.startsWith("0x") ? " (expected: a known one)" : " (expected: one that goes in this direction)");
    }

    static UndecodableFrame malformed(int requestId, String reason) {
        return new UndecodableFrame(requestId, NakCode.MALFORMED, reason);
    }

    private static UndecodableFrame unsupported(int requestId, String reason) {
        return new UndecodableFrame(requestId, NakCode.UNSUPPORTED, reason);
    }
}
