package io.confab.handlers;

/** What happens when an account logs in that is logged in already. Either way the password is checked first. */
public enum DuplicateLogin {
    /** The new login is refused with {@code ALREADY_LOGGED_IN}. */
    REFUSE,
    /** The old connection is told {@code EVENT kicked} and closed; the new one takes its place. */
    TAKE_OVER
}
