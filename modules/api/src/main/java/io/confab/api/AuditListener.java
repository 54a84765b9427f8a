package io.confab.api;

/**
 * Told what somebody may want to prove later: who came in, who was kept out, who changed what. What is said in sessions
 * is not among it, and no password ever is.
 *
 * <p>Called from any thread, event loops among them: thread-safe, never blocks, and hands what takes time to a thread of
 * its own. Events of one connection come in the order in which they happened. What a listener throws is logged and
 * changes nothing.
 */
@FunctionalInterface
public interface AuditListener {

    /** Wants to know nothing. */
    AuditListener NONE = event -> {};

    /** Something happened, just now. */
    void audited(AuditEvent event);
}
