package io.confab.handlers;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.codec.Ack;
import io.confab.codec.MessageType;
import io.confab.codec.PingCommand;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers with the data that came; also before a login. */
@Sharable
final class PingHandler extends CommandHandler<PingCommand> {

    PingHandler() {
        super(MessageType.PING, PingCommand.class);
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, PingCommand ping) {
        if (ping.data().length > PingCommand.MAX_BYTES) {
            throw new CommandException(
                    NakCode.TOO_LARGE,
                    "data: " + ping.data().length + " bytes (expected: at most " + PingCommand.MAX_BYTES + ")");
        }
        return CompletableFuture.completedFuture(Outcome.of(new Ack(ping.requestId(), ping.data())));
    }
}
