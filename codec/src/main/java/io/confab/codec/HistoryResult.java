package io.confab.codec;

/**
 * What the {@code ACK} of a {@code HISTORY} says.
 *
 * @param more whether there are further messages that match: older ones, or newer ones where {@code after} was given
 */
public record HistoryResult(boolean more) {}
