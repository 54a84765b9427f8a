package io.confab.server;

import io.confab.handlers.CommandHandlers;
import io.confab.handlers.Gateway;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import java.util.concurrent.atomic.LongAdder;

/** Makes up the pipeline of each connection of one port. */
final class ServerChannelInitializer extends ChannelInitializer<Channel> {

    private final Gateway gateway;
    private final CommandHandlers commands;
    private final ChannelGroup connections;
    private final LongAdder opened;

    /** @param gateway whose port it is */
    ServerChannelInitializer(Gateway gateway, CommandHandlers commands, ChannelGroup connections, LongAdder opened) {
        this.gateway = gateway;
        this.commands = commands;
        this.connections = connections;
        this.opened = opened;
    }

    @Override
    protected void initChannel(Channel channel) {
        opened.increment();
        connections.add(channel); // closes it at once if the server is closing
        gateway.initialize(channel.pipeline(), commands);
    }
}
