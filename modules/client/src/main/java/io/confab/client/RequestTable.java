package io.confab.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for their replies, by request id. Thread-safe: any thread adds, the event loop takes out.
 * Whoever takes a request out sees to its end.
 */
final class RequestTable {

    private final ConcurrentMap<Integer, Request<?>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger lastId;

    RequestTable() {
        this(0);
    }

    /** @param lastId the request id before the first one to give */
    RequestTable(int lastId) {
        this.lastId = new AtomicInteger(lastId);
    }

    /** The next request id: unsigned, never 0, none of a request that waits. */
    int nextId() {
        int id;
        do {
            id = lastId.incrementAndGet();
        } while (id == 0 || waiting.containsKey(id));
        return id;
    }

    /** @return false if another request that waits has the same id */
    boolean add(Request<?> request) {
        return waiting.putIfAbsent(request.id(), request) == null;
    }

    /** The request with an id, which goes on waiting; null if there is none. */
    @Nullable
    Request<?> peek(int id) {
        return waiting.get(id);
    }

    /** Takes a request out; null if there is none. */
    @Nullable
    Request<?> take(int id) {
        return waiting.remove(id);
    }

    /** @return whether it was there, so that the caller is the one to see to its end */
    boolean take(Request<?> request) {
        return waiting.remove(request.id(), request);
    }

    /** Those whose time has come to be up, in the order in which they were made. They stay. */
    List<Request<?>> overdue(long now) {
        List<Request<?>> overdue = new ArrayList<>();
        for (Request<?> request : waiting.values()) {
            if (request.isOverdue(now)) {
                overdue.add(request);
            }
        }
        return inOrder(overdue);
    }

    /** Takes out all, in the order in which they were made. */
    List<Request<?>> takeAll() {
        List<Request<?>> all = new ArrayList<>();
        for (Request<?> request : waiting.values()) {
            if (take(request)) {
                all.add(request);
            }
        }
        return inOrder(all);
    }

    // Ids wrap, so the order is that of their distance from the next one.
    private List<Request<?>> inOrder(List<Request<?>> requests) {
        int next = lastId.get() + 1;
        requests.sort(Comparator.comparing(request -> request.id() - next, Integer::compareUnsigned));
        return requests;
    }
}
