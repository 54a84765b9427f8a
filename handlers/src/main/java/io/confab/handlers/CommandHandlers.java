package io.confab.handlers;

import static java.util.Objects.requireNonNull;

import io.confab.codec.MessageType;
import io.confab.codec.WireFormat;
import io.netty.channel.ChannelPipeline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All command handlers, in the order in which they stand in every pipeline. One instance serves all pipelines of a
 * server, whatever codec stands in front. Thread-safe.
 */
public final class CommandHandlers {

    private final LoginDeadline deadline;
    private final List<CommandHandler<?>> handlers;
    private final UndecodableFrameHandler undecodable = new UndecodableFrameHandler();
    private final LastHandler last = new LastHandler();

    /**
     * @param plugins commands beside the protocol's own
     * @throws IllegalArgumentException if a plug-in's type is not a plug-in's, or two have the same
     */
    public CommandHandlers(Services services, List<CommandPlugin> plugins) {
        requireNonNull(services, "services");
        deadline = new LoginDeadline(services.loginTimeout());
        handlers = new ArrayList<>();
        handlers.add(new TextHandler(services)); // first, because nearly every message is one
        handlers.add(new PingHandler());
        handlers.add(new DirectHandler(services));
        handlers.add(new HistoryHandler(services));
        handlers.add(new ListHandler(services));
        handlers.add(new JoinHandler(services));
        handlers.add(new LeaveHandler(services));
        handlers.add(new CreateHandler(services));
        handlers.add(new LoginHandler(services, deadline));
        handlers.add(new LogoutHandler());
        Set<MessageType> types = new HashSet<>();
        for (CommandPlugin plugin : plugins) {
            MessageType type = plugin.type();
            if (!MessageType.isPlugin(type.code()) || !types.add(type)) {
                throw new IllegalArgumentException(
                        "plugin: " + plugin + " of type " + type + " (expected: 0x80 to 0xBF, each once)");
            }
            handlers.add(new PluginHandler(services, plugin));
        }
    }

    /**
     * Appends the handlers. What stands in front of them decodes messages, and encodes messages and byte buffers.
     *
     * @param format how this pipeline's client is sent what is said in sessions
     */
    public void addTo(ChannelPipeline pipeline, WireFormat format) {
        pipeline.addLast(LoginDeadline.NAME, deadline);
        pipeline.addLast(CommandGate.NAME, new CommandGate(format));
        for (CommandHandler<?> handler : handlers) {
            pipeline.addLast(handler.name(), handler);
        }
        pipeline.addLast(UndecodableFrameHandler.NAME, undecodable);
        pipeline.addLast(LastHandler.NAME, last);
    }
}
