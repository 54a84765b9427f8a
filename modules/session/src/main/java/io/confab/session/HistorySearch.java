package io.confab.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.api.LoggedMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a session's history for a text, from the newest message backwards, a page at a time: others are served between
 * the pages. One instance for each search.
 */
public final class HistorySearch {

    private static final int PAGE = 500;

    /** How many pages one search looks through; whoever wants more goes on from where it ended. */
    private static final int MAX_PAGES = 100;

    private final Session session;
    private final String text;
    private final long after;
    private final int limit;
    private final Deque<LoggedMessage> found = new ArrayDeque<>();
    private final CompletableFuture<Result> result = new CompletableFuture<>();

    /**
     * What was found.
     *
     * @param messages by rising sequence
     * @param more     whether there may be further ones, before {@code searched}
     * @param searched everything from this sequence on has been looked through
     */
    public record Result(List<LoggedMessage> messages, boolean more, long searched) {}

    private HistorySearch(Session session, String text, long after, int limit) {
        this.session = session;
        this.text = text.toLowerCase(Locale.ROOT);
        this.after = after;
        this.limit = limit;
    }

    /**
     * Searches; from any thread.
     *
     * @param text   is found whatever its case
     * @param after  only messages with a greater sequence; null for no bound
     * @param before only messages with a smaller sequence; null for no bound
     * @param limit  ends with this many
     * @return completes on any thread; fails as {@link Session#history} does
     */
    public static CompletionStage<Result> of(
            Session session, String text, @Nullable Long after, @Nullable Long before, int limit) {
        HistorySearch search = new HistorySearch(session, text, after == null ? 0 : after, limit);
        search.next(before == null ? Long.MAX_VALUE : before, 0);
        return search.result;
    }

    private void next(long before, int pages) {
        session.history(null, before, PAGE).whenComplete((slice, failure) -> {
            if (slice == null) {
                result.completeExceptionally(failure);
                return;
            }
            long searched = slice.messages().isEmpty() ? after + 1 : look(slice.messages(), before);
            boolean more = slice.more() && searched > after + 1;
            if (!more || found.size() == limit || pages + 1 == MAX_PAGES) {
                boolean left = more
                        || !slice.messages().isEmpty()
                                && searched > slice.messages().get(0).sequence();
                result.complete(new Result(List.copyOf(found), left, searched));
            } else {
                next(searched, pages + 1);
            }
        });
    }

    /** @return down to where it has looked */
    private long look(List<LoggedMessage> messages, long before) {
        long searched = before;
        for (int i = messages.size() - 1; i >= 0 && found.size() < limit; i--) {
            LoggedMessage message = messages.get(i);
            if (message.sequence() <= after) {
                return after + 1;
            }
            searched = message.sequence();
            if (new String(message.data(), UTF_8).toLowerCase(Locale.ROOT).contains(text)) {
                found.addFirst(message);
            }
        }
        return searched;
    }
}
