package io.confab.codec;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Log in.
 *
 * @param source      the account
 * @param mechanism   null for a plain password, otherwise the {@code mechanism} that the JSON data names
 * @param credentials the password, or the whole JSON data where a mechanism is named
 */
public record LoginCommand(
        int requestId, String source, @Nullable String mechanism, byte[] credentials) implements Command {

    /** Refuses nulls. */
    public LoginCommand {
        requireNonNull(source, "source");
        requireNonNull(credentials, "credentials");
    }

    @Override
    public MessageType type() {
        return MessageType.LOGIN;
    }

    @Override
    public String session() {
        return "";
    }

    /** Leaves the credentials out. */
    @Override
    public String toString() {
        return "LoginCommand[requestId=" + Integer.toUnsignedString(requestId) + ", source=" + source + ", mechanism="
                + mechanism + "]";
    }
}
