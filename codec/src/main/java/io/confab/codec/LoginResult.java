package io.confab.codec;

import org.jspecify.annotations.Nullable;

/**
 * What the {@code ACK} of a {@code LOGIN} says that asked for a token, or came with one.
 *
 * @param token   logs the account in later, with the mechanism {@link LoginDetails#TOKEN}; null where there is none to be had
 *                or the one that was sent goes on to hold
 * @param expires from when on it is worth nothing, in milliseconds since the Unix epoch; null without a token
 */
public record LoginResult(@Nullable String token, @Nullable Long expires) {

    /** Leaves out what is secret. */
    @Override
    public String toString() {
        return "LoginResult[expires=" + expires + "]";
    }
}
