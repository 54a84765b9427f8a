package io.confab.codec;

import static java.util.Objects.requireNonNull;

/**
 * Lift a ban.
 *
 * @param session from where; empty for the server
 * @param account whose, neither checked nor normalised
 */
public record UnbanCommand(int requestId, String source, String session, String account) implements Command {

    /** Refuses nulls. */
    public UnbanCommand {
        requireNonNull(source, "source");
        requireNonNull(session, "session");
        requireNonNull(account, "account");
    }

    @Override
    public MessageType type() {
        return MessageType.UNBAN;
    }
}
