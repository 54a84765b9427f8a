package io.confab.session;

import static java.util.Objects.requireNonNull;

import io.confab.api.CommandException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something a member says, and what is told it about that. The outcome is called exactly once, on the speaker's event
 * loop, where it {@linkplain #isAwaited() is awaited}.
 */
public abstract class Utterance {

    private final @Nullable UUID messageId;
    private final boolean json;
    private final byte[] data;

    /**
     * @param messageId the speaker's own id of it, by which it is recognised if it is said again; or null
     * @param json      whether the data is a JSON object
     * @param data      what is said; taken over
     */
    protected Utterance(@Nullable UUID messageId, boolean json, byte[] data) {
        this.messageId = messageId;
        this.json = json;
        this.data = requireNonNull(data, "data");
    }

    /** Whether the speaker wants to know the outcome. If not, it may not be told. */
    protected boolean isAwaited() {
        return true;
    }

    @Nullable
    UUID messageId() {
        return messageId;
    }

    boolean json() {
        return json;
    }

    byte[] data() {
        return data;
    }

    /**
     * It is in the log, as durable as the session promises; or was already, and this is its first stamp.
     *
     * @param sequence  its place in the session
     * @param timestamp milliseconds since the Unix epoch
     */
    protected abstract void committed(long sequence, long timestamp);

    /** It is not in the log. */
    protected abstract void refused(CommandException refusal);
}
