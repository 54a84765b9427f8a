package io.confab.codec;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Who came and who went, since the last such event.
 *
 * @param joined  accounts; empty in a session too large to name them, as is {@code left}
 * @param left    accounts
 * @param members how many members there are now
 */
public record PresenceEvent(String session, List<String> joined, List<String> left, int members) implements Notice {

    /** Takes copies. */
    public PresenceEvent {
        requireNonNull(session, "session");
        joined = List.copyOf(joined);
        left = List.copyOf(left);
    }
}
