package io.confab.codec;

import static java.util.Objects.requireNonNull;

import io.confab.api.CommandException;
import io.confab.api.NakCode;

/**
 * The request did not succeed and changed nothing.
 *
 * @param code   for programs
 * @param reason for people
 */
public record Nak(int requestId, NakCode code, String reason) implements Reply {

    /** Refuses nulls. */
    public Nak {
        requireNonNull(code, "code");
        requireNonNull(reason, "reason");
    }

    /** Answers a request with what refused it. */
    public Nak(int requestId, CommandException refusal) {
        this(requestId, refusal.code(), refusal.reason());
    }

    @Override
    public MessageType type() {
        return MessageType.NAK;
    }
}
