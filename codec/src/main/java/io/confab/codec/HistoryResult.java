package io.confab.codec;

import org.jspecify.annotations.Nullable;

/**
 * What the {@code ACK} of a {@code HISTORY} says.
 *
 * @param more     whether there are further messages that match: older ones, or newer ones where {@code after} was given, or
 *                 either where {@code around} was
 * @param searched of a search, the sequence down to which it has looked: {@code before} this one there may be more. Otherwise
 *                 null
 */
public record HistoryResult(boolean more, @Nullable Long searched) {

    /** Of no search. */
    public HistoryResult(boolean more) {
        this(more, null);
    }
}
