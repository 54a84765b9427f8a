package io.confab.api;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One session's log. Appending, finding and closing is asked for by the one thread that owns the session; the rest by any.
 */
public interface SessionLog {

    /** What {@link #append} may return when it has nothing to wait for; the session then goes on at once. */
    CompletionStage<@Nullable Void> COMMITTED = CompletableFuture.completedFuture(null);

    /** The sequence of the newest message that ever was in it, or 0 where there was none. */
    long head();

    /** The time of the message at {@link #head}, in milliseconds since the Unix epoch, or 0 where there was none. */
    default long headTimestamp() {
        return 0;
    }

    /** The sequence up to which retention has taken messages away, or 0 where it has taken none. */
    default long forgottenSequence() {
        return 0;
    }

    /**
     * Appends messages after all that were appended before. Batches commit in the order in which they were
     * appended: when a stage completes, every earlier one has.
     *
     * @param batch not empty, by rising sequence; not to be kept
     * @return completes, on any thread, when the messages are as durable as the session promises; only then does
     *         anybody see them. If it fails none of them is in the log, and their speakers are answered
     *         {@link NakCode#UNAVAILABLE}
     */
    CompletionStage<@Nullable Void> append(List<LoggedMessage> batch);

    /**
     * Finds a message by its speaker's own id, so that one said again is not stored again. Only messages whose
     * {@link #append} has completed need to be found.
     *
     * @return null where it is known at once that there is none; otherwise completes, on any thread, with the message, or with
     *         null
     */
    @Nullable
    CompletionStage<@Nullable LoggedMessage> find(String source, UUID messageId);

    /**
     * Reads messages after one sequence and before another, the oldest or the newest of them first chosen.
     *
     * @param after    only messages with a greater sequence; 0 for all
     * @param before   only messages with a smaller sequence; {@link Long#MAX_VALUE} for all
     * @param limit    at most this many, positive
     * @param maxBytes stops once the texts that were read have as many bytes; positive
     * @param newest   whether to leave out the oldest ({@code true}) or the newest where there are more than fit
     * @return in the order of their sequences
     */
    CompletionStage<List<LoggedMessage>> read(long after, long before, int limit, int maxBytes, boolean newest);

    /**
     * Lets go of the log, its session having nobody in it or being closed. What is stored stays.
     */
    void close();
}
