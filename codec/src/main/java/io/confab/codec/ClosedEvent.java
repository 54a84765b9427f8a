package io.confab.codec;

import static java.util.Objects.requireNonNull;

/**
 * A session was closed and has no members any more.
 *
 * @param reason for people
 */
public record ClosedEvent(String session, String reason) implements Notice {

    /** Refuses nulls. */
    public ClosedEvent {
        requireNonNull(session, "session");
        requireNonNull(reason, "reason");
    }
}
