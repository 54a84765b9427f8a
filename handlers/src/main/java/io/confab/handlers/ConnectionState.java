package io.confab.handlers;

/**
 * How far a client has come.
 *
 * <pre>
 *  OPEN --LOGIN--&gt; LOGGING_IN --admitted--&gt; LOGGED_IN --LOGOUT--&gt; CLOSING
 *   ^  |               |  |                     |                   ^
 *   |  |               |  +----- malformed -----+-------------------|
 *   |  +---------------|------------------------- malformed --------+
 *   +----- refused ----+
 * </pre>
 *
 * Read and changed on the channel's event loop only.
 */
enum ConnectionState {
    /** Not logged in. */
    OPEN,
    /** The authenticator is asked. */
    LOGGING_IN,
    /** Logged in. */
    LOGGED_IN,
    /** Nothing that is read from here on matters; closed once what was written is sent. */
    CLOSING;

    boolean mayBecome(ConnectionState next) {
        return switch (this) {
            case OPEN -> next == LOGGING_IN || next == CLOSING;
            case LOGGING_IN -> next != LOGGING_IN;
            case LOGGED_IN -> next == CLOSING;
            case CLOSING -> next == CLOSING;
        };
    }
}
