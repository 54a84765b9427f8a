package io.confab.codec;

import static java.util.Objects.requireNonNull;

/**
 * Somebody said something to this account alone.
 *
 * @param stamp its place in the order of all direct messages of the server, and its time
 */
public record DirectEvent(String source, Stamp stamp, String text) implements Event {

    /** Refuses nulls. */
    public DirectEvent {
        requireNonNull(source, "source");
        requireNonNull(stamp, "stamp");
        requireNonNull(text, "text");
    }

    @Override
    public MessageType type() {
        return MessageType.DIRECT;
    }

    @Override
    public int requestId() {
        return 0;
    }

    /** Leaves the text out. */
    @Override
    public String toString() {
        return "DirectEvent[source=" + source + ", stamp=" + stamp + "]";
    }
}
