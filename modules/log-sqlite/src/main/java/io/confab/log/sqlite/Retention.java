package io.confab.log.sqlite;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much of each session is kept. What is beyond any of these is taken away, the oldest first.
 *
 * @param age   messages older than this; zero for no bound
 * @param bytes what a session's messages take as they are stored; 0 for no bound
 * @param count how many messages; 0 for no bound
 */
public record Retention(Duration age, long bytes, long count) {

    /** Keeps everything. */
    public static final Retention UNBOUNDED = new Retention(Duration.ZERO, 0, 0);

    /** @throws IllegalArgumentException if a bound is negative */
    public Retention {
        if (requireNonNull(age, "age").isNegative()) {
            throw new IllegalArgumentException("age: " + age + " (expected: zero or more)");
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: 0 or more)");
        }
        if (count < 0) {
            throw new IllegalArgumentException("count: " + count + " (expected: 0 or more)");
        }
    }

    boolean isBounded() {
        return !equals(UNBOUNDED);
    }
}
