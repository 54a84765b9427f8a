package io.confab.api;

/**
 * Passes, changes or refuses what is said, before it is given a sequence. Called on the speaker's event loop, once
 * for each message: thread-safe, answers at once, never blocks.
 */
@FunctionalInterface
public interface MessageFilter {

    /** Passes everything as it is. */
    MessageFilter PASS = (account, session, text) -> text;

    /**
     * @param account the speaker, a member of the session
     * @param session where it is said
     * @param text    what is said, opaque bytes, UTF-8 by custom; not to be changed in place
     * @return {@code text} itself to pass it, or other bytes to be said instead
     * @throws CommandException to refuse it; the speaker is answered with its code and reason
     */
    byte[] filter(String account, String session, byte[] text);
}
