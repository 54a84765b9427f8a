package io.confab.codec;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Become a member of a session.
 *
 * @param after the last sequence that the client has seen, 0 for none, to be sent everything after it; null to begin
 *              with what is said from now on
 */
public record JoinCommand(
        int requestId,
        String source,
        String session,
        @Nullable Long after) implements Command {

    /** @throws IllegalArgumentException if {@code after} is negative */
    public JoinCommand {
        requireNonNull(source, "source");
        requireNonNull(session, "session");
        Json.checkNotNegative(after, "after");
    }

    @Override
    public MessageType type() {
        return MessageType.JOIN;
    }
}
