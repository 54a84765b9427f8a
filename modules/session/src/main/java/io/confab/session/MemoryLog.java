package io.confab.session;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.MessageLog;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keeps nothing but what the sessions keep in memory themselves: a message is gone when it leaves its session's tail. */
public final class MemoryLog implements MessageLog {

    private static final SessionLog LOG = new EmptyLog();

    /** Holds nothing, so one is as good as another. */
    public MemoryLog() {}

    @Override
    public boolean keeps(Durability durability) {
        return durability == Durability.MEMORY;
    }

    @Override
    public CompletionStage<List<SessionDescription>> sessions() {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<SessionLog> open(SessionDescription session) {
        return CompletableFuture.completedFuture(LOG);
    }

    @Override
    public CompletionStage<@Nullable Void> remove(String session) {
        return SessionLog.COMMITTED;
    }

    @Override
    public void close() {
        // holds nothing
    }

    private static final class EmptyLog implements SessionLog {

        @Override
        public long head() {
            return 0;
        }

        @Override
        public CompletionStage<@Nullable Void> append(List<LoggedMessage> batch) {
            return COMMITTED;
        }

        @Override
        public @Nullable CompletionStage<@Nullable LoggedMessage> find(String source, UUID messageId) {
            return null;
        }

        @Override
        public CompletionStage<List<LoggedMessage>> read(
                long after, long before, int limit, int maxBytes, boolean newest) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
