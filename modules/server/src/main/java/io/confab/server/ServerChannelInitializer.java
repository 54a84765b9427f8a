package io.confab.server;

import io.confab.handlers.CommandHandlers;
import io.confab.handlers.Gateway;
import io.confab.handlers.limits.ConnectionLimiter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Makes up the pipeline of each connection of one port. */
final class ServerChannelInitializer extends ChannelInitializer<Channel> {

    private final Gateway gateway;
    private final CommandHandlers commands;
    private final ChannelGroup connections;
    private final LongAdder opened;
    private final @Nullable ProxySettings proxies;
    private final ConnectionLimiter limiter;

    /**
     * @param gateway whose port it is
     * @param opened  counts connections
     * @param proxies from where connections have to say whom they are for; null for from nowhere
     * @param limiter counts those by the addresses that they say
     */
    ServerChannelInitializer(
            Gateway gateway,
            CommandHandlers commands,
            ChannelGroup connections,
            LongAdder opened,
            @Nullable ProxySettings proxies,
            ConnectionLimiter limiter) {
        this.gateway = gateway;
        this.commands = commands;
        this.connections = connections;
        this.opened = opened;
        this.proxies = proxies;
        this.limiter = limiter;
    }

    @Override
    protected void initChannel(Channel channel) {
        opened.increment();
        connections.add(channel); // closes it at once if the server is closing
        if (proxies != null && proxies.include(channel.remoteAddress())) {
            commands.expectLogin(channel.pipeline());
            ProxyHeaderHandler.addTo(
                    channel.pipeline(), proxies, limiter, pipeline -> gateway.initialize(pipeline, commands));
        } else {
            gateway.initialize(channel.pipeline(), commands);
        }
    }
}
