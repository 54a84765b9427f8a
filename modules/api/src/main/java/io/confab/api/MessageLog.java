package io.confab.api;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the logs of stored sessions. A session keeps its newest messages in memory itself; its log takes each message
 * before anybody sees it, and gives back what has left the memory.
 *
 * <p>Thread-safe; nothing here blocks, so an implementation that reads or writes a disk does it on threads of its own.
 */
public interface MessageLog extends AutoCloseable {

    /**
     * Whether it can keep a promise, and so is given the sessions that make it. A session that promises
     * {@link Durability#MEMORY} does without a log where this one has no use for it.
     */
    boolean keeps(Durability durability);

    /**
     * The sessions it holds. Asked once, before anything else.
     *
     * @return fails if they cannot be read; the server then does not start
     */
    CompletionStage<List<SessionDescription>> sessions();

    /**
     * Opens the log of one session, an empty one if there was none. Nobody else has it open.
     *
     * @param session as it is to be kept; where the log is there already, as it was
     * @return completes when it survives what the session's promise says; fails if the log cannot be opened, and whoever
     *         wanted the session is answered {@link NakCode#UNAVAILABLE}
     */
    CompletionStage<SessionLog> open(SessionDescription session);

    /**
     * Forgets a session and all that was said in it. Its log is not open, or nothing more is asked of it.
     *
     * @return fails if it is still there
     */
    CompletionStage<@Nullable Void> remove(String session);

    /**
     * Has somebody told when retention has taken the last message of a session, which then may be removed.
     *
     * @param emptied takes the name of such a session, on any thread
     */
    default void whenEmptied(Consumer<String> emptied) {
        // keeps everything
    }

    /**
     * Tells whether it could keep something now. Asked every few seconds while somebody watches over the server, so it is
     * cheap as long as all is well.
     *
     * @return completes if it could; fails with what is wrong
     */
    default CompletionStage<@Nullable Void> check() {
        return SessionLog.COMMITTED;
    }

    /** Lets go of everything; what was committed stays. Idempotent. */
    @Override
    void close();
}
