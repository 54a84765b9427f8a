package io.confab.codec;

import static java.util.Objects.requireNonNull;

/**
 * Somebody said something to this account alone.
 *
 * @param stamp  its place in the order of all direct messages of the server, and its time
 * @param replay whether it was kept for this account, and may have been sent before, under the same sequence
 */
public record DirectEvent(String source, Stamp stamp, boolean replay, String text) implements Event {

    /** As it is said. */
    public DirectEvent(String source, Stamp stamp, String text) {
        this(source, stamp, false, text);
    }

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
