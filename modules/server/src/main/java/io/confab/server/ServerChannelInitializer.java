package io.confab.server;

import io.confab.handlers.CommandHandlers;
import io.confab.handlers.Gateway;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;

/** Makes up the pipeline of each connection of one port. */
final class ServerChannelInitializer extends ChannelInitializer<Channel> {

    private final Gateway gateway;
    private final CommandHandlers commands;
    private final ChannelGroup connections;

    /** @param gateway whose port it is */
    ServerChannelInitializer(Gateway gateway, CommandHandlers commands, ChannelGroup connections) {
        this.gateway = gateway;
        this.commands = commands;
        this.connections = connections;
    }

    @Override
    protected void initChannel(Channel channel) {
        connections.add(channel); // closes it at once if the server is closing
        gateway.initialize(channel.pipeline(), commands);
    }
}
