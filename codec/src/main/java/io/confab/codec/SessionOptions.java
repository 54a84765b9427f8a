package io.confab.codec;

import io.confab.api.Durability;
import org.jspecify.annotations.Nullable;

/**
 * What a session's creator may choose; null leaves it to the server. On the wire the JSON data of a {@code CREATE}.
 *
 * @param durable    whether messages survive the server: short for the durability {@code synced}, or {@code memory}
 * @param topic      what the session is about
 * @param capacity   the most members it may have, positive; never more than the server's own limit
 * @param durability the {@linkplain Durability#text() text} of what it promises of each message; beats {@code durable}
 */
public record SessionOptions(
        @Nullable Boolean durable,
        @Nullable String topic,
        @Nullable Integer capacity,
        @Nullable String durability) {

    /** Leaves everything to the server. */
    public static final SessionOptions DEFAULT = new SessionOptions(null, null, null);

    /** @throws IllegalArgumentException if the capacity is not positive, or the durability none there is */
    public SessionOptions {
        if (capacity != null && capacity < 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: 1 or more)");
        }
        if (durability != null) {
            Durability.of(durability);
        }
    }

    /** Leaves the durability to {@code durable}. */
    public SessionOptions(@Nullable Boolean durable, @Nullable String topic, @Nullable Integer capacity) {
        this(durable, topic, capacity, null);
    }

    /** Nothing but a promise. */
    public static SessionOptions of(Durability durability) {
        return new SessionOptions(null, null, null, durability.text());
    }

    /**
     * What is promised of each message.
     *
     * @param otherwise where the creator leaves it to the server
     */
    public Durability durabilityOr(Durability otherwise) {
        if (durability != null) {
            return Durability.of(durability);
        }
        return durable == null ? otherwise : durable ? Durability.SYNCED : Durability.MEMORY;
    }
}
