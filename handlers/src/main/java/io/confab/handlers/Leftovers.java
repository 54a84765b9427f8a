package io.confab.handlers;

import io.confab.api.CommandException;
import io.confab.api.DirectMessage;
import io.confab.api.Mailbox;
import io.confab.api.NakCode;
import io.confab.api.ReadPositions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept under the name of an account that is gone: direct messages and read positions. Who registers that name is somebody
 * else, and gets none of it. Thread-safe.
 */
final class Leftovers {

    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

    private static final int PAGE = 100;
    private static final int PAGE_BYTES = 1 << 20;

    private final @Nullable Mailbox mailbox;
    private final @Nullable ReadPositions positions;

    Leftovers(@Nullable Mailbox mailbox, @Nullable ReadPositions positions) {
        this.mailbox = mailbox;
        this.positions = positions;
    }

    /**
     * Looks at what there is, while nobody has the name: what is kept from the moment on that somebody has it is theirs.
     *
     * @return the newest direct message's sequence, 0 for none; fails with {@link NakCode#UNAVAILABLE}
     */
    CompletionStage<Long> newest(String account) {
        Mailbox kept = mailbox;
        if (kept == null) {
            return CompletableFuture.completedFuture(0L);
        }
        return newest(kept, account, 0).exceptionally(failure -> {
            log.error("account {}: what is kept under its name could not be looked at", account, failure);
            throw new CompletionException(new CommandException(
                    NakCode.UNAVAILABLE, "account: " + account + " (expected: a mailbox that works)"));
        });
    }

    private static CompletionStage<Long> newest(Mailbox mailbox, String account, long after) {
        CompletionStage<List<DirectMessage>> page;
        try {
            page = mailbox.read(account, after, PAGE, PAGE_BYTES);
        } catch (RuntimeException e) {
            page = CompletableFuture.failedFuture(e);
        }
        return page.thenCompose(messages -> messages.isEmpty()
                ? CompletableFuture.completedFuture(after)
                : newest(mailbox, account, messages.get(messages.size() - 1).sequence()));
    }

    /**
     * Removes it.
     *
     * @param newest as {@link #newest} said
     * @return completes in any case; what could not be removed is logged
     */
    CompletionStage<@Nullable Void> forget(String account, long newest) {
        CompletableFuture<@Nullable Void> all = CompletableFuture.completedFuture(null);
        try {
            if (mailbox != null && newest > 0) {
                all = mailbox.remove(account, newest).toCompletableFuture();
            }
            if (positions != null) {
                all = CompletableFuture.allOf(all, positions.forget(account).toCompletableFuture());
            }
        } catch (RuntimeException e) {
            all = CompletableFuture.failedFuture(e);
        }
        return all.exceptionally(failure -> {
            log.error(
                    "account {}: what was kept for an earlier one of its name could not be removed", account, failure);
            return null;
        });
    }
}
