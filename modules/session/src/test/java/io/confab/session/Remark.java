package io.confab.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Something that is said in a test, and what came of it. */
final class Remark extends Utterance {

    private final CompletableFuture<Long> sequence = new CompletableFuture<>();
    private volatile long timestamp;
    private volatile @Nullable Thread thread;

    Remark(String text) {
        this(null, text);
    }

    Remark(@Nullable UUID messageId, String text) {
        this(messageId, false, text);
    }

    Remark(@Nullable UUID messageId, boolean json, String text) {
        super(messageId, json, text.getBytes(UTF_8));
    }

    @Override
    protected void committed(long sequence, long timestamp) {
        this.timestamp = timestamp;
        thread = Thread.currentThread();
        if (!this.sequence.complete(sequence)) {
            throw new AssertionError("told twice");
        }
    }

    @Override
    protected void refused(CommandException refusal) {
        thread = Thread.currentThread();
        if (!sequence.completeExceptionally(refusal)) {
            throw new AssertionError("told twice");
        }
    }

    boolean isAnswered() {
        return sequence.isDone();
    }

    CompletableFuture<Long> answer() {
        return sequence;
    }

    long sequence() {
        return Await.value(sequence);
    }

    long timestamp() {
        return timestamp;
    }

    NakCode refusal() {
        return Await.refusal(sequence);
    }

    @Nullable
    Thread thread() {
        return thread;
    }
}
