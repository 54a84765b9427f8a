package io.confab.api;

/**
 * Decides what a logged-in account may do. Called on event loops: thread-safe, answers at once, never blocks. A
 * {@code false} is answered {@link NakCode#FORBIDDEN}; a call may also throw a {@link CommandException} of its own.
 * Names are valid and in normal form. Every method admits unless it is overridden.
 */
public interface Authorizer {

    /** Admits everyone to everything. */
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
}
