package io.confab.codec;

import static java.util.Objects.requireNonNull;

/**
 * Make a new account.
 *
 * @param source   its name
 * @param password in UTF-8
 */
public record RegisterCommand(int requestId, String source, byte[] password) implements Command {

    /** Refuses nulls. */
    public RegisterCommand {
        requireNonNull(source, "source");
        requireNonNull(password, "password");
    }

    @Override
    public MessageType type() {
        return MessageType.REGISTER;
    }

    @Override
    public String session() {
        return "";
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "RegisterCommand[requestId=" + Integer.toUnsignedString(requestId) + ", source=" + source + "]";
    }
}
