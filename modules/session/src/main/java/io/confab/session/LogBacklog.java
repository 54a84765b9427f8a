package io.confab.session;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** How much waits to be written for all stored sessions of a server. Thread-safe. */
final class LogBacklog {

    /** From here on nothing more is appended, and whoever speaks in a stored session is held back. */
    static final long HIGH_BYTES = 32L * 1024 * 1024;

    /** Down here that ends. */
    static final long LOW_BYTES = 16L * 1024 * 1024;

    private final AtomicLong bytes = new AtomicLong();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    boolean isHigh() {
        return bytes.get() > HIGH_BYTES;
    }

    void add(long more) {
        bytes.addAndGet(more);
    }

    void remove(long less) {
        if (bytes.addAndGet(-less) <= LOW_BYTES) {
            wake();
        }
    }

    /** Runs a task once little waits: on the thread that notices, perhaps at once. */
    void whenLow(Runnable task) {
        waiting.add(task);
        if (bytes.get() <= LOW_BYTES) { // looked at behind adding: nobody might come to wake it
            wake();
        }
    }

    private void wake() {
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }
}
