package io.confab.log.sqlite;

import io.confab.api.LoggedMessage;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What a reader asked for, taken out of what is read: see {@link io.confab.api.SessionLog#read}. Used by one thread at a time.
 */
final class Selection {

    private final long after;
    private final long before;
    private final int limit;
    private final int maxBytes;
    private final boolean newest;
    private final ArrayDeque<LoggedMessage> messages = new ArrayDeque<>();
    private long bytes;

    Selection(long after, long before, int limit, int maxBytes, boolean newest) {
        this.after = after;
        this.before = before;
        this.limit = limit;
        this.maxBytes = maxBytes;
        this.newest = newest;
    }

    /** Whether it wants the newest first, each part behind those that were added; otherwise the oldest. */
    boolean newest() {
        return newest;
    }

    boolean isFull() {
        return messages.size() >= limit || bytes >= maxBytes;
    }

    /** Takes what fits of the next part. */
    void add(List<LoggedMessage> part) {
        int size = part.size();
        for (int i = 0; i < size && !isFull(); i++) {
            LoggedMessage message = part.get(newest ? size - 1 - i : i);
            if (message.sequence() > after && message.sequence() < before) {
                if (newest) {
                    messages.addFirst(message);
                } else {
                    messages.addLast(message);
                }
                bytes += message.data().length;
            }
        }
    }

    /** In the order of their sequences. */
    List<LoggedMessage> messages() {
        return List.copyOf(messages);
    }
}
