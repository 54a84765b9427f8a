package io.confab.handlers;

import io.confab.api.AuditEvent;
import io.confab.api.Names;
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
        SocketAddress address = client.address();
        return services.sessions().end(client.connection(), name).thenApply(ended -> {
            services.audit().audited(new AuditEvent.SessionEnded(name, account, address));
            return Outcome.ack(close.requestId());
        });
    }
}
