package io.confab.session;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What a stage comes to. */
final class Await {

    private Await() {}

    static <T> T value(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    static NakCode refusal(CompletionStage<?> stage) {
        try {
            throw new AssertionError("granted: " + value(stage));
        } catch (CompletionException e) {
            if (e.getCause() instanceof CommandException refusal) {
                return refusal.code();
            }
            throw e;
        }
    }
}
