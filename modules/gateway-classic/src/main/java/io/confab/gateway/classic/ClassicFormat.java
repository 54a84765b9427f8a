package io.confab.gateway.classic;

import io.confab.api.LoggedMessage;
import io.confab.codec.WireFormat;
import io.netty.buffer.ByteBuf;
import java.util.Locale;

/** A {@code MESSAGE} for each message, or several where it is too long for one. One for each numbering. */
final class ClassicFormat implements WireFormat {

    private final String name;
    private final int number;

    ClassicFormat(ClassicNumbering numbering) {
        this.name = "classic-" + numbering.name().toLowerCase(Locale.ROOT);
        this.number = numbering.number(ClassicType.MESSAGE);
    }

    @Override
    public String name() {
        return name;
    }

    /** Without its sequence, its time and whether it is a replay: the protocol has no place for them. */
    @Override
    public void encode(LoggedMessage message, int requestId, boolean replay, ByteBuf out) {
        FrameWriter.write(out, number, message.source(), message.data());
    }
}
