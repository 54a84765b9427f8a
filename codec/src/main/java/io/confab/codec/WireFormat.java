package io.confab.codec;

import io.confab.api.LoggedMessage;
import io.netty.buffer.ByteBuf;

/**
 * How a session's messages look on the wire to the members that speak one protocol. A session encodes each message
 * once for each format that its members use, and sends all of them the same bytes. Thread-safe, without state; two
 * members have the same format if it is the same object.
 */
public interface WireFormat {

    /** For people and metrics, such as {@code native}. */
    String name();

    /**
     * Appends one message, whole, so that it can be sent together with what stands before and behind it.
     *
     * @param requestId the {@code HISTORY} it answers, otherwise 0
     * @param replay    whether it is sent again, on request or on resume
     * @param out       borrowed
     */
    void encode(LoggedMessage message, int requestId, boolean replay, ByteBuf out);

    /**
     * Whether its clients can be sent a {@link PingCommand}, and show by some message that they are there. Those of another
     * format are not closed for being silent.
     */
    default boolean hasPing() {
        return false;
    }
}
