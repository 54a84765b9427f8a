package io.confab.session;

import io.confab.api.LoggedMessage;
import io.confab.api.MessageLog;
import io.confab.api.SessionLog;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keeps nothing but what the sessions keep in memory themselves: a message is gone when it leaves its session's tail. */
public final class MemoryLog implements MessageLog {

    private static final CompletionStage<SessionLog> OPENED = CompletableFuture.completedFuture(new EmptyLog());

    /** Holds nothing, so one is as good as another. */
    public MemoryLog() {}

    @Override
    public boolean durable() {
        return false;
    }

    @Override
    public CompletionStage<SessionLog> open(String session) {
        return OPENED;
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
        public CompletionStage<List<LoggedMessage>> read(long after, long before, int limit, boolean newest) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
