package io.confab.server;

import io.confab.api.Authenticator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Admits any name with any password: for trying out and for benchmarks. */
final class OpenAuthenticator implements Authenticator {

    private static final CompletionStage<Boolean> ADMITTED = CompletableFuture.completedFuture(true);
    private static final CompletionStage<@Nullable String> OPEN = CompletableFuture.completedFuture("open");

    @Override
    public CompletionStage<Boolean> authenticate(String account, byte[] password) {
        return ADMITTED;
    }

    @Override
    public CompletionStage<@Nullable String> mark(String account) {
        return OPEN;
    }

    @Override
    public CompletionStage<Boolean> exists(String account) {
        return ADMITTED;
    }
}
