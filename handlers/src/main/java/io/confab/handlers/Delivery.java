package io.confab.handlers;

/**
 * What a gateway's codec fires as a user event towards the command handlers, where its clients have to be sent one
 * message after the other, and not as many as there are: until {@link #RESUME} the members of the connection wait at
 * their places in their sessions, and nothing is kept for them. Replies and events are written all the same.
 */
public enum Delivery {
    /** There is enough of what was said; a slice of a session's tail may still come. */
    PAUSE,
    /** There is room for more. */
    RESUME
}
