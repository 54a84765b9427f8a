package io.confab.api;

import java.util.concurrent.CompletionStage;

/**
 * Decides what a session's log promises and where it is kept. A session keeps its newest messages in memory itself;
 * the log takes each message before anybody sees it, and gives back what has left the memory.
 *
 * <p>Thread-safe; nothing here blocks, so an implementation that reads or writes a disk does it on threads of its own.
 */
public interface MessageLog extends AutoCloseable {

    /** Whether what is appended survives the process; a session asks for it with {@code {"durable": true}}. */
    boolean durable();

    /**
     * Opens the log of one session, an empty one if there was none. Nobody else has it open.
     *
     * @param session valid and in normal form
     * @return fails if the log cannot be opened; the session is then not created and its creator is answered
     *         {@link NakCode#UNAVAILABLE}
     */
    CompletionStage<SessionLog> open(String session);

    /** Lets go of everything; what was committed stays. Idempotent. */
    @Override
    void close();
}
