package io.confab.handlers;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.codec.DirectCommand;
import io.confab.codec.DirectEvent;
import io.confab.codec.MessageType;
import io.confab.codec.Stamp;
import io.confab.session.Connection;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** Sends a private message to an account that is logged in. */
@Sharable
final class DirectHandler extends CommandHandler<DirectCommand> {

    /** The fields of the frame besides the name and the text. */
    private static final int FIXED_BYTES = 24;

    private final Services services;
    private final AtomicLong sequence = new AtomicLong();

    DirectHandler(Services services) {
        super(MessageType.DIRECT, DirectCommand.class);
        this.services = services;
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, DirectCommand direct) {
        String to = Names.normalize(direct.to(), "to");
        String source = client.account();
        int bytes = FIXED_BYTES + ByteBufUtil.utf8Bytes(source) + ByteBufUtil.utf8Bytes(direct.text());
        if (bytes > services.maxFrameBytes()) {
            throw new CommandException(
                    NakCode.TOO_LARGE,
                    "text: a frame of " + bytes + " bytes (expected: at most " + services.maxFrameBytes() + ")");
        }
        Connection recipient = services.online().find(to);
        if (recipient == null) {
            throw new CommandException(NakCode.NOT_ONLINE, "to: " + to + " (expected: an account that is logged in)");
        }
        Channel channel = recipient.channel();
        if (!channel.isWritable()) { // or what is sent to somebody who does not read would fill the memory
            throw new CommandException(NakCode.UNAVAILABLE, "to: " + to + " (expected: one who reads what is sent)");
        }
        channel.writeAndFlush(new DirectEvent(source, stamp(), direct.text()), channel.voidPromise());
        return CompletableFuture.completedFuture(Outcome.ack(direct.requestId()));
    }

    // Rises with every message and, as it follows the clock, over a restart too.
    private Stamp stamp() {
        long now = services.clock().millis();
        return new Stamp(sequence.accumulateAndGet(now * 1000, (last, time) -> Math.max(last + 1, time)), now);
    }
}
