package io.confab.codec;

import static java.util.Objects.requireNonNull;

/**
 * An event that this version of the codec does not know; a client may pass it over.
 *
 * @param event its name
 * @param data  the whole JSON object, UTF-8
 */
public record UnknownEvent(String session, String event, byte[] data) implements Notice {

    /** Refuses nulls. */
    public UnknownEvent {
        requireNonNull(session, "session");
        requireNonNull(event, "event");
        requireNonNull(data, "data");
    }
}
