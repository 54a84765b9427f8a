package io.confab.handlers;

import io.confab.api.ReadPositions;
import io.confab.api.ReadPositions.Position;
import io.confab.codec.ListResult;
import io.confab.session.Joined;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far accounts have read, where that is kept. A position that cannot be read hinders nobody from joining. Thread-safe. */
final class Reading {

    private static final Logger log = LoggerFactory.getLogger(Reading.class);

    private final @Nullable ReadPositions positions;

    /** @param positions null for none */
    Reading(@Nullable ReadPositions positions) {
        this.positions = positions;
    }

    /**
     * Adds to what a client that joins is told how far it has read. Whoever comes for the first time has read everything: what
     * was said before is history to it.
     */
    CompletionStage<Joined> begin(String account, String session, CompletionStage<Joined> joining) {
        ReadPositions kept = positions;
        if (kept == null) {
            return joining;
        }
        return joining.thenCompose(joined -> {
            if (!joined.member().session().isStored()) {
                return CompletableFuture.completedFuture(joined);
            }
            return position(kept, account, session).handle((position, failure) -> {
                if (failure != null) {
                    log.error("account {}: how far it has read {} could not be found out", account, session, failure);
                    return joined;
                }
                long read = position == null ? joined.result().sequence() : position.read();
                if (position == null) {
                    kept.note(account, session, read);
                }
                return new Joined(joined.member(), joined.result().withRead(read));
            });
        });
    }

    private static CompletionStage<@Nullable Position> position(ReadPositions kept, String account, String session) {
        try {
            return kept.position(account, session);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The positions of an account, by session; none where they cannot be read. */
    CompletionStage<Map<String, Position>> positions(String account) {
        if (positions == null) {
            return CompletableFuture.completedFuture(Map.of());
        }
        CompletionStage<Map<String, Position>> asked;
        try {
            asked = positions.positions(account);
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        return asked.exceptionally(failure -> {
            log.error("account {}: how far it has read could not be found out", account, failure);
            return Map.of();
        });
    }

    /** What a list says of a session, with how far the account has read it. */
    static ListResult.Entry of(ListResult.Entry session, Map<String, Position> positions) {
        Position position = positions.get(session.name());
        return position == null
                ? session
                : session.withPosition(Math.max(position.head(), position.read()), position.read());
    }
}
