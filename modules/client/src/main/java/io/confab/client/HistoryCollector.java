package io.confab.client;

import io.confab.api.LoggedMessage;
import io.confab.codec.Ack;
import io.confab.codec.HistoryResult;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;

/** Gathers the messages that a {@code HISTORY} is answered with. Used on the connection's event loop only. */
final class HistoryCollector {

    private final int limit;
    private final List<LoggedMessage> messages = new ArrayList<>();

    HistoryCollector(int limit) {
        this.limit = limit;
    }

    /** @throws ProtocolException if there are more than were asked for */
    void add(LoggedMessage message) throws ProtocolException {
        if (messages.size() == limit) {
            throw new ProtocolException(
                    "history: more messages than asked for (expected: at most " + limit + ") in " + message.session());
        }
        messages.add(message);
    }

    HistoryPage page(Ack ack) {
        HistoryResult result = ack.result(HistoryResult.class);
        return new HistoryPage(messages, result.more(), result.searched());
    }
}
