package io.confab.codec;

import org.jspecify.annotations.Nullable;

/**
 * What a session's creator may choose; null leaves it to the server. On the wire the JSON data of a {@code CREATE}.
 *
 * @param durable  whether messages survive the server
 * @param topic    what the session is about
 * @param capacity the most members it may have, positive; never more than the server's own limit
 */
public record SessionOptions(
        @Nullable Boolean durable,
        @Nullable String topic,
        @Nullable Integer capacity) {

    /** Leaves everything to the server. */
    public static final SessionOptions DEFAULT = new SessionOptions(null, null, null);

    /** @throws IllegalArgumentException if the capacity is not positive */
    public SessionOptions {
        if (capacity != null && capacity < 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: 1 or more)");
        }
    }
}
