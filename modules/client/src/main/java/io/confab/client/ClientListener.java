package io.confab.client;

import io.confab.codec.AnnouncementEvent;
import io.confab.codec.ClosedEvent;
import io.confab.codec.DirectEvent;
import io.confab.codec.KickedEvent;
import io.confab.codec.LaggedEvent;
import io.confab.codec.PluginMessage;
import io.confab.codec.PresenceEvent;
import io.confab.codec.ShutdownEvent;
import io.confab.codec.TextEvent;
import io.confab.codec.UnknownEvent;
import org.jspecify.annotations.Nullable;

/**
 * Told what the server sends unasked. Every method does nothing until overridden.
 *
 * <p>The methods are called on the connection's event loop, one at a time, in the order in which the messages arrived,
 * and in that order with the completion of the client's futures. So they must not block, nor wait for a future of the
 * same client: its reply could not be read before they return. What one of them throws is logged and changes nothing
 * else.
 */
public interface ClientListener {

    /**
     * Somebody said something in a session, or it is sent again after a {@code JOIN} that resumes
     * ({@link TextEvent#replay()}). What this client said itself comes back only in a replay; what
     * {@link ConfabClient#history} asked for is never told here.
     */
    default void text(TextEvent event) {}

    /**
     * Somebody said something to this account alone. When this returns, the server is told so, and keeps it no longer. One that
     * was kept ({@link DirectEvent#replay()}) may have been told on an earlier connection, if that was lost before the server was
     * told; it has the same sequence then.
     */
    default void direct(DirectEvent event) {}

    /** Who came into a session and who left. */
    default void presence(PresenceEvent event) {}

    /** A session was closed; this client is a member no longer. */
    default void closed(ClosedEvent event) {}

    /** This client was put out of a session, or, where the session is empty, off the server. */
    default void kicked(KickedEvent event) {}

    /** This client read too slowly for a session that keeps no log. */
    default void lagged(LaggedEvent event) {}

    /** The server is about to close the connection. */
    default void shutdown(ShutdownEvent event) {}

    /** Who runs the server says something to everybody, or to the members of a session. */
    default void announcement(AnnouncementEvent event) {}

    /** A plug-in of the server sent something. */
    default void pluginMessage(PluginMessage message) {}

    /** The server sent an event that this version does not know. */
    default void unknown(UnknownEvent event) {}

    /**
     * The connection has ended: the last call. The futures of all outstanding requests have failed before it, and
     * {@link ConfabClient#closeFuture()} completes after it.
     *
     * @param cause why; null if this side asked for it by {@link ConfabClient#close()} or {@link ConfabClient#logout()}
     */
    default void disconnected(@Nullable Throwable cause) {}
}
