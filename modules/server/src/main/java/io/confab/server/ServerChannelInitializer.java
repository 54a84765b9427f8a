package io.confab.server;

import io.confab.codec.FrameDecoder;
import io.confab.codec.MessageCodec;
import io.confab.codec.NativeFormat;
import io.confab.handlers.CommandHandlers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;

/** Makes up the pipeline of each connection. */
final class ServerChannelInitializer extends ChannelInitializer<Channel> {

    private final int maxFrameBytes;
    private final CommandHandlers commands;
    private final ChannelGroup connections;

    ServerChannelInitializer(int maxFrameBytes, CommandHandlers commands, ChannelGroup connections) {
        this.maxFrameBytes = maxFrameBytes;
        this.commands = commands;
        this.connections = connections;
    }

    @Override
    protected void initChannel(Channel channel) {
        connections.add(channel); // closes it at once if the server is closing
        MessageCodec codec = MessageCodec.server();
        channel.pipeline()
                .addLast(FrameDecoder.NAME, new FrameDecoder(maxFrameBytes, codec))
                .addLast(MessageCodec.NAME, codec);
        commands.addTo(channel.pipeline(), NativeFormat.INSTANCE);
    }
}
