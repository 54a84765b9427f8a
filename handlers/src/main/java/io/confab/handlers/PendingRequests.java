package io.confab.handlers;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one client whose protocol has no request ids, for its gateway to know what a reply answers. Replies
 * come in the order of the requests, so that is all there is to keep. Used on the channel's event loop only.
 *
 * @param <R> what the gateway wants to know of a request when it is answered
 */
public final class PendingRequests<R> {

    private record Pending<R>(int requestId, R request) {}

    private final ArrayDeque<Pending<R>> pending = new ArrayDeque<>(2);
    private int lastId;

    /** Begins with none. */
    public PendingRequests() {}

    /**
     * Keeps a request until it is answered.
     *
     * @return the id to give to the command; never 0, so there will be a reply
     */
    public int add(R request) {
        lastId = lastId == -1 ? 1 : lastId + 1;
        pending.add(new Pending<>(lastId, requireNonNull(request, "request")));
        return lastId;
    }

    /**
     * Takes out the request that a reply answers.
     *
     * @return null if there is none of this id: the server replied to what was no request, or to none in particular
     */
    public @Nullable R take(int requestId) {
        Pending<R> first = pending.peek();
        if (first == null || first.requestId() != requestId) {
            return null;
        }
        pending.remove();
        return first.request();
    }

    /** How many are not answered yet. */
    public int size() {
        return pending.size();
    }
}
