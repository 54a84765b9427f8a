package io.confab.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.confab.api.LoggedMessage;
import io.confab.codec.WireFormat;
import io.netty.buffer.ByteBuf;

/** A line a message, who said it and as what number, a star in front of a replay; with as much padding as wanted. */
final class PlainFormat implements WireFormat {

    private final int padding;

    PlainFormat() {
        this(0);
    }

    PlainFormat(int padding) {
        this.padding = padding;
    }

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public void encode(LoggedMessage message, int requestId, boolean replay, ByteBuf out) {
        out.writeCharSequence((replay ? "*" : "") + message.source() + " " + message.sequence() + "\n", US_ASCII);
        out.writeZero(padding);
    }
}
