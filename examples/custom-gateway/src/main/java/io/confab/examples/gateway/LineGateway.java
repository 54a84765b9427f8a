package io.confab.examples.gateway;

import io.confab.api.LoggedMessage;
import io.confab.codec.WireFormat;
import io.confab.handlers.CommandHandlers;
import io.confab.handlers.Gateway;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.string.StringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** A protocol of lines: commands begin with a slash, and what does not is said. Made for {@code nc}. */
public record LineGateway(int ownPort) implements Gateway {

    static final int MAX_LINE_BYTES = 1000;

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public OptionalInt port() {
        return OptionalInt.of(ownPort);
    }

    @Override
    public void initialize(ChannelPipeline pipeline, CommandHandlers commands) {
        pipeline.addLast(new LineDecoder(MAX_LINE_BYTES), new StringDecoder(StandardCharsets.UTF_8), new LineCodec());
        commands.addTo(pipeline, LineFormat.INSTANCE);
    }

    static void writeLine(ByteBuf out, String line) {
        out.writeCharSequence(line.replaceAll("\\p{Cntrl}", " ") + "\n", StandardCharsets.UTF_8);
    }

    /** What is said, encoded once for everybody who speaks this protocol. */
    private static final class LineFormat implements WireFormat {

        static final LineFormat INSTANCE = new LineFormat();

        @Override
        public String name() {
            return "lines";
        }

        @Override
        public void encode(LoggedMessage message, int requestId, boolean replay, ByteBuf out) {
            String text = new String(message.data(), StandardCharsets.UTF_8);
            writeLine(out, message.session() + " " + message.source() + ": " + text);
        }
    }
}
