package io.confab.server;

import io.confab.codec.FrameDecoder;
import io.confab.codec.MessageCodec;
import io.confab.codec.NativeFormat;
import io.confab.handlers.CommandHandlers;
import io.confab.handlers.Gateway;
import io.netty.channel.ChannelPipeline;

/** The protocol of {@code docs/PROTOCOL.md}, which the server's own port speaks wherever nobody else claims a connection. */
final class NativeGateway implements Gateway {

    static final String NAME = "native";

    private final int maxFrameBytes;

    NativeGateway(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean claims(int firstByte) {
        return firstByte == 0;
    }

    @Override
    public void initialize(ChannelPipeline pipeline, CommandHandlers commands) {
        MessageCodec codec = MessageCodec.server();
        pipeline.addLast(FrameDecoder.NAME, new FrameDecoder(maxFrameBytes, commands.maxFrameBytesBeforeLogin(), codec))
                .addLast(MessageCodec.NAME, codec);
        commands.addTo(pipeline, NativeFormat.INSTANCE);
    }
}
