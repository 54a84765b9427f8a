package io.confab.api;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Keeps an account out of a session, or off the server.
 *
 * @param session the session, or {@link #SERVER}
 * @param account whom; there need not be such an account
 * @param by      the account that banned it, or whatever else did
 * @param reason  for people, or null
 * @param created when, in milliseconds since the Unix epoch
 * @param until   from when on it is over, in milliseconds since the Unix epoch; null if never
 */
public record Ban(
        String session,
        String account,
        String by,
        @Nullable String reason,
        long created,
        @Nullable Long until) {

    /** In the place of a session: the ban is from the whole server. */
    public static final String SERVER = "";

    /** Refuses nulls where there must be a value. */
    public Ban {
        requireNonNull(session, "session");
        requireNonNull(account, "account");
        requireNonNull(by, "by");
    }

    /** Whether it is over at a time, in milliseconds since the Unix epoch. */
    public boolean isOver(long now) {
        return until != null && until <= now;
    }
}
