package io.confab.api;

import static java.util.Objects.requireNonNull;

/**
 * What a step of a {@link LoginExchange} comes to.
 *
 * @param data what the client is told; empty for nothing
 */
public record LoginStep(State state, byte[] data) {

    /** How far the login is. */
    public enum State {
        /** The client has to answer the data. */
        CHALLENGE,
        /** It is who it says it is. */
        ADMITTED,
        /** It is not, or there is no such account; answered {@link NakCode#BAD_CREDENTIALS} without data. */
        REFUSED
    }

    /** Refuses nulls. */
    public LoginStep {
        requireNonNull(state, "state");
        requireNonNull(data, "data");
    }

    /** Leaves the data out. */
    @Override
    public String toString() {
        return "LoginStep[" + state + "]";
    }
}
