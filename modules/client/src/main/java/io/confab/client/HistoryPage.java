package io.confab.client;

import io.confab.api.LoggedMessage;
import java.util.List;

/**
 * A part of what was said in a session.
 *
 * @param messages in the order of their sequences
 * @param more     whether there are further ones that match: newer ones where the query names what they come after,
 *                 otherwise older ones
 */
public record HistoryPage(List<LoggedMessage> messages, boolean more) {

    /** Takes a copy. */
    public HistoryPage {
        messages = List.copyOf(messages);
    }
}
