package io.confab.cli;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sessions that this client is in, and the one that text goes to. Thread-safe; calls nobody. */
final class OpenSessions {

    private final LinkedHashSet<String> joined = new LinkedHashSet<>();
    private @Nullable String current;

    /** A session just joined is the current one. */
    synchronized void add(String session) {
        joined.add(session);
        current = session;
    }

    /** After the current one comes the one joined last. */
    synchronized void remove(String session) {
        joined.remove(session);
        if (session.equals(current)) {
            current = joined.stream().reduce((earlier, later) -> later).orElse(null);
        }
    }

    synchronized void clear() {
        joined.clear();
        current = null;
    }

    /** Does nothing where the session is not joined. */
    synchronized boolean makeCurrent(String session) {
        if (!joined.contains(session)) {
            return false;
        }
        current = session;
        return true;
    }

    synchronized @Nullable String current() {
        return current;
    }

    /** A copy, in the order in which they were joined. */
    synchronized Set<String> joined() {
        return new LinkedHashSet<>(joined);
    }
}
