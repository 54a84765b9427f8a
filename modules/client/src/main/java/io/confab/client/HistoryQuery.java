package io.confab.client;

import org.jspecify.annotations.Nullable;

/**
 * Which messages of a session to ask for.
 *
 * @param before only messages with a smaller sequence; null for no bound
 * @param after  only messages with a greater sequence, and of these the oldest; null for no bound and the newest
 * @param limit  at most this many, positive; the server may have a smaller limit of its own
 * @param around instead of the bounds: half of them before this sequence, the others from it on; null for none
 * @param search only messages with this in their text, the newest; null for all
 */
public record HistoryQuery(
        @Nullable Long before,
        @Nullable Long after,
        int limit,
        @Nullable Long around,
        @Nullable String search) {

    /** @throws IllegalArgumentException if a bound is negative or the limit not positive */
    public HistoryQuery {
        checkBound(before, "before");
        checkBound(after, "after");
        checkBound(around, "around");
        if (limit < 1) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 1 or more)");
        }
    }

    /** All messages between bounds. */
    public HistoryQuery(@Nullable Long before, @Nullable Long after, int limit) {
        this(before, after, limit, null, null);
    }

    /** What was said before and behind a message. */
    public static HistoryQuery around(long sequence, int limit) {
        return new HistoryQuery(null, null, limit, sequence, null);
    }

    /**
     * The newest messages with something in their text, whatever its case.
     *
     * @param before only messages with a smaller sequence, such as {@link HistoryPage#searched()}; null for no bound
     */
    public static HistoryQuery search(String text, @Nullable Long before, int limit) {
        return new HistoryQuery(before, null, limit, null, text);
    }

    /** The newest messages. */
    public static HistoryQuery latest(int limit) {
        return new HistoryQuery(null, null, limit);
    }

    /** The newest messages before one. */
    public static HistoryQuery before(long sequence, int limit) {
        return new HistoryQuery(sequence, null, limit);
    }

    /** The oldest messages after one. */
    public static HistoryQuery after(long sequence, int limit) {
        return new HistoryQuery(null, sequence, limit);
    }

    private static void checkBound(@Nullable Long bound, String name) {
        if (bound != null && bound < 0) {
            throw new IllegalArgumentException(name + ": " + bound + " (expected: 0 or more)");
        }
    }
}
