package io.confab.handlers;

import io.confab.codec.LeaveCommand;
import io.confab.codec.MessageType;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.concurrent.CompletionStage;

/** Ends a membership. Behind the {@code ACK} nothing of that session follows. */
@Sharable
final class LeaveHandler extends CommandHandler<LeaveCommand> {

    private final Services services;

    LeaveHandler(Services services) {
        super(MessageType.LEAVE, LeaveCommand.class);
        this.services = services;
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, LeaveCommand leave) {
        return client.member(leave.session(), services.sessions())
                .leave()
                .thenApply(left -> Outcome.ack(leave.requestId()));
    }
}
