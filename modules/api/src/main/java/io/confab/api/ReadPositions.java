package io.confab.api;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps up to where accounts have read the sessions they are or were members of. Thread-safe; nothing here blocks.
 */
public interface ReadPositions {

    /**
     * Where an account stands in a session.
     *
     * @param read the sequence up to which it has read
     * @param head the newest sequence of the session
     */
    record Position(long read, long head) {}

    /**
     * Notes how far an account has read. A position never goes back. It is written soon, together with others: a crash may
     * take what was noted in the last seconds, and leaves an older position then, never a newer one.
     *
     * @param session  a stored one; for any other nothing is kept
     * @param sequence of a message that is in the session, or of its beginning
     */
    void note(String account, String session, long sequence);

    /**
     * Where an account stands in one session.
     *
     * @return completes with null if nothing was noted yet
     */
    CompletionStage<@Nullable Position> position(String account, String session);

    /**
     * The positions of an account.
     *
     * @return by session; what was noted before is in it
     */
    CompletionStage<Map<String, Position>> positions(String account);

    /**
     * Forgets all positions of an account.
     *
     * @return completes when they are gone; a power loss may bring them back
     */
    CompletionStage<@Nullable Void> forget(String account);
}
