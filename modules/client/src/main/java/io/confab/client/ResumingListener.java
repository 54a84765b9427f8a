package io.confab.client;

import io.confab.api.CommandException;
import io.confab.codec.JoinResult;
import java.time.Duration;

/**
 * Told what the server sends unasked, over all connections of a {@link ResumingClient}, and what becomes of these. As with
 * every {@link ClientListener}, one call at a time, on an event loop. {@link #disconnected} comes once, when there will be
 * no further connection.
 *
 * <p>A message, direct ones too, is told once, however often connections are lost. What this client said itself is told only in the replay of a
 * session that it joined with {@link ResumingClient#join(String, long)}.
 */
public interface ResumingListener extends ClientListener {

    /**
     * There is no connection, and another one will be tried.
     *
     * @param attempt which one since the last connection, from 1
     * @param delay   how long from now
     * @param cause   what became of the last one
     */
    default void reconnecting(int attempt, Duration delay, Throwable cause) {}

    /** Logged in again, and a member of all sessions again that there still are. */
    default void resumed() {}

    /**
     * A session was joined again, but something that was said meanwhile is not kept any more: a gap.
     *
     * @param result says where what is kept begins
     */
    default void missed(String session, JoinResult result) {}

    /** A session could not be joined again; this client is a member no longer. */
    default void sessionLost(String session, CommandException why) {}
}
