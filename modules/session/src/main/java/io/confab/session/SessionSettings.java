package io.confab.session;

import static java.util.Objects.requireNonNull;

import io.confab.api.Durability;
import java.time.Duration;

/**
 * The limits and delays that hold for all sessions of a server.
 *
 * @param maxSessions           how many sessions there may be at a time, positive
 * @param maxSessionsPerAccount how many sessions one account may be a member of at a time, positive
 * @param maxMembersPerSession  how many members a session may have, positive
 * @param tailBytes             how much memory the newest messages of one session may take in one wire format; somewhat
 *                              exceeded by the segment that is being filled
 * @param presenceDelay         for how long joins and leaves are gathered into one event, zero or more
 * @param presenceNames         up to how many members a session's presence events name who came and went
 * @param durability            what a session promises whose creator leaves it to the server
 */
public record SessionSettings(
        int maxSessions,
        int maxSessionsPerAccount,
        int maxMembersPerSession,
        int tailBytes,
        Duration presenceDelay,
        int presenceNames,
        Durability durability) {

    /** What holds where nothing is configured. */
    public static final SessionSettings DEFAULT =
            new SessionSettings(100_000, 100, 100_000, 4 * 1024 * 1024, Duration.ofMillis(100), 100);

    /** The least that makes sense as {@code tailBytes}. */
    public static final int MIN_TAIL_BYTES = 4096;

    /** As above, with sessions that promise {@link Durability#MEMORY}. */
    public SessionSettings(
            int maxSessions,
            int maxSessionsPerAccount,
            int maxMembersPerSession,
            int tailBytes,
            Duration presenceDelay,
            int presenceNames) {
        this(
                maxSessions,
                maxSessionsPerAccount,
                maxMembersPerSession,
                tailBytes,
                presenceDelay,
                presenceNames,
                Durability.MEMORY);
    }

    /** @throws IllegalArgumentException if a value is out of its range */
    public SessionSettings {
        requireAtLeast(maxSessions, 1, "maxSessions");
        requireAtLeast(maxSessionsPerAccount, 1, "maxSessionsPerAccount");
        requireAtLeast(maxMembersPerSession, 1, "maxMembersPerSession");
        requireAtLeast(tailBytes, MIN_TAIL_BYTES, "tailBytes");
        if (requireNonNull(presenceDelay, "presenceDelay").isNegative()) {
            throw new IllegalArgumentException("presenceDelay: " + presenceDelay + " (expected: zero or more)");
        }
        requireAtLeast(presenceNames, 0, "presenceNames");
        requireNonNull(durability, "durability");
    }

    private static void requireAtLeast(int value, int least, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " or more)");
        }
    }
}
