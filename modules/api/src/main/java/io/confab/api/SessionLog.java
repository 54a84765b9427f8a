package io.confab.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One session's log. Appending, and closing, is asked for by the one thread that owns the session; reading by any.
 */
public interface SessionLog {

    /** What {@link #append} may return when it has nothing to wait for; the session then goes on at once. */
    CompletionStage<@Nullable Void> COMMITTED = CompletableFuture.completedFuture(null);

    /** The sequence of the newest message, or 0 where there is none. */
    long head();

    /**
     * Appends messages after all that were appended before. Batches commit in the order in which they were
     * appended: when a stage completes, every earlier one has.
     *
     * @param batch not empty, by rising sequence; not to be kept
     * @return completes, on any thread, when the messages are as durable as this log promises; only then does
     *         anybody see them. If it fails none of them is in the log, and their speakers are answered
     *         {@link NakCode#UNAVAILABLE}
     */
    CompletionStage<@Nullable Void> append(List<LoggedMessage> batch);

    /**
     * Reads messages after one sequence and before another, the oldest or the newest of them first chosen.
     *
     * @param after    only messages with a greater sequence; 0 for all
     * @param before   only messages with a smaller sequence; {@link Long#MAX_VALUE} for all
     * @param limit    at most this many, positive
     * @param newest   whether to leave out the oldest ({@code true}) or the newest where there are more than fit
     * @return in the order of their sequences
     */
    CompletionStage<List<LoggedMessage>> read(long after, long before, int limit, boolean newest);

    /**
     * Lets go of the log, its session having closed. A log that is not durable forgets its messages.
     */
    void close();
}
