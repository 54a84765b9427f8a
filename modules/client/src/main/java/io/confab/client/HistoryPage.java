package io.confab.client;

import io.confab.api.LoggedMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of what was said in a session.
 *
 * @param messages in the order of their sequences
 * @param more     whether there are further ones that match: newer ones where the query names what they come after,
 *                 otherwise older ones
 * @param searched of a search, the sequence down to which it has looked; otherwise null
 */
public record HistoryPage(
        List<LoggedMessage> messages,
        boolean more,
        @Nullable Long searched) {

    /** Takes a copy. */
    public HistoryPage {
        messages = List.copyOf(messages);
    }
}
