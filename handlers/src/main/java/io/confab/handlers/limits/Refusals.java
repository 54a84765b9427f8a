package io.confab.handlers.limits;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was refused, by reason, since the server was started. Thread-safe; counting costs a few nanoseconds. */
public final class Refusals {

    /** Why something was refused. The names are stable: metrics carry them in lower case. */
    public enum Reason {
        /** A connection beyond those that the server takes in all. */
        CONNECTIONS,
        /** A connection beyond those that one address, or one network, may have. */
        CONNECTIONS_PER_ADDRESS,
        /** A connection of an address, or a network, that had too many new ones just now. */
        CONNECTION_RATE,
        /** A connection closed because it did not log in in time. */
        LOGIN_TIMEOUT,
        /** A connection closed because it sent too long a frame before it had logged in. */
        FRAME_BEFORE_LOGIN,
        /** A login of somebody who has failed too often, not looked at. */
        LOGIN_DELAY,
        /** A registration of an address that had too many. */
        REGISTRATION_RATE,
        /** A costly command of a connection that had too many just now. */
        COMMAND_RATE,
        /** Reading from a connection paused because it sent too many messages. */
        MESSAGE_RATE,
        /** Reading from a connection paused because it sent too many bytes. */
        BYTE_RATE,
        /** A connection closed because nothing came from it for too long. */
        IDLE,
        /** A connection or a session not admitted because the memory for all of them is used up. */
        MEMORY,
        /** A connection closed because it did not read what it was sent, and the memory was needed. */
        UNREAD
    }

    private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

    /** Begins with zero of each. */
    public Refusals() {
        for (Reason reason : Reason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    private LongAdder counter(Reason reason) {
        return requireNonNull(counts.get(reason), "reason");
    }

    /** Counts one more. */
    public void count(Reason reason) {
        counter(reason).increment();
    }

    /** How many there were for a reason. */
    public long of(Reason reason) {
        return counter(reason).sum();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Refusals");
        for (Reason reason : Reason.values()) {
            if (of(reason) > 0) {
                text.append(' ').append(reason).append('=').append(of(reason));
            }
        }
        return text.toString();
    }
}
