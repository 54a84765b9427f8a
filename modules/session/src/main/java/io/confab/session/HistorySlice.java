package io.confab.session;

import io.confab.api.LoggedMessage;
import java.util.List;

/**
 * A piece of a session's history.
 *
 * @param messages by rising sequence
 * @param more     whether there are further ones that match
 */
public record HistorySlice(List<LoggedMessage> messages, boolean more) {

    /** Takes a copy. */
    public HistorySlice {
        messages = List.copyOf(messages);
    }

    /** What is left of messages when more than a limit were read, so as to know whether there are more. */
    static HistorySlice cut(List<LoggedMessage> read, int limit, boolean newest) {
        int size = read.size();
        if (size <= limit) {
            return new HistorySlice(read, false);
        }
        return new HistorySlice(newest ? read.subList(size - limit, size) : read.subList(0, limit), true);
    }
}
