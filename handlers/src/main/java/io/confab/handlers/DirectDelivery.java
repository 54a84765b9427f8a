package io.confab.handlers;

import io.confab.api.DirectMessage;
import io.confab.api.Mailbox;
import io.confab.codec.DirectEvent;
import io.confab.codec.Stamp;
import io.confab.session.Connection;
import io.netty.channel.ChannelFuture;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one client what its mailbox has, page by page in the order of the sequences, each message once; the next page when the
 * last one has left. It reads behind what it has sent, whatever it is told of: so nothing is sent out of turn. Used on the
 * channel's event loop only.
 */
final class DirectDelivery {

    private static final Logger log = LoggerFactory.getLogger(DirectDelivery.class);

    private static final int PAGE_MESSAGES = 100;
    private static final int PAGE_BYTES = 64 * 1024;

    private final ClientContext client;
    private final Mailbox mailbox;
    private final String account;
    private long sent;
    private boolean busy;
    private boolean more;
    private boolean caughtUp;

    /** @param caughtUp whether what was kept until the login has been sent, or there was nothing */
    DirectDelivery(ClientContext client, Mailbox mailbox, boolean caughtUp) {
        this.client = client;
        this.mailbox = mailbox;
        this.account = client.account();
        this.caughtUp = caughtUp;
    }

    /** The greatest sequence that was sent here, or 0. */
    long sent() {
        return sent;
    }

    /** There may be something to send. */
    void deliver() {
        if (busy) {
            more = true;
            return;
        }
        busy = true;
        read().whenComplete((messages, failure) -> client.channel().eventLoop().execute(() -> send(messages, failure)));
    }

    private CompletionStage<List<DirectMessage>> read() {
        try {
            return mailbox.read(account, sent, PAGE_MESSAGES, PAGE_BYTES);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void send(@Nullable List<DirectMessage> messages, @Nullable Throwable failure) {
        if (messages == null) {
            log.error("{}: its direct messages could not be read; they stay", client.connection(), failure);
            busy = false;
            return;
        }
        if (!client.channel().isActive()) {
            return;
        }
        if (messages.isEmpty()) {
            caughtUp = true;
            goOn();
            return;
        }
        Connection connection = client.connection();
        ChannelFuture last = null;
        for (DirectMessage message : messages) {
            Stamp stamp = new Stamp(message.sequence(), message.timestamp());
            last = connection.writeTold(new DirectEvent(message.source(), stamp, !caughtUp, message.text()));
            sent = message.sequence();
        }
        connection.flush();
        if (last != null) {
            last.addListener(left -> left(left.isSuccess()));
        }
    }

    // With the operating system: more is not known of a client that does not say what it has.
    private void left(boolean written) {
        if (!written) {
            return; // and so the connection is closed
        }
        if (!client.receipts()) {
            forget(sent);
        }
        more = true; // there may be another page
        goOn();
    }

    /** Forgets what the client says it has. */
    CompletionStage<@Nullable Void> received(long sequence) {
        return forget(Math.min(sequence, sent));
    }

    private CompletionStage<@Nullable Void> forget(long upTo) {
        return mailbox.remove(account, upTo).whenComplete((nothing, failure) -> {
            if (failure != null) {
                log.warn("{}: direct messages could not be removed, and come again", client.connection(), failure);
            }
        });
    }

    private void goOn() {
        busy = false;
        if (more) {
            more = false;
            deliver();
        } else if (sent == 0) {
            client.noDirects(this);
        }
    }
}
