package io.confab.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;

/** Native frames. */
final class NativeDialect extends Dialect {

    private static final int LOGIN = 0x10;
    private static final int CREATE = 0x12;
    private static final int JOIN = 0x13;

    /** Type, flags, request, and the lengths of two names. */
    private static final int HEAD_BYTES = 8;

    NativeDialect(LoadMember member, Carrier carrier) {
        super(member, carrier, beforePayload(member), new byte[0]);
    }

    private static byte[] beforePayload(LoadMember member) {
        Scenario scenario = member.scenario();
        return begin(MemberFrames.TEXT, scenario.acked() ? TEXT_REQUEST : 0, "", member.session(), scenario.payload());
    }

    /** A frame without its data. */
    private static byte[] begin(int type, int requestId, String source, String session, int dataBytes) {
        byte[] from = utf8(source);
        byte[] to = utf8(session);
        return ByteBuffer.allocate(Integer.BYTES + HEAD_BYTES + from.length + to.length)
                .putInt(HEAD_BYTES + from.length + to.length + dataBytes)
                .put((byte) type)
                .put((byte) 0)
                .putInt(requestId)
                .put((byte) from.length)
                .put(from)
                .put((byte) to.length)
                .put(to)
                .array();
    }

    @Override
    void open(ChannelHandlerContext ctx) {
        byte[] password = utf8(PASSWORD);
        byte[] head = begin(LOGIN, LOGIN_REQUEST, member.account(), "", password.length);
        send(
                ctx,
                ByteBuffer.allocate(head.length + password.length)
                        .put(head)
                        .put(password)
                        .array());
    }

    @Override
    void writePayload(ByteBuf out, int publisher, int number, long nanoTime) {
        Payload.write(out, publisher, number, nanoTime, payload);
    }

    @Override
    public void received(ChannelHandlerContext ctx, ByteBuf in, int at, int end) {
        int type = MemberFrames.type(in, at);
        if (type == MemberFrames.TEXT) {
            text(in, MemberFrames.data(in, at), end);
        } else if (type == MemberFrames.ACK) {
            acknowledged(ctx, MemberFrames.requestId(in, at));
        } else if (type == MemberFrames.NAK) {
            member.refused(MemberFrames.replyText(in, at, end));
        } // events are for people
    }

    private void text(ByteBuf in, int at, int end) {
        if (end - at < Payload.MIN_BYTES || !Payload.isIntact(in, at, end - at, payload)) {
            member.receivedCorrupt();
        } else {
            member.received(Payload.publisher(in, at), Payload.number(in, at), Payload.nanoTime(in, at));
        }
    }

    private void acknowledged(ChannelHandlerContext ctx, int requestId) {
        switch (requestId) {
            case LOGIN_REQUEST ->
                send(ctx, begin(member.creates() ? CREATE : JOIN, JOIN_REQUEST, "", member.session(), 0));
            case JOIN_REQUEST -> member.hasJoined();
            default -> member.acknowledged();
        }
    }
}
