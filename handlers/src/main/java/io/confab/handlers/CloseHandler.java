package io.confab.handlers;

import io.confab.api.Actor;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.codec.CloseCommand;
import io.confab.codec.MessageType;
import io.netty.channel.ChannelHandler.Sharable;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

/** Ends a session for good, if its owner or a moderator wants it. */
@Sharable
final class CloseHandler extends CommandHandler<CloseCommand> {

    private final Services services;
    private final Permission permission;

    CloseHandler(Services services) {
        super(MessageType.CLOSE, CloseCommand.class);
        this.services = services;
        this.permission = new Permission(services);
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, CloseCommand close) {
        String name = Names.normalize(close.session(), "session");
        Actor actor = permission.actor(client, name);
        if (!services.authorizer().mayClose(actor, name)) {
            throw new CommandException(
                    NakCode.FORBIDDEN, "session: " + name + " (expected: one of which you are the owner)");
        }
        String account = actor.account();
        SocketAddress address = client.address();
        return services.moderation()
                .close(
                        name,
                        account,
                        address,
                        "closed by " + account,
                        client.channel().eventLoop())
                .thenApply(ended -> Outcome.ack(close.requestId()));
    }
}
