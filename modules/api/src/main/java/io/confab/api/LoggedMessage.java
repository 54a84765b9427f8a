package io.confab.api;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message as a session's log holds it. Its bytes are shared by everybody who reads it: nobody changes them, and
 * so equality is left to identity.
 */
public final class LoggedMessage {

    private final String session;
    private final String source;
    private final long sequence;
    private final long timestamp;
    private final @Nullable UUID messageId;
    private final boolean json;
    private final byte[] data;

    /**
     * @param session   the session it was said in
     * @param source    the account that said it
     * @param sequence  its place in the session's log, positive
     * @param timestamp when it was said, in milliseconds since the Unix epoch; never less than that of the message
     *                  before it
     * @param messageId the speaker's own id of it, or null
     * @param json      whether the speaker declared the data to be a JSON object
     * @param data      the text, opaque bytes; taken over, not copied
     */
    public LoggedMessage(
            String session,
            String source,
            long sequence,
            long timestamp,
            @Nullable UUID messageId,
            boolean json,
            byte[] data) {
        this.session = requireNonNull(session, "session");
        this.source = requireNonNull(source, "source");
        this.sequence = sequence;
        this.timestamp = timestamp;
        this.messageId = messageId;
        this.json = json;
        this.data = requireNonNull(data, "data");
    }

    /** The session it was said in. */
    public String session() {
        return session;
    }

    /** The account that said it. */
    public String source() {
        return source;
    }

    /** Its place in the session's log. */
    public long sequence() {
        return sequence;
    }

    /** When it was said, in milliseconds since the Unix epoch. */
    public long timestamp() {
        return timestamp;
    }

    /** The speaker's own id of it, or null. */
    public @Nullable UUID messageId() {
        return messageId;
    }

    /** Whether the speaker declared the data to be a JSON object. */
    public boolean json() {
        return json;
    }

    /** The text, opaque bytes; shared, not to be changed. */
    public byte[] data() {
        return data;
    }

    /** Says where the message stands, not what it says. */
    @Override
    public String toString() {
        return session + "/" + sequence + " by " + source + " (" + data.length + " bytes)";
    }
}
