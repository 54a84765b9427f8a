package io.confab.handlers;

import io.confab.api.Actor;
import io.confab.api.AuditEvent;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.api.Role;
import io.confab.codec.CloseCommand;
import io.confab.codec.MessageType;
import io.netty.channel.ChannelHandler.Sharable;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

/** Ends a session for good, if its owner wants it. */
@Sharable
final class CloseHandler extends CommandHandler<CloseCommand> {

    private final Services services;

    CloseHandler(Services services) {
        super(MessageType.CLOSE, CloseCommand.class);
        this.services = services;
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, CloseCommand close) {
        String name = Names.normalize(close.session(), "session");
        String account = client.account();
        boolean owner = services.sessions().owner(name).equals(account);
        if (!services.authorizer().mayClose(new Actor(account, Role.MEMBER, owner), name)) {
            throw new CommandException(
                    NakCode.FORBIDDEN, "session: " + name + " (expected: one of which you are the owner)");
        }
        SocketAddress address = client.address();
        return services.moderation()
                .close(name, account, "closed by " + account, client.channel().eventLoop())
                .thenApply(ended -> {
                    services.audit().audited(new AuditEvent.SessionEnded(name, account, address));
                    return Outcome.ack(close.requestId());
                });
    }
}
