package io.confab.codec;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Ask for what was said earlier. With {@code after} the oldest messages that match are sent, otherwise the newest;
 * either way in the order of their sequences.
 *
 * @param before only messages with a smaller sequence; null for no bound
 * @param after  only messages with a greater sequence; null for no bound
 * @param limit  at most this many, positive; null for the server's own default
 * @param around instead of the bounds: as many before this sequence as from it on; null for none
 * @param search only messages with this in their text, whatever the case, the newest; null for all
 */
public record HistoryCommand(
        int requestId,
        String source,
        String session,
        @Nullable Long before,
        @Nullable Long after,
        @Nullable Integer limit,
        @Nullable Long around,
        @Nullable String search)
        implements Command {

    /** @throws IllegalArgumentException if a bound is negative or the limit not positive */
    public HistoryCommand {
        requireNonNull(source, "source");
        requireNonNull(session, "session");
        Json.checkNotNegative(before, "before");
        Json.checkNotNegative(after, "after");
        Json.checkPositive(limit, "limit");
        Json.checkNotNegative(around, "around");
    }

    /** Asks for all messages between bounds. */
    public HistoryCommand(
            int requestId,
            String source,
            String session,
            @Nullable Long before,
            @Nullable Long after,
            @Nullable Integer limit) {
        this(requestId, source, session, before, after, limit, null, null);
    }

    @Override
    public MessageType type() {
        return MessageType.HISTORY;
    }
}
