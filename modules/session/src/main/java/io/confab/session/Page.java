package io.confab.session;

import io.confab.api.LoggedMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member that catches up is to be sent next.
 *
 * @param messages    by rising sequence; may be empty
 * @param missedUntil nothing up to this sequence is kept any more, 0 where nothing is missing
 * @param head        where to go on live, because there is nothing more to catch up with; null if there is
 * @param failed      the log could not be read
 */
record Page(
        List<LoggedMessage> messages,
        long missedUntil,
        @Nullable Cursor head,
        boolean failed) {

    static Page failure() {
        return new Page(List.of(), 0, null, true);
    }
}
