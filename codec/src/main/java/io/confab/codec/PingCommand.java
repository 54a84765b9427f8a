package io.confab.codec;

import static java.util.Objects.requireNonNull;

/**
 * Ask for a sign of life.
 *
 * @param data comes back in the {@code ACK}; the server takes at most {@value #MAX_BYTES} bytes
 */
public record PingCommand(int requestId, String source, byte[] data) implements Command {

    /** The most bytes of data that a server takes. */
    public static final int MAX_BYTES = 64;

    /** Refuses nulls. */
    public PingCommand {
        requireNonNull(source, "source");
        requireNonNull(data, "data");
    }

    @Override
    public MessageType type() {
        return MessageType.PING;
    }

    @Override
    public String session() {
        return "";
    }
}
