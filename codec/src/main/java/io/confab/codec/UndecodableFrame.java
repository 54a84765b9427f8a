package io.confab.codec;

import static java.util.Objects.requireNonNull;

import io.confab.api.NakCode;

/**
 * Stands for a frame that is no message, in its place among the messages, so that it is answered in its turn.
 *
 * @param requestId what the frame says, or 0 where it could not be read
 * @param code      {@link NakCode#UNSUPPORTED}: the frame is whole but of an unknown type or flag, and the connection
 *                  stays; {@link NakCode#MALFORMED}: no later byte of this connection is interpreted
 * @param reason    what is wrong with it
 */
public record UndecodableFrame(int requestId, NakCode code, String reason) implements Message {

    /** Refuses nulls. */
    public UndecodableFrame {
        requireNonNull(code, "code");
        requireNonNull(reason, "reason");
    }

    /** The type of the answer that it deserves. */
    @Override
    public MessageType type() {
        return MessageType.NAK;
    }

    /** Whether the connection is to be closed once this was answered. */
    public boolean fatal() {
        return code.equals(NakCode.MALFORMED);
    }
}
