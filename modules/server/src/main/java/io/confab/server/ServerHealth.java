package io.confab.server;

import io.confab.api.MessageLog;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Whether a server works. Each question is answered with what is wrong, in words for people; with nothing if all is well.
 * Thread-safe; asking never blocks.
 */
public final class ServerHealth {

    /** A server that does not answer for so long is of no use to anybody. */
    private static final long PATIENCE_MILLIS = 5000;

    private final long patienceMillis;

    private final EventLoopGroup eventLoops;
    private final Channel listening;
    private final MessageLog messageLog;
    private final BooleanSupplier closing;

    ServerHealth(EventLoopGroup eventLoops, Channel listening, MessageLog messageLog, BooleanSupplier closing) {
        this(eventLoops, listening, messageLog, closing, PATIENCE_MILLIS);
    }

    ServerHealth(
            EventLoopGroup eventLoops,
            Channel listening,
            MessageLog messageLog,
            BooleanSupplier closing,
            long patienceMillis) {
        this.patienceMillis = patienceMillis;
        this.eventLoops = eventLoops;
        this.listening = listening;
        this.messageLog = messageLog;
        this.closing = closing;
    }

    /**
     * Whether the process works: every event loop gets round to what it is asked. If not, it has to be restarted.
     *
     * @return completes on any thread, within five seconds
     */
    public CompletionStage<List<String>> alive() {
        List<CompletionStage<List<String>>> answers = new ArrayList<>();
        int number = 0;
        for (EventExecutor eventLoop : eventLoops) {
            answers.add(answer("event loop " + ++number, asked(eventLoop)));
        }
        return all(answers);
    }

    private static CompletableFuture<?> asked(EventExecutor eventLoop) {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        try {
            eventLoop.execute(() -> answered.complete(null));
        } catch (RuntimeException e) { // it is shut down
            answered.completeExceptionally(e);
        }
        return answered;
    }

    /**
     * Whether clients can log in and talk: the server is alive, its port is bound, its message log can be written, and it
     * is not closing.
     *
     * @return completes on any thread, within five seconds
     */
    public CompletionStage<List<String>> ready() {
        if (closing.getAsBoolean()) {
            return CompletableFuture.completedFuture(List.of("server: closing (expected: one that takes connections)"));
        }
        if (!listening.isActive()) {
            return CompletableFuture.completedFuture(List.of("port: not bound (expected: " + listening + " open)"));
        }
        CompletableFuture<?> written;
        try {
            written = messageLog.check().toCompletableFuture();
        } catch (RuntimeException e) {
            written = CompletableFuture.failedFuture(e);
        }
        return all(List.of(alive(), answer("message log", written)));
    }

    private CompletionStage<List<String>> answer(String name, CompletableFuture<?> asked) {
        return asked.thenApply(answer -> List.<String>of())
                .completeOnTimeout(
                        List.of(name + ": no answer in " + patienceMillis + " ms (expected: one)"),
                        patienceMillis,
                        TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                    return List.of(name + ": " + cause.getMessage() + " (expected: one that works)");
                });
    }

    private static CompletionStage<List<String>> all(List<CompletionStage<List<String>>> answers) {
        CompletionStage<List<String>> all = CompletableFuture.completedFuture(List.of());
        for (CompletionStage<List<String>> answer : answers) {
            all = all.thenCombine(answer, (these, more) -> {
                List<String> both = new ArrayList<>(these);
                both.addAll(more);
                return both;
            });
        }
        return all;
    }
}
