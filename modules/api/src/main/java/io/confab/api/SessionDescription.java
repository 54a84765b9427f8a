package io.confab.api;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What is settled when a session is created, and kept with a stored one.
 *
 * @param name       valid and in normal form
 * @param owner      the account that created it
 * @param durability what it promises of each message
 * @param topic      what it is about, or null
 * @param capacity   the most members it may have, or null where the server's own limit holds
 * @param created    when, in milliseconds since the Unix epoch; every sequence in its log is greater than a thousand times
 *                   this
 */
public record SessionDescription(
        String name,
        String owner,
        Durability durability,
        @Nullable String topic,
        @Nullable Integer capacity,
        long created) {

    /** Refuses nulls where there must be a value. */
    public SessionDescription {
        requireNonNull(name, "name");
        requireNonNull(owner, "owner");
        requireNonNull(durability, "durability");
    }
}
