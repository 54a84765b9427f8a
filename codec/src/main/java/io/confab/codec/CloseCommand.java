package io.confab.codec;

import static java.util.Objects.requireNonNull;

/**
 * End a session for good, with everything that was said in it; its owner only.
 *
 * @param session never empty
 */
public record CloseCommand(int requestId, String source, String session) implements Command {

    /** Refuses nulls. */
    public CloseCommand {
        requireNonNull(source, "source");
        requireNonNull(session, "session");
    }

    @Override
    public MessageType type() {
        return MessageType.CLOSE;
    }
}
