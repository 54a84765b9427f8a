package io.confab.handlers;

import io.confab.codec.LogoutCommand;
import io.confab.codec.MessageType;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Logs an account out: its connection is closed, and with that it leaves everything. */
@Sharable
final class LogoutHandler extends CommandHandler<LogoutCommand> {

    LogoutHandler() {
        super(MessageType.LOGOUT, LogoutCommand.class);
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, LogoutCommand logout) {
        client.become(ConnectionState.CLOSING); // also while replies in front of this one are waited for
        return CompletableFuture.completedFuture(
                Outcome.ack(logout.requestId()).then(() -> Closing.afterReplies(client)));
    }
}
