package io.confab.handlers;

import io.confab.api.DirectMessage;
import io.confab.api.Mailbox;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A mailbox in memory that can be made to be late or to fail. */
final class TestMailbox implements Mailbox {

    final List<DirectMessage> kept = new ArrayList<>();

    /** What waits for the test, where it holds things up. */
    final Queue<Runnable> held = new ArrayDeque<>();

    boolean holdKeeping;
    boolean holdReading;

    @Nullable
    RuntimeException failure;

    private long sequence = TestClock.START * 1000;

    @Override
    public CompletionStage<DirectMessage> keep(
            String to, String source, long timestamp, @Nullable UUID messageId, String text) {
        return run(holdKeeping, () -> {
            DirectMessage message = new DirectMessage(to, source, ++sequence, timestamp, messageId, text);
            kept.add(message);
            return message;
        });
    }

    @Override
    public CompletionStage<List<DirectMessage>> read(String account, long after, int limit, int maxBytes) {
        List<DirectMessage> found = kept.stream()
                .filter(message -> message.to().equals(account) && message.sequence() > after)
                .limit(limit)
                .toList();
        return run(holdReading, () -> found);
    }

    @Override
    public CompletionStage<@Nullable Void> remove(String account, long upTo) {
        kept.removeIf(message -> message.to().equals(account) && message.sequence() <= upTo);
        return CompletableFuture.completedFuture(null);
    }

    private <T> CompletionStage<T> run(boolean hold, java.util.function.Supplier<T> work) {
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        if (!hold) {
            return CompletableFuture.completedFuture(work.get());
        }
        CompletableFuture<T> later = new CompletableFuture<>();
        held.add(() -> later.complete(work.get()));
        return later;
    }

    void release() {
        for (Runnable each = held.poll(); each != null; each = held.poll()) {
            each.run();
        }
    }
}
