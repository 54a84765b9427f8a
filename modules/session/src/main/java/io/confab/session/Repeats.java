package io.confab.session;

import io.confab.codec.Stamp;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a message that is said again under its old id, for as long as the session holds the first one. Used on the
 * session's event loop only.
 */
final class Repeats {

    private final Map<Key, Stamp> stamps = new LinkedHashMap<>();

    /** The stamp of the message that this account said under this id, or null if it said none. */
    @Nullable
    Stamp find(String account, UUID messageId) {
        return stamps.get(new Key(account, messageId));
    }

    void add(String account, UUID messageId, Stamp stamp) {
        stamps.put(new Key(account, messageId), stamp);
    }

    /** Forgets a message that did not come into the log after all. */
    void remove(String account, UUID messageId) {
        stamps.remove(new Key(account, messageId));
    }

    /** Forgets the messages that are no longer held. */
    void forgetUntil(long sequence) {
        Iterator<Stamp> eldest = stamps.values().iterator();
        while (eldest.hasNext() && eldest.next().sequence() <= sequence) {
            eldest.remove();
        }
    }

    int size() {
        return stamps.size();
    }

    /** An id belongs to its account: nobody can suppress another's message by using its id first. */
    record Key(String account, UUID messageId) {}
}
