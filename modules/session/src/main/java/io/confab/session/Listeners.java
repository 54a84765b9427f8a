package io.confab.session;

import io.confab.api.LoggedMessage;
import io.confab.api.SessionListener;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all listeners, whatever one of them throws. */
final class Listeners implements SessionListener {

    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final List<SessionListener> listeners;
    private final List<SessionListener> hearing;

    Listeners(List<SessionListener> listeners) {
        this.listeners = List.copyOf(listeners);
        this.hearing = listeners.stream().filter(SessionListener::hearsMessages).toList();
    }

    @Override
    public boolean hearsMessages() {
        return !hearing.isEmpty();
    }

    @Override
    public void sessionCreated(String session, String account) {
        tell(listener -> listener.sessionCreated(session, account));
    }

    @Override
    public void memberJoined(String session, String account) {
        tell(listener -> listener.memberJoined(session, account));
    }

    @Override
    public void memberLeft(String session, String account) {
        tell(listener -> listener.memberLeft(session, account));
    }

    @Override
    public void messageSpoken(LoggedMessage message) {
        tell(hearing, listener -> listener.messageSpoken(message));
    }

    @Override
    public void sessionClosed(String session) {
        tell(listener -> listener.sessionClosed(session));
    }

    private void tell(Consumer<SessionListener> event) {
        tell(listeners, event);
    }

    private static void tell(List<SessionListener> listeners, Consumer<SessionListener> event) {
        for (SessionListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                log.error("listener {} failed", listener, e);
            }
        }
    }
}
