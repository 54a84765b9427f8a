package io.confab.codec;

import static java.util.Objects.requireNonNull;

import io.confab.api.LoggedMessage;

/**
 * Something was said in a session.
 *
 * @param requestId the {@code HISTORY} it answers, otherwise 0
 * @param replay    whether it is sent again, on request or on resume
 */
public record TextEvent(int requestId, boolean replay, LoggedMessage message) implements Event {

    /** Refuses nulls. */
    public TextEvent {
        requireNonNull(message, "message");
    }

    @Override
    public MessageType type() {
        return MessageType.TEXT;
    }
}
