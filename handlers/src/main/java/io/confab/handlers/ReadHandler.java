package io.confab.handlers;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.api.ReadPositions;
import io.confab.codec.MessageType;
import io.confab.codec.ReadCommand;
import io.confab.session.Member;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Notes how far a client has read: a session, or its direct messages, which are not kept any longer then. */
@Sharable
final class ReadHandler extends CommandHandler<ReadCommand> {

    private final Services services;

    ReadHandler(Services services) {
        super(MessageType.READ, ReadCommand.class);
        this.services = services;
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, ReadCommand read) {
        return read.session().isEmpty() ? directs(client, read) : session(client, read);
    }

    private CompletionStage<Outcome> directs(ClientContext client, ReadCommand read) {
        if (services.mailbox() == null) {
            throw new CommandException(
                    NakCode.UNSUPPORTED, "session: none (expected: one, as direct messages are not kept)");
        }
        return client.directsReceived(read.sequence()).thenApply(done -> Outcome.ack(read.requestId()));
    }

    private CompletionStage<Outcome> session(ClientContext client, ReadCommand read) {
        String name = Names.normalize(read.session(), "session");
        Member member = client.member(name, services.sessions());
        ReadPositions positions = services.readPositions();
        if (positions == null || !member.session().isStored()) {
            throw new CommandException(NakCode.UNSUPPORTED, "session: " + name + " (expected: one that is stored)");
        }
        // What is not said yet cannot have been read.
        positions.note(
                member.account(),
                name,
                Math.min(read.sequence(), member.session().newest()));
        return CompletableFuture.completedFuture(Outcome.ack(read.requestId()));
    }
}
