package io.confab.session;

/**
 * A user event of a channel: whether to read on from it. Each {@link #BEGIN} is followed by an {@link #END}; while there are more
 * of the first, what has been read already waits, and nothing more is read.
 */
public enum Hold {
    /** What is said comes faster than it can be stored. */
    BEGIN,
    /** It may go on. */
    END
}
