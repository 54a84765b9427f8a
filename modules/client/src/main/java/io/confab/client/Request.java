package io.confab.client;

import io.confab.api.CommandException;
import io.confab.codec.Ack;
import io.confab.codec.Command;
import io.confab.codec.JoinCommand;
import io.confab.codec.MessageType;
import io.confab.codec.Nak;
import java.net.ProtocolException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A command that waits for its reply: what of the command matters then, without its data, and how the reply is read.
 * Stays in the {@link RequestTable} until the reply comes, even if its time is up before: what the reply says of the
 * server's state holds all the same.
 */
final class Request<T> {

    private final int id;
    private final MessageType type;
    private final String source;
    private final String session;
    private final @Nullable Long after;
    private final Function<Ack, T> reading;
    private final @Nullable HistoryCollector collector;
    private final long deadline;
    private final CompletableFuture<T> future = new CompletableFuture<>();

    /**
     * @param reading   makes the result of the reply; throws if it cannot be read
     * @param collector takes the messages that come before the reply; null if they are the listener's
     * @param deadline  in the nanoseconds of the table's clock
     */
    Request(Command command, Function<Ack, T> reading, @Nullable HistoryCollector collector, long deadline) {
        this.id = command.requestId();
        this.type = command.type();
        this.source = command.source();
        this.session = command.session();
        this.after = command instanceof JoinCommand join ? join.after() : null;
        this.reading = reading;
        this.collector = collector;
        this.deadline = deadline;
    }

    int id() {
        return id;
    }

    MessageType type() {
        return type;
    }

    String source() {
        return source;
    }

    String session() {
        return session;
    }

    @Nullable
    Long after() {
        return after;
    }

    @Nullable
    HistoryCollector collector() {
        return collector;
    }

    CompletableFuture<T> future() {
        return future;
    }

    /** Whether nobody waits for the reply any more, because it took too long or the caller has cancelled. */
    boolean isAbandoned() {
        return future.isDone();
    }

    boolean isOverdue(long now) {
        return now - deadline >= 0 && !isAbandoned();
    }

    void succeed(Ack ack) {
        T result;
        try {
            result = reading.apply(ack);
        } catch (RuntimeException e) { // what is missing in JSON is also a null where none should be
            failUnreadable(String.valueOf(e.getMessage()));
            return;
        }
        future.complete(result);
    }

    void refuse(Nak nak) {
        future.completeExceptionally(new CommandException(nak.code(), nak.reason()));
    }

    void failUnreadable(String reason) {
        future.completeExceptionally(new ProtocolException(type.name() + ": unreadable reply: " + reason));
    }

    void timeOut(long millis) {
        future.completeExceptionally(
                new TimeoutException(type.name() + ": no reply for " + millis + " ms (expected: one)"));
    }

    void fail(Throwable cause) {
        future.completeExceptionally(cause);
    }

    void failClosed(@Nullable Throwable cause) {
        String reason = cause == null ? "closed by this side" : String.valueOf(cause.getMessage());
        future.completeExceptionally(new ConnectionClosedException(
                type.name() + ": connection ended before the reply (" + reason + ")", cause));
    }
}
