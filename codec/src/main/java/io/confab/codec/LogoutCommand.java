package io.confab.codec;

import static java.util.Objects.requireNonNull;

/** Log out; the server acknowledges and closes. */
public record LogoutCommand(int requestId, String source) implements Command {

    /** Refuses nulls. */
    public LogoutCommand {
        requireNonNull(source, "source");
    }

    @Override
    public MessageType type() {
        return MessageType.LOGOUT;
    }

    @Override
    public String session() {
        return "";
    }
}
