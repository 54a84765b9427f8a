package io.confab.server;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When the clients of a server that stops are to come back.
 *
 * @param least  nobody comes sooner than this, zero or more
 * @param spread over how long they are spread behind that, zero or more
 */
record Reconnection(Duration least, Duration spread) {

    /** Long enough for a restart, short enough for a person who waits. */
    static final Reconnection DEFAULT = new Reconnection(Duration.ofSeconds(1), Duration.ofSeconds(2));

    Reconnection {
        if (requireNonNull(least, "least").isNegative()) {
            throw new IllegalArgumentException("reconnectAfter: " + least + " (expected: zero or more)");
        }
        if (requireNonNull(spread, "spread").isNegative()) {
            throw new IllegalArgumentException("reconnectSpread: " + spread + " (expected: zero or more)");
        }
    }

    /** Milliseconds for one of so many clients: each has a slice of the time for itself, and a place in it by chance. */
    long millis(int client, int clients) {
        double place = (client + ThreadLocalRandom.current().nextDouble()) / clients;
        return least.toMillis() + (long) (spread.toMillis() * place);
    }
}
