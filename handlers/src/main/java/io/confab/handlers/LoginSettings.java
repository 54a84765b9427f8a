package io.confab.handlers;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How logins are treated.
 *
 * @param timeout       how long a new connection may be without a login, and how long the authenticator may take; positive
 * @param duplicate     what happens at a second login of an account
 * @param tokenLifetime for how long a token lets a client log in without its password, zero or more
 */
public record LoginSettings(Duration timeout, DuplicateLogin duplicate, Duration tokenLifetime) {

    /** @throws IllegalArgumentException if the timeout is not positive */
    public LoginSettings {
        requireNonNull(duplicate, "duplicate");
        requireNonNull(tokenLifetime, "tokenLifetime");
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("loginTimeout: " + timeout + " (expected: more than zero)");
        }
    }
}
