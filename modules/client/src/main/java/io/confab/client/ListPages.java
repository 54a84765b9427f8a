package io.confab.client;

import io.confab.codec.ListCommand;
import io.confab.codec.ListResult;
import java.net.ProtocolException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks for the pages of one list, one after the other, and makes one of them. For one list each. */
final class ListPages {

    /** Of 64 KiB each, so a list may be 16 MiB. */
    static final int MAX_PAGES = 256;

    private final Connection connection;
    private final String session;
    private final CompletableFuture<ListResult> all = new CompletableFuture<>();
    // Changed by one page's reply after the other, on the event loop.
    private final Map<String, ListResult.Entry> sessions = new LinkedHashMap<>();
    private final Set<String> users = new LinkedHashSet<>();
    private int pages;

    /** @param session empty for all */
    ListPages(Connection connection, String session) {
        this.connection = connection;
        this.session = session;
    }

    CompletableFuture<ListResult> follow() {
        ask(null);
        return all;
    }

    private void ask(@Nullable String after) {
        connection
                .request(id -> new ListCommand(id, "", session, after, null), ack -> ack.result(ListResult.class))
                .whenComplete((page, failure) -> {
                    if (failure != null) {
                        all.completeExceptionally(failure);
                        return;
                    }
                    try {
                        take(page, after);
                    } catch (RuntimeException e) {
                        all.completeExceptionally(unreadable(String.valueOf(e.getMessage())));
                    }
                });
    }

    private void take(ListResult page, @Nullable String after) {
        page.sessions().forEach(entry -> sessions.put(entry.name(), entry));
        users.addAll(page.users());
        pages++;
        if (!page.more() || pages == MAX_PAGES) {
            all.complete(new ListResult(List.copyOf(sessions.values()), List.copyOf(users), page.more()));
            return;
        }
        String last = last(page);
        if (last == null || after != null && last.compareTo(after) <= 0) {
            all.completeExceptionally(
                    unreadable("more after " + after + ", but a page up to " + last + " (expected: a later name)"));
            return;
        }
        ask(last);
    }

    /** The name to go on after; null if the page is empty. */
    private @Nullable String last(ListResult page) {
        List<ListResult.Entry> entries = page.sessions();
        String user =
                page.users().isEmpty() ? null : page.users().get(page.users().size() - 1);
        // The one session that was asked for is on every page, wherever its own name stands among the members.
        if (entries.isEmpty() || !session.isEmpty() && user != null) {
            return user;
        }
        String name = entries.get(entries.size() - 1).name();
        return user == null || name.compareTo(user) > 0 ? name : user;
    }

    private static ProtocolException unreadable(String reason) {
        return new ProtocolException("LIST: unreadable reply: " + reason);
    }
}
