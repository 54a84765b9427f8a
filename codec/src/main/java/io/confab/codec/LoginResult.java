package io.confab.codec;

import org.jspecify.annotations.Nullable;

/**
 * What the {@code ACK} of a {@code LOGIN} with JSON says.
 *
 * @param token     logs the account in later, with the mechanism {@link LoginDetails#TOKEN}; null where there is none to be had
 *                  or the one that was sent goes on to hold
 * @param expires   from when on it is worth nothing, in milliseconds since the Unix epoch; null without a token
 * @param challenge what the client has to answer, in base64, in a mechanism of several steps: it is not logged in yet; null
 *                  where it is
 * @param data      what the server has to say in the last of several steps, in base64; null for nothing
 * @param role      what the account may do: {@code member}, {@code moderator} or {@code admin}; null before it is logged in, and
 *                  from older servers
 */
public record LoginResult(
        @Nullable String token,
        @Nullable Long expires,
        @Nullable String challenge,
        @Nullable String data,
        @Nullable String role) {

    /** Leaves out what is secret. */
    @Override
    public String toString() {
        return "LoginResult[expires=" + expires + ", role=" + role + "]";
    }
}
