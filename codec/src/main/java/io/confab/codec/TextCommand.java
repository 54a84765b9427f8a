package io.confab.codec;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Say something in a session.
 *
 * @param session   empty for the only one joined
 * @param messageId the client's own id of this message, or null
 * @param json      whether the data is a JSON object; the codec has checked that it is one
 * @param data      the text, opaque bytes
 */
public record TextCommand(
        int requestId,
        String source,
        String session,
        @Nullable UUID messageId,
        boolean json,
        byte[] data) implements Command {

    /** Refuses nulls. */
    public TextCommand {
        requireNonNull(source, "source");
        requireNonNull(session, "session");
        requireNonNull(data, "data");
    }

    @Override
    public MessageType type() {
        return MessageType.TEXT;
    }

    /** Leaves the text out. */
    @Override
    public String toString() {
        return "TextCommand[requestId=" + Integer.toUnsignedString(requestId) + ", session=" + session + ", "
                + data.length + " bytes]";
    }
}
