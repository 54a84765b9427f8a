package io.confab.codec;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Put an account out of a session, or off the server.
 *
 * @param session from where; empty for the server
 * @param account whom, neither checked nor normalised
 * @param reason  for people, or null
 */
public record KickCommand(
        int requestId,
        String source,
        String session,
        String account,
        @Nullable String reason) implements Command {

    /** Refuses nulls. */
    public KickCommand {
        requireNonNull(source, "source");
        requireNonNull(session, "session");
        requireNonNull(account, "account");
    }

    @Override
    public MessageType type() {
        return MessageType.KICK;
    }
}
