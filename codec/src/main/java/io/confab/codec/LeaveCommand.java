package io.confab.codec;

import static java.util.Objects.requireNonNull;

/**
 * Be a member of a session no longer.
 *
 * @param session empty for the only one joined
 */
public record LeaveCommand(int requestId, String source, String session) implements Command {

    /** Refuses nulls. */
    public LeaveCommand {
        requireNonNull(source, "source");
        requireNonNull(session, "session");
    }

    @Override
    public MessageType type() {
        return MessageType.LEAVE;
    }
}
