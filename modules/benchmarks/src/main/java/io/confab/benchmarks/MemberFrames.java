package io.confab.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Cuts what a member is sent into frames, and shows each where it lies: an object for each text would make the driver slower
 * than the server. One for each channel, on its event loop only.
 */
abstract class MemberFrames extends ByteToMessageDecoder implements MessageReceiver {

    static final int ACK = 0x01;
    static final int NAK = 0x02;
    static final int TEXT = 0x16;

    private static final int STAMPED = 0x01;
    private static final int IDENTIFIED = 0x02;

    /** Type, flags, request, and the lengths of names that a reply has not. */
    private static final int REPLY_BYTES = 8;

    @Override
    protected final void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        in.readerIndex(cut(ctx, in, in.readerIndex(), in.writerIndex(), this));
    }

    /**
     * Shows every frame that is whole.
     *
     * @param in  borrowed; its indices stay
     * @param at  where the first frame begins, with its length
     * @param end where to end
     * @return behind the last frame that was shown
     */
    static int cut(ChannelHandlerContext ctx, ByteBuf in, int at, int end, MessageReceiver receiver) {
        int next = at;
        while (end - next >= 4) {
            int behind = next + 4 + in.getInt(next);
            if (behind > end) {
                break;
            }
            receiver.received(ctx, in, next + 4, behind);
            next = behind;
        }
        return next;
    }

    static int type(ByteBuf in, int at) {
        return in.getUnsignedByte(at);
    }

    static int requestId(ByteBuf in, int at) {
        return in.getInt(at + 2);
    }

    /** Where the data begins: behind type, flags, request, source, session, stamp and id. */
    static int data(ByteBuf in, int at) {
        int flags = in.getByte(at + 1);
        int next = at + 6;
        next += 1 + in.getUnsignedByte(next);
        next += 1 + in.getUnsignedByte(next);
        next += (flags & STAMPED) == 0 ? 0 : 16;
        return next + ((flags & IDENTIFIED) == 0 ? 0 : 16);
    }

    /** The data of a reply without a stamp, as text. */
    static String replyText(ByteBuf in, int at, int end) {
        return in.toString(at + REPLY_BYTES, end - at - REPLY_BYTES, StandardCharsets.UTF_8);
    }
}
