package io.confab.benchmarks;

import java.util.Locale;

/**
 * What is said to whom, and how fast.
 *
 * @param sessions   how many sessions, positive
 * @param members    how many members each has, two or more; publishers are among them
 * @param publishers how many members of each session speak, positive
 * @param payload    bytes of a text, as many as the protocol needs or more
 * @param window     how many texts of a publisher are on their way at a time; 0 where there is a rate
 * @param rate       texts a second, of all publishers together; 0 where there is a window
 * @param acked      whether every text asks for an {@code ACK}
 * @param protocol   what all of them speak
 */
record Scenario(
        int sessions,
        int members,
        int publishers,
        int payload,
        int window,
        int rate,
        boolean acked,
        Protocol protocol) {

    Scenario {
        require(sessions >= 1, "sessions", sessions, "1 or more");
        require(members >= 2, "members", members, "2 or more");
        require(publishers >= 1 && publishers <= members, "publishers", publishers, "1 to " + members);
        require(
                payload >= protocol.minPayload() && payload <= Payload.MAX_BYTES,
                "payload",
                payload,
                protocol.minPayload() + " to " + Payload.MAX_BYTES);
        require(window >= 0, "window", window, "1 or more");
        require(rate >= 0, "rate", rate, "1 or more");
        require((window == 0) != (rate == 0), "window and rate", window, "one of them");
        require(sessions * (long) members <= 15_000, "sessions x members", sessions * members, "at most 15000");
    }

    private static void require(boolean holds, String name, int value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }

    int totalPublishers() {
        return sessions * publishers;
    }

    Scenario withWindow(int texts) {
        return new Scenario(sessions, members, publishers, payload, texts, 0, acked, protocol);
    }

    Scenario withRate(int texts) {
        return new Scenario(sessions, members, publishers, payload, 0, texts, acked, protocol);
    }

    /** A short name, by which a saved result is found again. */
    String key() {
        return String.format(
                Locale.ROOT,
                "%dx%dx%d-%dB-%s%s%s",
                sessions,
                members,
                publishers,
                payload,
                window > 0 ? "window" + window : "rate" + rate,
                acked ? "-ack" : "",
                protocol == Protocol.NATIVE ? "" : "-" + protocol.option());
    }
}
