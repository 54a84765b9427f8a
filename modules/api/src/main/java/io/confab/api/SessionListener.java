package io.confab.api;

/**
 * Told what happens in sessions. For one session the calls come one after another and in the order in which things
 * happened: created, then joins, leaves and messages, then closed; every joined member leaves before its session
 * closes. Calls for different sessions may come at the same time from different event loops, so an implementation is
 * thread-safe; it never blocks, and hands what takes time to a thread of its own. What a listener throws is logged
 * and changes nothing. Every method does nothing unless it is overridden.
 */
public interface SessionListener {

    /**
     * Whether it wants to know of messages. Asked once, before everything else; who says no is not told of them, which
     * spares a busy server that.
     */
    default boolean hearsMessages() {
        return true;
    }

    /** A session exists now. Its creator's {@link #memberJoined} follows. */
    default void sessionCreated(String session, String account) {}

    /** An account became a member. */
    default void memberJoined(String session, String account) {}

    /** An account is a member no longer: it left, logged out or lost its connection. */
    default void memberLeft(String session, String account) {}

    /** A message was committed; members see it now. Its bytes are shared: not to be changed. */
    default void messageSpoken(LoggedMessage message) {}

    /** The session exists no longer. */
    default void sessionClosed(String session) {}
}
