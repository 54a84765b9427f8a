package io.confab.codec;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The request succeeded. What the data means follows from the request: {@link JoinResult}, {@link ListResult} and
 * {@link HistoryResult} read it where there is more to say than yes.
 *
 * @param stamp the place and time of an accepted {@code TEXT}, otherwise null
 * @param json  whether the data is a JSON object
 * @param data  empty where there is nothing more to say
 */
public record Ack(int requestId, @Nullable Stamp stamp, boolean json, byte[] data) implements Reply {

    private static final byte[] NOTHING = {};

    /** Refuses nulls. */
    public Ack {
        requireNonNull(data, "data");
    }

    /** Says yes and nothing more. */
    public Ack(int requestId) {
        this(requestId, null, false, NOTHING);
    }

    /** Says yes to a {@code TEXT}. */
    public Ack(int requestId, Stamp stamp) {
        this(requestId, stamp, false, NOTHING);
    }

    /** Says yes to a {@code PING}, with its data. */
    public Ack(int requestId, byte[] data) {
        this(requestId, null, false, data);
    }

    /**
     * Says yes with a JSON object.
     *
     * @param result a record, such as {@link JoinResult}; a component that is null is left out
     * @throws IllegalArgumentException if the record cannot be written as a JSON object
     */
    public static Ack of(int requestId, Record result) {
        return new Ack(requestId, null, true, Json.write(result));
    }

    /**
     * Reads the data.
     *
     * @param type a record, such as {@link JoinResult}
     * @throws IllegalArgumentException if the data is no JSON object, or none that this record can be read from
     */
    public <T extends Record> T result(Class<T> type) {
        if (!json) {
            throw new IllegalArgumentException("data: " + data.length + " plain bytes (expected: JSON)");
        }
        return Json.read(data, type);
    }

    @Override
    public MessageType type() {
        return MessageType.ACK;
    }
}
