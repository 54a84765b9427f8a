package io.confab.codec;

import static java.util.Objects.requireNonNull;

/** Create a session; the creator becomes its first member. */
public record CreateCommand(int requestId, String source, String session, SessionOptions options) implements Command {

    /** Refuses nulls. */
    public CreateCommand {
        requireNonNull(source, "source");
        requireNonNull(session, "session");
        requireNonNull(options, "options");
    }

    @Override
    public MessageType type() {
        return MessageType.CREATE;
    }
}
