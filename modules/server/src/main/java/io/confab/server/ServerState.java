package io.confab.server;

/**
 * How far a server has come.
 *
 * <pre>
 *  STARTING --ports bound--&gt; READY --close()--&gt; DRAINING --everything released--&gt; CLOSED
 * </pre>
 *
 * Whoever is given a {@link ConfabServer} sees it {@link #READY} first: a start that is not complete, or fails, gives none.
 */
public enum ServerState {
    /** What is stored is being taken up; nobody can connect. */
    STARTING,
    /** Clients may come. */
    READY,
    /** Nobody new is let in, and clients are sent away. Not to be sent any. */
    DRAINING,
    /** Nothing is left. */
    CLOSED
}
