package io.confab.codec;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Say something to one account.
 *
 * @param messageId the sender's own id of it, by which it is recognised if it is said again; or null
 * @param to        the account, neither checked nor normalised
 */
public record DirectCommand(
        int requestId, String source, @Nullable UUID messageId, String to, String text) implements Command {

    /** Without an id. */
    public DirectCommand(int requestId, String source, String to, String text) {
        this(requestId, source, null, to, text);
    }

    /** Refuses nulls. */
    public DirectCommand {
        requireNonNull(source, "source");
        requireNonNull(to, "to");
        requireNonNull(text, "text");
    }

    @Override
    public MessageType type() {
        return MessageType.DIRECT;
    }

    @Override
    public String session() {
        return "";
    }

    /** Leaves the text out. */
    @Override
    public String toString() {
        return "DirectCommand[requestId=" + Integer.toUnsignedString(requestId) + ", to=" + to + "]";
    }
}
