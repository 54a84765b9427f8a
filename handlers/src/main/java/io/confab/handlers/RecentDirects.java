package io.confab.handlers;

import io.confab.codec.Stamp;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Recognises the newest direct messages where they are said again, on a server that keeps none. Thread-safe. */
final class RecentDirects {

    private static final int MOST = 10_000;

    private record Key(String source, UUID messageId) {}

    private final Map<Key, Stamp> stamps = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Stamp> eldest) {
            return size() > MOST;
        }
    };

    synchronized @Nullable Stamp find(String source, UUID messageId) {
        return stamps.get(new Key(source, messageId));
    }

    synchronized void add(String source, UUID messageId, Stamp stamp) {
        stamps.put(new Key(source, messageId), stamp);
    }
}
