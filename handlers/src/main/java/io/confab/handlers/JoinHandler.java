package io.confab.handlers;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.codec.Ack;
import io.confab.codec.JoinCommand;
import io.confab.codec.MessageType;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.concurrent.CompletionStage;

/** Makes the sender a member of a session. Nothing is delivered before the {@code ACK} is. */
@Sharable
final class JoinHandler extends CommandHandler<JoinCommand> {

    private final Services services;

    JoinHandler(Services services) {
        super(MessageType.JOIN, JoinCommand.class);
        this.services = services;
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, JoinCommand join) {
        String name = Names.normalize(join.session(), "session");
        services.sessions().require(name);
        if (!services.authorizer().mayJoin(client.account(), name)) {
            throw new CommandException(NakCode.FORBIDDEN, "session: " + name + " (expected: one you may join)");
        }
        return services.sessions()
                .join(client.connection(), name, join.after())
                .thenApply(joined ->
                        Outcome.of(Ack.of(join.requestId(), joined.result())).then(joined.member()::activate));
    }
}
