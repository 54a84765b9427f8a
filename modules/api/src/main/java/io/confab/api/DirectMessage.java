package io.confab.api;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one account said to another alone.
 *
 * @param to        the account it is for, valid and in normal form
 * @param source    the account that said it
 * @param sequence  its place among all direct messages of the server, positive; the same whenever it is sent again
 * @param timestamp when it was said, in milliseconds since the Unix epoch
 * @param messageId the speaker's own id of it, or null
 * @param text      what was said
 */
public record DirectMessage(
        String to,
        String source,
        long sequence,
        long timestamp,
        @Nullable UUID messageId,
        String text) {

    /** Refuses nulls. */
    public DirectMessage {
        requireNonNull(to, "to");
        requireNonNull(source, "source");
        requireNonNull(text, "text");
    }

    /** Leaves the text out. */
    @Override
    public String toString() {
        return "DirectMessage[to=" + to + ", source=" + source + ", sequence=" + sequence + "]";
    }
}
