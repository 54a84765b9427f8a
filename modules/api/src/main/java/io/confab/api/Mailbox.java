package io.confab.api;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps direct messages until those they are for have them, online or not. Thread-safe; nothing here blocks, so an
 * implementation that writes a disk does it on threads of its own.
 */
public interface Mailbox {

    /**
     * Keeps a message.
     *
     * @param to        an account that exists
     * @param source    the account that says it
     * @param timestamp when, in milliseconds since the Unix epoch
     * @param messageId the speaker's own id of it, or null. A message that the same account says again under the same id is not
     *                  kept again, also where the first one is delivered already, for a day at least
     * @return completes, on any thread, with the message and its sequence once it survives a power loss; or with the first one
     *         where this one repeats it. The sequences rise in the order in which messages are kept, over restarts too: of two
     *         messages the one with the smaller sequence could be {@linkplain #read read} first. Fails with a
     *         {@link CommandException}, {@link NakCode#LIMIT_REACHED}, if the recipient has as many as it may have; any
     *         other failure is answered {@link NakCode#UNAVAILABLE}. Nothing is kept then
     */
    CompletionStage<DirectMessage> keep(
            String to, String source, long timestamp, @Nullable UUID messageId, String text);

    /**
     * Reads what is kept for an account.
     *
     * @param after    only messages with a greater sequence; 0 for all
     * @param limit    at most this many, positive
     * @param maxBytes stops once the texts that were read have as many bytes; positive
     * @return in the order of their sequences, the oldest first
     */
    CompletionStage<List<DirectMessage>> read(String account, long after, int limit, int maxBytes);

    /**
     * Forgets what an account has.
     *
     * @param upTo the greatest sequence of it
     * @return completes when it survives the process; a power loss may bring it back
     */
    CompletionStage<@Nullable Void> remove(String account, long upTo);
}
