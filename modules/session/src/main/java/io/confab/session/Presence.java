package io.confab.session;

import io.confab.codec.PresenceEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers who came and who went into one event. Used on the session's event loop only. */
final class Presence {

    private final Set<String> joined = new LinkedHashSet<>();
    private final Set<String> left = new LinkedHashSet<>();
    private boolean changed;
    private boolean unnamed;

    /** @param named whether names are told; if not, once is enough to make the whole event one without names */
    void joined(String account, boolean named) {
        note(account, left, joined, named);
    }

    /** As {@link #joined}. */
    void left(String account, boolean named) {
        note(account, joined, left, named);
    }

    // Who comes and goes between two events was never seen.
    private void note(String account, Set<String> undone, Set<String> noted, boolean named) {
        changed = true;
        if (!named) {
            unnamed = true;
            joined.clear();
            left.clear();
        } else if (!unnamed && !undone.remove(account)) {
            noted.add(account);
        }
    }

    /** Whether there is anything to tell. */
    boolean hasNews() {
        return changed && (unnamed || !joined.isEmpty() || !left.isEmpty());
    }

    /** What to tell; from here on it is gathered anew. */
    PresenceEvent take(String session, int members) {
        PresenceEvent event = new PresenceEvent(session, List.copyOf(joined), List.copyOf(left), members);
        forget();
        return event;
    }

    /** Nobody is to be told of what was gathered. */
    void forget() {
        joined.clear();
        left.clear();
        changed = false;
        unnamed = false;
    }
}
