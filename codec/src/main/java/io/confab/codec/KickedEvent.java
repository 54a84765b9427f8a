package io.confab.codec;

import static java.util.Objects.requireNonNull;

/**
 * The account was put out of a session, or, where the session is empty, off the server.
 *
 * @param reason for people
 */
public record KickedEvent(String session, String reason) implements Notice {

    /** Refuses nulls. */
    public KickedEvent {
        requireNonNull(session, "session");
        requireNonNull(reason, "reason");
    }
}
