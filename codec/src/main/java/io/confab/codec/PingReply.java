package io.confab.codec;

import static java.util.Objects.requireNonNull;

/** A client's {@code ACK} of the server's {@code PING}: it is there. What it has as data means nothing. */
public record PingReply(int requestId, String source) implements Command {

    /** Refuses null. */
    public PingReply {
        requireNonNull(source, "source");
    }

    @Override
    public MessageType type() {
        return MessageType.ACK;
    }

    @Override
    public String session() {
        return "";
    }
}
