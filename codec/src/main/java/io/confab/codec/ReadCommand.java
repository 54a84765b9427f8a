package io.confab.codec;

import static java.util.Objects.requireNonNull;

/**
 * Say up to where one has read.
 *
 * @param session  empty for direct messages
 * @param sequence of the last message that was read
 */
public record ReadCommand(int requestId, String source, String session, long sequence) implements Command {

    /** Refuses nulls. */
    public ReadCommand {
        requireNonNull(source, "source");
        requireNonNull(session, "session");
    }

    @Override
    public MessageType type() {
        return MessageType.READ;
    }
}
