package io.confab.session;

import io.confab.api.LoggedMessage;
import io.confab.api.SessionLog;
import io.confab.codec.Stamp;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which messages of one turn a log holds already. Begun and used on the session's event loop; what the log
 * answers late may be used once {@link #whenDone} has said so.
 */
final class RepeatSearch {

    private final SessionLog sessionLog;

    // Allocated for the first that may be a repeat: nearly never.
    private @Nullable Map<Repeats.Key, CompletableFuture<@Nullable LoggedMessage>> asked;

    RepeatSearch(SessionLog sessionLog) {
        this.sessionLog = sessionLog;
    }

    /** Asks the log about one message. */
    void add(String account, UUID messageId) {
        CompletionStage<@Nullable LoggedMessage> found;
        try {
            found = sessionLog.find(account, messageId);
        } catch (RuntimeException e) {
            found = CompletableFuture.failedFuture(e);
        }
        if (found != null) {
            if (asked == null) {
                asked = new HashMap<>();
            }
            asked.put(new Repeats.Key(account, messageId), found.toCompletableFuture());
        }
    }

    boolean isDone() {
        return asked == null || asked.values().stream().allMatch(CompletableFuture::isDone);
    }

    /** Runs something once the log has answered everything, on any thread. */
    void whenDone(Runnable action) {
        CompletableFuture<?>[] all =
                asked == null ? new CompletableFuture<?>[0] : asked.values().toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).whenComplete((nothing, failure) -> action.run());
    }

    /** Why the log could not say, or null. */
    @Nullable
    Throwable failure() {
        if (asked == null) {
            return null;
        }
        return asked.values().stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .findAny()
                .map(failed -> failed.handle((message, failure) -> failure).join())
                .orElse(null);
    }

    /** The stamp of the message that the log holds, or null if it holds none. */
    @Nullable
    Stamp stamp(String account, UUID messageId) {
        CompletableFuture<@Nullable LoggedMessage> found =
                asked == null ? null : asked.get(new Repeats.Key(account, messageId));
        LoggedMessage message = found == null ? null : found.join();
        return message == null ? null : new Stamp(message.sequence(), message.timestamp());
    }
}
