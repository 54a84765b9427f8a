package io.confab.session;

import io.confab.api.Ban;
import io.confab.api.BanStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keeps bans in a map; can be told to fail. */
final class TestBanStore implements BanStore {

    final Map<List<String>, Ban> kept = new LinkedHashMap<>();

    @Nullable
    RuntimeException failure;

    @Override
    public CompletionStage<List<Ban>> all() {
        return CompletableFuture.completedFuture(List.copyOf(kept.values()));
    }

    @Override
    public CompletionStage<@Nullable Void> add(Ban ban) {
        return done(() -> kept.put(List.of(ban.session(), ban.account()), ban));
    }

    @Override
    public CompletionStage<@Nullable Void> remove(String session, String account) {
        return done(() -> kept.remove(List.of(session, account)));
    }

    @Override
    public CompletionStage<@Nullable Void> removeAll(String session) {
        return done(() -> kept.keySet().removeIf(key -> key.get(0).equals(session)));
    }

    private CompletionStage<@Nullable Void> done(Runnable change) {
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        change.run();
        return CompletableFuture.completedFuture(null);
    }
}
