package io.confab.codec;

/**
 * What the {@code ACK} of an {@code UNBAN} says.
 *
 * @param lifted whether there was a ban
 */
public record UnbanResult(boolean lifted) {}
