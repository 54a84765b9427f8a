package io.confab.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;

/**
 * What a member under load and its server say to each other, in one protocol: it logs in where one does, joins its session, and
 * then says and hears texts. One for each connection, on its event loop only.
 */
abstract class Dialect implements MessageReceiver {

    static final int LOGIN_REQUEST = 1;
    static final int JOIN_REQUEST = 2;
    static final int TEXT_REQUEST = 3;

    static final String PASSWORD = "benchmark";

    final LoadMember member;

    /** Bytes of a text. */
    final int payload;

    private final Carrier carrier;
    private final byte[] beforePayload;
    private final byte[] afterPayload;

    /**
     * @param beforePayload what a message that is a text of the member's begins with
     * @param afterPayload  and what it ends with
     */
    Dialect(LoadMember member, Carrier carrier, byte[] beforePayload, byte[] afterPayload) {
        this.member = member;
        this.payload = member.scenario().payload();
        this.carrier = carrier;
        this.beforePayload = beforePayload;
        this.afterPayload = afterPayload;
    }

    final Carrier carrier() {
        return carrier;
    }

    /** Says what comes first. */
    abstract void open(ChannelHandlerContext ctx);

    abstract void writePayload(ByteBuf out, int publisher, int number, long nanoTime);

    /** Appends one of the member's texts. */
    final void writeText(ByteBuf out, int publisher, int number, long nanoTime) {
        int from = carrier.begin(out, beforePayload.length + payload + afterPayload.length);
        out.writeBytes(beforePayload);
        writePayload(out, publisher, number, nanoTime);
        out.writeBytes(afterPayload);
        carrier.end(out, from);
    }

    final void send(ChannelHandlerContext ctx, byte[] message) {
        ByteBuf out = ctx.alloc().ioBuffer(message.length + 16);
        int from = carrier.begin(out, message.length);
        out.writeBytes(message);
        carrier.end(out, from);
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
