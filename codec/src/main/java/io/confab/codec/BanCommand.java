package io.confab.codec;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Keep an account out of a session, or off the server, and put it out if it is there.
 *
 * @param session from where; empty for the server
 * @param account whom, neither checked nor normalised
 * @param reason  for people, or null
 * @param seconds for how long, positive; null for ever
 */
public record BanCommand(
        int requestId,
        String source,
        String session,
        String account,
        @Nullable String reason,
        @Nullable Long seconds) implements Command {

    /** Refuses nulls. */
    public BanCommand {
        requireNonNull(source, "source");
        requireNonNull(session, "session");
        requireNonNull(account, "account");
    }

    @Override
    public MessageType type() {
        return MessageType.BAN;
    }
}
