package io.confab.handlers;

import io.confab.codec.PluginMessage;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/** Passes commands of one type to the plug-in that they belong to. */
@Sharable
final class PluginHandler extends CommandHandler<PluginMessage> {

    private final Services services;
    private final CommandPlugin plugin;

    PluginHandler(Services services, CommandPlugin plugin) {
        super(plugin.type(), PluginMessage.class);
        this.services = services;
        this.plugin = plugin;
    }

    @Override
    String name() {
        return String.format(Locale.ROOT, "plugin-0x%02x", plugin.type().code());
    }

    @Override
    boolean serves(PluginMessage command) {
        return command.type().code() == plugin.type().code();
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, PluginMessage command) {
        return plugin.handle(new PluginCall(client, services, command)).thenApply(Outcome::of);
    }
}
