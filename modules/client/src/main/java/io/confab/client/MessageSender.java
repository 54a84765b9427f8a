package io.confab.client;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.codec.Stamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Says messages once each, in the order in which they were given, over however many connections that takes: what is not
 * acknowledged on one is said again on the next, under the same id. Used on one event loop, but for {@link #reserve}.
 */
final class MessageSender {

    /** One message, and how it is sent under its id. */
    static final class Said {
        private final UUID id = UUID.randomUUID();
        private final BiFunction<ConfabClient, UUID, CompletableFuture<Stamp>> sending;
        private final CompletableFuture<Stamp> stamp = new CompletableFuture<>();

        /** On how many connections it was sent. */
        private int attempts;

        Said(BiFunction<ConfabClient, UUID, CompletableFuture<Stamp>> sending) {
            this.sending = sending;
        }

        /** Its place and time, or why there is none. */
        CompletableFuture<Stamp> stamp() {
            return stamp;
        }
    }

    private final int most;
    private final AtomicInteger unacknowledged = new AtomicInteger();

    /** What is not acknowledged, in the order in which it was said. */
    private final Map<UUID, Said> said = new LinkedHashMap<>();

    /** What of it has not been sent on the connection there is. */
    private final Queue<Said> unsent = new ArrayDeque<>();

    private @Nullable ConfabClient client;

    /** @param most how many messages may wait for their acknowledgement */
    MessageSender(int most) {
        this.most = most;
    }

    /**
     * Makes room for one message, which is to be given to {@link #say} or {@link #refuse}. On any thread.
     *
     * @throws BacklogFullException if there is none
     */
    void reserve() {
        if (unacknowledged.incrementAndGet() > most) {
            unacknowledged.decrementAndGet();
            throw new BacklogFullException("messages: " + most + " wait for acknowledgement (expected: fewer)");
        }
    }

    /** Says a message now, or when there is a connection. */
    void say(Said message) {
        said.put(message.id, message);
        unsent.add(message);
        send();
    }

    /** Says nothing of a message, and why. On any thread. */
    void refuse(Said message, Throwable cause) {
        unacknowledged.decrementAndGet();
        message.stamp.completeExceptionally(cause);
    }

    /** There is a connection: everything that is not acknowledged is said on it. */
    void connected(ConfabClient next) {
        client = next;
        unsent.clear();
        unsent.addAll(said.values());
        send();
    }

    /** There is none at the moment. */
    void disconnected() {
        client = null;
    }

    /** There will be none any more. */
    void end(Throwable cause) {
        client = null;
        List<Said> rest = new ArrayList<>(said.values());
        said.clear();
        unsent.clear();
        rest.forEach(message -> refuse(message, cause));
    }

    // In the order in which it was said, and no more than the connection takes.
    private void send() {
        ConfabClient connection = client;
        while (connection != null && !unsent.isEmpty() && connection.isWritable()) {
            Said message = unsent.remove();
            message.attempts++;
            message.sending
                    .apply(connection, message.id)
                    .whenComplete((stamp, failure) -> answered(connection, message, stamp, failure));
        } // an acknowledgement to come goes on from here
    }

    private void answered(ConfabClient on, Said message, @Nullable Stamp stamp, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (stamp != null) {
            if (said.remove(message.id) != null) {
                unacknowledged.decrementAndGet();
                message.stamp.complete(stamp);
            }
            send();
        } else if (cause instanceof CommandException refusal
                && refusal.code().equals(NakCode.UNAVAILABLE)
                && message.attempts > 1) {
            on.close(); // it may have been stored before, and only the answer was lost: to be asked again, later
        } else if (cause instanceof CommandException) {
            if (said.remove(message.id) != null) {
                refuse(message, cause);
            }
            send();
        } else if (!(cause instanceof ConnectionClosedException)) {
            on.close(); // no answer in time: whether it was said is found out by saying it again
        }
    }
}
