package io.confab.handlers;

/**
 * Why a connection ends, for gateways whose protocol has a word for it: a user event of the pipeline, from its head on and
 * on the channel's event loop, right before the empty buffer that is written behind the last reply. A connection that ends
 * for no reason of these, such as by a {@code LOGOUT}, is ended without it.
 */
public enum Ending {
    /** Something that the client sent could not be read; nothing behind it was. */
    MALFORMED,
    /** The server closes. */
    SHUTDOWN
}
