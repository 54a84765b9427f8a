package io.confab.codec;

import static java.util.Objects.requireNonNull;

/**
 * Who runs the server says something.
 *
 * @param session whose members are told; empty for everybody
 * @param text    for people
 */
public record AnnouncementEvent(String session, String text) implements Notice {

    /** Refuses nulls. */
    public AnnouncementEvent {
        requireNonNull(session, "session");
        requireNonNull(text, "text");
    }
}
