package io.confab.handlers;

import io.confab.api.CommandException;
import io.confab.api.Meter;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.codec.Ack;
import io.confab.codec.JoinCommand;
import io.confab.codec.MessageType;
import io.confab.codec.Tally;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.concurrent.CompletionStage;

/** Makes the sender a member of a session. Nothing is delivered before the {@code ACK} is. */
@Sharable
final class JoinHandler extends CommandHandler<JoinCommand> {

    private static final String FRESH = "fresh";
    private static final String RECOVERED = "recovered";
    private static final String INCOMPLETE = "incomplete";

    private final Services services;
    private final Reading reading;

    private final Tally results = new Tally(
            Meter.of("confab.joins", "Memberships that began: fresh, or resumed with all that was missed or without"),
            "kind",
            FRESH,
            RECOVERED,
            INCOMPLETE);

    JoinHandler(Services services) {
        super(MessageType.JOIN, JoinCommand.class);
        this.services = services;
        this.reading = new Reading(services.readPositions());
    }

    /** How many memberships began, and how. */
    Tally results() {
        return results;
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, JoinCommand join) {
        String name = Names.normalize(join.session(), "session");
        services.sessions().require(name);
        if (!services.authorizer().mayJoin(client.account(), name)) {
            throw new CommandException(NakCode.FORBIDDEN, "session: " + name + " (expected: one you may join)");
        }
        return reading.begin(client.account(), name, services.sessions().join(client.connection(), name, join.after()))
                .thenApply(joined -> {
                    results.count(join.after() == null ? FRESH : joined.result().recovered() ? RECOVERED : INCOMPLETE);
                    return Outcome.of(Ack.of(join.requestId(), joined.result())).then(joined.member()::activate);
                });
    }
}
