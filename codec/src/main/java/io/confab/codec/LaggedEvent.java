package io.confab.codec;

import static java.util.Objects.requireNonNull;

/**
 * This member read too slowly for a session that keeps no log, and missed messages.
 *
 * @param from the first sequence that may have been missed
 * @param to   the last one
 */
public record LaggedEvent(String session, long from, long to) implements Notice {

    /** Refuses nulls. */
    public LaggedEvent {
        requireNonNull(session, "session");
    }
}
