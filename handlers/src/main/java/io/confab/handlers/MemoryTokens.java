package io.confab.handlers;

import io.confab.api.ResumeTokens;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keeps tokens for as long as the server runs; beyond a number, the newest ones. Thread-safe. */
public final class MemoryTokens implements ResumeTokens {

    private final int max;

    // Guarded by itself. A hash is looked up by its bytes.
    private final Map<ByteBuffer, Grant> grants = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Grant> eldest) {
            return size() > max;
        }
    };

    /** @param max how many are kept, positive */
    public MemoryTokens(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("max: " + max + " (expected: 1 or more)");
        }
        this.max = max;
    }

    @Override
    public CompletionStage<@Nullable Void> add(byte[] hash, Grant grant) {
        synchronized (grants) {
            grants.put(ByteBuffer.wrap(hash), grant);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<@Nullable Grant> find(byte[] hash) {
        synchronized (grants) {
            return CompletableFuture.completedFuture(grants.get(ByteBuffer.wrap(hash)));
        }
    }
}
