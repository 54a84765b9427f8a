package io.confab.log.sqlite;

import io.confab.api.LoggedMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest messages of one session: those that are in the {@link Journal} only, and not in a batch of the session's yet.
 * Thread-safe; changed by the writer's thread.
 */
final class RecentMessages {

    private final Keys keys;

    // Guarded by this.
    private List<LoggedMessage> messages = new ArrayList<>(2);

    private int bytes;
    private long firstRow;

    RecentMessages(Keys keys) {
        this.keys = keys;
    }

    Keys keys() {
        return keys;
    }

    /** All of them as they are now, the oldest first; not to be changed. */
    synchronized List<LoggedMessage> snapshot() {
        return messages.isEmpty() ? List.of() : List.copyOf(messages);
    }

    synchronized boolean isEmpty() {
        return messages.isEmpty();
    }

    /** The sequence of the last; 0 if there is none. */
    synchronized long newest() {
        return messages.isEmpty() ? 0 : messages.get(messages.size() - 1).sequence();
    }

    /** What they take in a batch. */
    synchronized int bytes() {
        return bytes;
    }

    /** The first row of the journal that has one of them; of no meaning while there are none. */
    synchronized long firstRow() {
        return firstRow;
    }

    /**
     * Takes up what is in the journal now.
     *
     * @param moreBytes what it takes in a batch
     * @param row       where in the journal it is
     */
    synchronized void add(List<LoggedMessage> more, int moreBytes, long row) {
        if (messages.isEmpty()) {
            firstRow = row;
        }
        messages.addAll(more);
        bytes += moreBytes;
    }

    /** They have become a batch. */
    synchronized void clear() {
        messages = new ArrayList<>(2);
        bytes = 0;
    }
}
