package io.confab.server;

import io.confab.api.AuditEvent;
import io.confab.api.AuditListener;
import io.confab.api.SessionListener;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all audit listeners, whatever one of them throws; also of sessions that are there no longer. */
final class AuditTrail implements AuditListener, SessionListener {

    private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);

    private final List<AuditListener> listeners;

    AuditTrail(List<AuditListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void audited(AuditEvent event) {
        for (AuditListener listener : listeners) {
            try {
                listener.audited(event);
            } catch (RuntimeException e) {
                log.error("audit listener {} failed", listener, e);
            }
        }
    }

    @Override
    public boolean hearsMessages() {
        return false;
    }

    @Override
    public void sessionClosed(String session) {
        audited(new AuditEvent.SessionClosed(session));
    }
}
