package io.confab.handlers;

import io.confab.api.AuditEvent;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.codec.CreateCommand;
import io.confab.codec.MessageType;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.concurrent.CompletionStage;

/** Creates a session, with its creator as the first member. */
@Sharable
final class CreateHandler extends CommandHandler<CreateCommand> {

    /** So that a list of sessions can always name one in a frame. */
    private static final int MAX_TOPIC_CHARS = 100;

    private final Services services;
    private final Reading reading;

    CreateHandler(Services services) {
        super(MessageType.CREATE, CreateCommand.class);
        this.services = services;
        this.reading = new Reading(services.readPositions());
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, CreateCommand create) {
        String name = Names.normalize(create.session(), "session");
        String topic = create.options().topic();
        if (topic != null && topic.length() > MAX_TOPIC_CHARS) {
            throw new CommandException(
                    NakCode.TOO_LARGE,
                    "topic: " + topic.length() + " characters (expected: at most " + MAX_TOPIC_CHARS + ")");
        }
        if (!services.authorizer().mayCreate(client.account(), name)) {
            throw new CommandException(NakCode.FORBIDDEN, "session: " + name + " (expected: one you may create)");
        }
        return reading.begin(
                        client.account(), name, services.sessions().create(client.connection(), name, create.options()))
                .thenApply(joined -> {
                    services.audit()
                            .audited(new AuditEvent.SessionCreated(
                                    name, joined.member().account(), client.address()));
                    return Outcome.ack(create.requestId()).then(joined.member()::activate);
                });
    }
}
