package io.confab.codec;

import static java.util.Objects.requireNonNull;

/**
 * Say something to one account.
 *
 * @param to the account, neither checked nor normalised
 */
public record DirectCommand(int requestId, String source, String to, String text) implements Command {

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
