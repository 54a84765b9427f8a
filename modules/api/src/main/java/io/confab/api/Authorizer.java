package io.confab.api;

/**
 * Decides what a logged-in account may do. Called on event loops: thread-safe, answers at once, never blocks. A
 * {@code false} is answered {@link NakCode#FORBIDDEN}; a call may also throw a {@link CommandException} of its own.
 * Names are valid and in normal form. What everybody may do is admitted unless a method is overridden; what one may do to
 * others is decided by role and ownership.
 */
public interface Authorizer {

    /** Admits everyone to everything, and keeps order by {@link Actor#moderates}. */
    Authorizer EVERYONE = new Authorizer() {};

    /** May the account create a session of this name? */
    default boolean mayCreate(String account, String session) {
        return true;
    }

    /** May the account join this session? */
    default boolean mayJoin(String account, String session) {
        return true;
    }

    /** May the account, a member, say something in this session? Asked for every message. */
    default boolean maySpeak(String account, String session) {
        return true;
    }

    /** May the account see this session and its members in a list? One it may not see is left out. */
    default boolean maySee(String account, String session) {
        return true;
    }

    /**
     * May it put an account out of a session, or off the server?
     *
     * @param session the session, or {@link Ban#SERVER}
     * @param account the one to be put out, never the actor itself
     * @param role    that account's
     */
    default boolean mayKick(Actor actor, String session, String account, Role role) {
        return actor.moderates(session) && actor.role().isAtLeast(role);
    }

    /** May it ban an account from a session, or from the server, or lift such a ban? Otherwise as {@link #mayKick}. */
    default boolean mayBan(Actor actor, String session, String account, Role role) {
        return actor.moderates(session) && actor.role().isAtLeast(role);
    }

    /** May it end this session for good, with everything that was said in it? */
    default boolean mayClose(Actor actor, String session) {
        return actor.moderates(session);
    }
}
