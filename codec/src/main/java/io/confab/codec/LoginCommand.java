package io.confab.codec;

import static java.util.Objects.requireNonNull;

import java.util.Base64;
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

    /** Logs in with a password, by a client that says which direct messages it has. */
    public static LoginCommand withPassword(int requestId, String account, String password) {
        return of(requestId, account, new LoginDetails(LoginDetails.PLAIN, password, null, null, null, true));
    }

    /** As {@link #withPassword}, and asks for a token for logins to come. */
    public static LoginCommand resumable(int requestId, String account, String password) {
        return of(requestId, account, new LoginDetails(LoginDetails.PLAIN, password, true, null, null, true));
    }

    /** Logs in with a token, otherwise as {@link #withPassword}. */
    public static LoginCommand withToken(int requestId, String account, String token) {
        return of(requestId, account, new LoginDetails(LoginDetails.TOKEN, null, null, token, null, true));
    }

    /**
     * Takes one step of a mechanism that has several, otherwise as {@link #withPassword}.
     *
     * @param data      what the client says
     * @param resumable whether a token for logins to come is wanted, if this is the last step
     */
    public static LoginCommand step(int requestId, String account, String mechanism, byte[] data, boolean resumable) {
        String base64 = Base64.getEncoder().encodeToString(data);
        return of(requestId, account, new LoginDetails(mechanism, null, resumable ? true : null, null, base64, true));
    }

    private static LoginCommand of(int requestId, String account, LoginDetails details) {
        return new LoginCommand(requestId, account, details.mechanism(), Json.write(details));
    }

    /**
     * What the JSON says, as far as Confab's own mechanisms go.
     *
     * @throws IllegalArgumentException if it is not the JSON of one of them
     */
    public LoginDetails details() {
        return Json.read(credentials, LoginDetails.class);
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
