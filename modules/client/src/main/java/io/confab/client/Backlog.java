package io.confab.client;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what is under way, and says when it is enough. Thread-safe. */
final class Backlog {

    private final int maxRequests;
    private final long maxBytes;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Backlog(int maxRequests, long maxBytes) {
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
    }

    /**
     * Counts a request in, until {@link #answered}.
     *
     * @throws BacklogFullException if there are enough; it is not counted then
     */
    void addRequest() {
        if (requests.incrementAndGet() > maxRequests) {
            requests.decrementAndGet();
            throw new BacklogFullException("requests: " + maxRequests + " wait for replies (expected: fewer)");
        }
    }

    /** Counts a request out, however it ended. */
    void answered() {
        requests.decrementAndGet();
    }

    /**
     * Counts a frame in, until {@link #written}. One alone is always accepted.
     *
     * @throws BacklogFullException if there are enough bytes; it is not counted then
     */
    void addBytes(int frameBytes) {
        long sum = bytes.addAndGet(frameBytes);
        if (sum > maxBytes && sum > frameBytes) {
            bytes.addAndGet(-frameBytes);
            throw new BacklogFullException(
                    "bytes: " + (sum - frameBytes) + " wait to be sent (expected: at most " + maxBytes + ")");
        }
    }

    /** Counts a frame out, whether it was sent or could not be. */
    void written(int frameBytes) {
        bytes.addAndGet(-frameBytes);
    }

    /** Whether less than half of what may be under way is under way. */
    boolean hasRoom() {
        return requests.get() < (maxRequests + 1) / 2 && bytes.get() < (maxBytes + 1) / 2;
    }
}
