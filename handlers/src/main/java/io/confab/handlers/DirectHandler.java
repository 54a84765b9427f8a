package io.confab.handlers;

import io.confab.api.CommandException;
import io.confab.api.DirectMessage;
import io.confab.api.Mailbox;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.codec.Ack;
import io.confab.codec.DirectCommand;
import io.confab.codec.DirectEvent;
import io.confab.codec.MessageType;
import io.confab.codec.Stamp;
import io.confab.session.Connection;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a private message. Where there is a mailbox every message goes through it, also to somebody who is online: the
 * connection may be lost before anybody has noticed.
 */
@Sharable
final class DirectHandler extends CommandHandler<DirectCommand> {

    private static final Logger log = LoggerFactory.getLogger(DirectHandler.class);

    /** The fields of the frame besides the name and the text. */
    private static final int FIXED_BYTES = 24;

    private final Services services;
    private final RecentDirects recent = new RecentDirects();
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
        Mailbox mailbox = services.mailbox();
        Connection recipient = services.online().find(to);
        if (mailbox == null) {
            return CompletableFuture.completedFuture(send(source, to, recipient, direct));
        }
        if (recipient != null) {
            return keep(mailbox, source, to, direct);
        }
        return exists(to).thenCompose(known -> {
            if (!known) {
                throw new CompletionException(new CommandException(
                        NakCode.NOT_ONLINE,
                        "to: " + to + " (expected: an account that is logged in, or that messages can be kept for)"));
            }
            return keep(mailbox, source, to, direct);
        });
    }

    private static CommandException notOnline(String to) {
        return new CommandException(NakCode.NOT_ONLINE, "to: " + to + " (expected: an account that is logged in)");
    }

    // ---- without a mailbox ----

    private Outcome send(String source, String to, @Nullable Connection recipient, DirectCommand direct) {
        UUID messageId = direct.messageId();
        Stamp first = messageId == null ? null : recent.find(source, messageId);
        if (first != null) {
            return acknowledged(direct, first);
        }
        if (recipient == null) {
            throw notOnline(to);
        }
        Channel channel = recipient.channel();
        if (!channel.isWritable()) { // or what is sent to somebody who does not read would fill the memory
            throw new CommandException(NakCode.UNAVAILABLE, "to: " + to + " (expected: one who reads what is sent)");
        }
        Stamp stamp = stamp();
        channel.writeAndFlush(new DirectEvent(source, stamp, direct.text()), channel.voidPromise());
        if (messageId != null) {
            recent.add(source, messageId, stamp);
        }
        return acknowledged(direct, stamp);
    }

    private static Outcome acknowledged(DirectCommand direct, Stamp stamp) {
        return Outcome.of(new Ack(direct.requestId(), stamp));
    }

    // Rises with every message and, as it follows the clock, over a restart too.
    private Stamp stamp() {
        long now = services.clock().millis();
        return new Stamp(sequence.accumulateAndGet(now * 1000, (last, time) -> Math.max(last + 1, time)), now);
    }

    // ---- with one ----

    private CompletionStage<Boolean> exists(String account) {
        CompletableFuture<Boolean> asked;
        try {
            asked = services.authenticator().exists(account).toCompletableFuture();
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        if (!asked.isDone()) {
            asked = asked.copy().orTimeout(services.loginTimeout().toMillis(), TimeUnit.MILLISECONDS);
        }
        return asked.exceptionally(failure -> {
            log.warn("account {}: whether it exists could not be found out", account, failure);
            throw new CommandException(
                    NakCode.UNAVAILABLE, "to: " + account + " (expected: accounts that can be read)");
        });
    }

    private CompletionStage<Outcome> keep(Mailbox mailbox, String source, String to, DirectCommand direct) {
        CompletionStage<DirectMessage> keeping;
        try {
            keeping = mailbox.keep(to, source, services.clock().millis(), direct.messageId(), direct.text());
        } catch (RuntimeException e) {
            keeping = CompletableFuture.failedFuture(e);
        }
        return keeping.handle((kept, failure) -> {
            if (kept == null) {
                throw new CompletionException(refusal(to, failure));
            }
            arrived(mailbox, to);
            return acknowledged(direct, new Stamp(kept.sequence(), kept.timestamp()));
        });
    }

    private static Throwable refusal(String to, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof CommandException) {
            return cause;
        }
        log.error("a direct message for {} could not be kept", to, cause);
        return new CommandException(NakCode.UNAVAILABLE, "to: " + to + " (expected: a mailbox that works)");
    }

    // Looked for only now: it may have come meanwhile, and have found nothing in its mailbox yet.
    private void arrived(Mailbox mailbox, String to) {
        Connection recipient = services.online().find(to);
        if (recipient != null) {
            Channel channel = recipient.channel();
            channel.eventLoop().execute(() -> ClientContext.of(channel).directArrived(mailbox));
        }
    }
}
