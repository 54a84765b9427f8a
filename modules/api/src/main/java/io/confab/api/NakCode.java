package io.confab.api;

import static java.util.Objects.requireNonNull;

/**
 * Why a command was refused: the stable text that travels in a {@code NAK}. The constants are the codes of the wire
 * protocol; the set is open, because a newer server or a plug-in may send others.
 *
 * @param text upper-case letters, digits and underscores, not empty
 */
public record NakCode(String text) {

    /** The frame could not be decoded; the connection is closed. */
    public static final NakCode MALFORMED = new NakCode("MALFORMED");
    /** An unknown message type, flag, option or login mechanism. */
    public static final NakCode UNSUPPORTED = new NakCode("UNSUPPORTED");
    /** A field is longer than its limit, within a legal frame. */
    public static final NakCode TOO_LARGE = new NakCode("TOO_LARGE");
    /** The command needs a login first. */
    public static final NakCode NOT_LOGGED_IN = new NakCode("NOT_LOGGED_IN");
    /** Unknown account or wrong password; deliberately not told apart. */
    public static final NakCode BAD_CREDENTIALS = new NakCode("BAD_CREDENTIALS");
    /** The connection, or the account elsewhere, is logged in already. */
    public static final NakCode ALREADY_LOGGED_IN = new NakCode("ALREADY_LOGGED_IN");
    /** A name outside the rules of {@link Names}. */
    public static final NakCode INVALID_NAME = new NakCode("INVALID_NAME");
    /** No session has this name. */
    public static final NakCode NO_SUCH_SESSION = new NakCode("NO_SUCH_SESSION");
    /** A session of this name exists already. */
    public static final NakCode SESSION_EXISTS = new NakCode("SESSION_EXISTS");
    /** The session has as many members as it may have. */
    public static final NakCode SESSION_FULL = new NakCode("SESSION_FULL");
    /** Another configured capacity is used up: sessions, sessions of one account, accounts online. */
    public static final NakCode LIMIT_REACHED = new NakCode("LIMIT_REACHED");
    /** The account is a member of the session already. */
    public static final NakCode ALREADY_MEMBER = new NakCode("ALREADY_MEMBER");
    /** The account is not a member of the session. */
    public static final NakCode NOT_A_MEMBER = new NakCode("NOT_A_MEMBER");
    /** No account has this name. */
    public static final NakCode NO_SUCH_USER = new NakCode("NO_SUCH_USER");
    /** An account of this name exists already. */
    public static final NakCode ACCOUNT_EXISTS = new NakCode("ACCOUNT_EXISTS");
    /** The password is too short or too long to be set. */
    public static final NakCode UNFIT_PASSWORD = new NakCode("UNFIT_PASSWORD");
    /** The addressed account is not logged in. */
    public static final NakCode NOT_ONLINE = new NakCode("NOT_ONLINE");
    /** The sender may not do this. */
    public static final NakCode FORBIDDEN = new NakCode("FORBIDDEN");
    /** The sender does this too often. */
    public static final NakCode RATE_LIMITED = new NakCode("RATE_LIMITED");
    /** Something the server needs is out of order or too slow; trying again later may help. */
    public static final NakCode UNAVAILABLE = new NakCode("UNAVAILABLE");
    /** A fault of the server; its log says more. */
    public static final NakCode INTERNAL = new NakCode("INTERNAL");

    /** @throws IllegalArgumentException if {@code text} is empty or has a character that a code may not have */
    public NakCode {
        requireNonNull(text, "text");
        if (text.isEmpty() || !text.chars().allMatch(NakCode::isCodeCharacter)) {
            throw new IllegalArgumentException("text: " + text + " (expected: A-Z, 0-9 and _)");
        }
    }

    private static boolean isCodeCharacter(int c) {
        return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    @Override
    public String toString() {
        return text;
    }
}
