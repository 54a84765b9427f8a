package io.confab.api;

import static java.util.Objects.requireNonNull;

/**
 * Who wants to do something to others.
 *
 * @param account valid and in normal form
 * @param role    its role on the server
 * @param owner   whether it owns the session it is about, having created it; false where that is the server
 */
public record Actor(String account, Role role, boolean owner) {

    /** Refuses nulls. */
    public Actor {
        requireNonNull(account, "account");
        requireNonNull(role, "role");
    }

    /**
     * Whether it keeps order there, as Confab has it: in a session its owner and every moderator, on the server only admins.
     *
     * @param session the session, or {@link Ban#SERVER}
     */
    public boolean moderates(String session) {
        return session.equals(Ban.SERVER) ? role.isAtLeast(Role.ADMIN) : owner || role.isAtLeast(Role.MODERATOR);
    }
}
