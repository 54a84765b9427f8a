package io.confab.handlers;

import static java.util.Objects.requireNonNull;

import io.confab.api.Metered;
import io.confab.api.Meters;
import io.confab.codec.MessageType;
import io.confab.codec.ShutdownEvent;
import io.confab.codec.Tally;
import io.confab.codec.WireFormat;
import io.confab.handlers.limits.Admission;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All command handlers, in the order in which they stand in every pipeline. One instance serves all pipelines of a
 * server, whatever codec stands in front. Thread-safe.
 */
public final class CommandHandlers implements Metered {

    private final Admission admission;
    private final LoginDeadline deadline;
    /** By the names they have in every pipeline, in their order there. */
    private final Map<String, CommandHandler<?>> handlers = new LinkedHashMap<>();

    private final UndecodableFrameHandler undecodable;
    private final List<Tally> tallies;

    private final LastHandler last = new LastHandler();

    /**
     * @param plugins commands beside the protocol's own
     * @throws IllegalArgumentException if a plug-in's type is not a plug-in's, or two have the same
     */
    public CommandHandlers(Services services, List<CommandPlugin> plugins) {
        requireNonNull(services, "services");
        admission = services.admission();
        deadline =
                new LoginDeadline(services::loginTimeout, services.admission().refusals());
        Duration idleTime = admission.limits().idle();
        IdleSweep idle = idleTime.isZero() ? null : new IdleSweep(idleTime, admission.refusals());
        undecodable = new UndecodableFrameHandler(services.admission().refusals());
        add(new TextHandler(services)); // first, because nearly every message is one
        add(new PingHandler());
        add(new DirectHandler(services));
        add(new ReadHandler(services));
        add(new HistoryHandler(services));
        add(new ListHandler(services));
        JoinHandler join = new JoinHandler(services);
        add(join);
        add(new LeaveHandler(services));
        add(new CreateHandler(services));
        add(new CloseHandler(services));
        LoginHandler login = new LoginHandler(services, deadline, idle, AccountWatch.begin(services));
        add(login);
        add(new LogoutHandler());
        add(new RegisterHandler(services));
        add(new KickHandler(services));
        add(new BanHandler(services));
        add(new UnbanHandler(services));
        tallies = List.of(login.results(), join.results());
        Set<MessageType> types = new HashSet<>();
        for (CommandPlugin plugin : plugins) {
            MessageType type = plugin.type();
            if (!MessageType.isPlugin(type.code()) || !types.add(type)) {
                throw new IllegalArgumentException(
                        "plugin: " + plugin + " of type " + type + " (expected: 0x80 to 0xBF, each once)");
            }
            add(new PluginHandler(services, plugin));
        }
    }

    /**
     * Tells a client that the server stops and closes its connection, behind the replies to everything that was received of
     * it; what it sends later is not looked at. A client that does not take its replies keeps the connection open. From any
     * thread.
     *
     * @param channel one whose pipeline may or may not have these handlers
     */
    public static void sendAway(Channel channel, ShutdownEvent event) {
        channel.eventLoop().execute(() -> {
            ClientContext client = ClientContext.find(channel);
            if (client == null) {
                channel.close();
            } else {
                client.sendAway(new Farewell(event));
            }
        });
    }

    @Override
    public void publish(Meters meters) {
        tallies.forEach(tally -> tally.publish(meters));
    }

    private void add(CommandHandler<?> handler) {
        handlers.put(handler.name(), handler);
    }

    /**
     * Has the client log in within its time, for a pipeline whose command handlers will be appended only once it is
     * known how the client speaks. What it takes until then is part of that time. Nothing, where that was asked for
     * already.
     */
    public void expectLogin(ChannelPipeline pipeline) {
        if (pipeline.get(LoginDeadline.NAME) == null) {
            pipeline.addLast(LoginDeadline.NAME, deadline);
        }
    }

    /** How many bytes a frame may have before its client has logged in: for decoders of gateways, to be asked for each connection. */
    public int maxFrameBytesBeforeLogin() {
        return admission.limits().frameBytesBeforeLogin();
    }

    /**
     * Appends the handlers. What stands in front of them decodes messages, and encodes messages and byte buffers.
     *
     * @param format how this pipeline's client is sent what is said in sessions
     * @param inTurn a gateway's own handlers that look at each command in its turn, when what an earlier one changes is
     *               changed; a reply that they write themselves goes where all replies go
     */
    public void addTo(ChannelPipeline pipeline, WireFormat format, ChannelHandler... inTurn) {
        expectLogin(pipeline);
        pipeline.addLast(CommandGate.NAME, new CommandGate(format, admission));
        pipeline.addLast(inTurn);
        handlers.forEach(pipeline::addLast);
        pipeline.addLast(UndecodableFrameHandler.NAME, undecodable);
        pipeline.addLast(LastHandler.NAME, last);
    }
}
