package io.confab.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import java.nio.charset.StandardCharsets;

/**
 * Packets of Socket.IO 5 in those of Engine.IO 4, as {@code modules/benchmarks/peers/socketio} takes them. Nobody logs in, and
 * who joins a session creates it.
 *
 * <pre>
 *  0{…}  open              --&gt;  40                      connect to the default namespace
 *  40{…} connected         --&gt;  422["join","session"]
 *  432[] acknowledged            423["say","session","payload"], without the 3 where no ACK is asked for
 *  42["text","payload"]     2  ping  --&gt;  3
 * </pre>
 */
final class SocketIoDialect extends Dialect {

    private static final byte[] TEXT = utf8("42[\"text\",\"");
    private static final int END = '"' << 8 | ']';

    SocketIoDialect(LoadMember member, Carrier carrier) {
        super(member, carrier, beforePayload(member), utf8("\"]"));
    }

    private static byte[] beforePayload(LoadMember member) {
        return utf8(
                "42" + (member.scenario().acked() ? TEXT_REQUEST : "") + "[\"say\",\"" + member.session() + "\",\"");
    }

    @Override
    void open(ChannelHandlerContext ctx) {
        // the server does
    }

    @Override
    void writePayload(ByteBuf out, int publisher, int number, long nanoTime) {
        TextPayload.write(out, publisher, number, nanoTime, payload);
    }

    @Override
    public void received(ChannelHandlerContext ctx, ByteBuf in, int at, int end) {
        int kind = in.getByte(at);
        if (kind == '4' && end - at > 2) {
            packet(ctx, in, at, end);
        } else if (kind == '2') {
            send(ctx, utf8("3"));
        } else if (kind == '0') {
            send(ctx, utf8("40"));
        } else {
            throw unexpected(in, at, end);
        }
    }

    private void packet(ChannelHandlerContext ctx, ByteBuf in, int at, int end) {
        switch (in.getByte(at + 1)) {
            case '2' -> text(in, at, end);
            case '3' -> acknowledged(in.getByte(at + 2) - '0');
            case '0' -> send(ctx, utf8("42" + JOIN_REQUEST + "[\"join\",\"" + member.session() + "\"]"));
            case '4' -> member.refused(in.toString(at, end - at, StandardCharsets.UTF_8));
            default -> throw unexpected(in, at, end);
        }
    }

    private static DecoderException unexpected(ByteBuf in, int at, int end) {
        return new DecoderException("packet: " + in.toString(at, end - at, StandardCharsets.UTF_8)
                + " (expected: one of Socket.IO 5 in Engine.IO 4)");
    }

    private void text(ByteBuf in, int at, int end) {
        int data = at + TEXT.length;
        int bytes = end - 2 - data;
        if (bytes < TextPayload.MIN_BYTES
                || in.getUnsignedShort(end - 2) != END
                || !isText(in, at)
                || !TextPayload.isIntact(in, data, bytes, payload)) {
            member.receivedCorrupt();
        } else {
            member.received(
                    TextPayload.publisher(in, data), TextPayload.number(in, data), TextPayload.nanoTime(in, data));
        }
    }

    private static boolean isText(ByteBuf in, int at) {
        for (int i = 0; i < TEXT.length; i++) {
            if (in.getByte(at + i) != TEXT[i]) {
                return false;
            }
        }
        return true;
    }

    private void acknowledged(int requestId) {
        if (requestId == JOIN_REQUEST) {
            member.hasJoined();
        } else {
            member.acknowledged();
        }
    }
}
