package io.confab.session;

import static java.util.Objects.requireNonNull;

import io.confab.api.Ban;
import io.confab.api.BanStore;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is banned from where. Thread-safe. */
public final class BanList {

    private static final Logger log = LoggerFactory.getLogger(BanList.class);

    /** Whoever creates a session may ban from it: what that takes of the memory is bounded. */
    static final int MAX_PER_SESSION = 1000;

    private final Clock clock;
    private final @Nullable BanStore store;
    private final Map<String, Map<String, Ban>> bans = new ConcurrentHashMap<>();

    /** @param store keeps bans over restarts; null for none that does */
    public BanList(Clock clock, @Nullable BanStore store) {
        this.clock = requireNonNull(clock, "clock");
        this.store = store;
    }

    /**
     * Takes up what is kept. Once, before anybody may log in.
     *
     * @param exists whether there is a session of a name; bans from others are forgotten
     */
    CompletionStage<@Nullable Void> restore(Predicate<String> exists) {
        if (store == null) {
            return CompletableFuture.completedFuture(null);
        }
        return store.all().thenAccept(kept -> {
            for (Ban ban : kept) {
                if (!ban.session().equals(Ban.SERVER) && !exists.test(ban.session())) {
                    forgetKept(ban.session());
                } else if (ban.isOver(clock.millis())) {
                    forgetKept(ban);
                } else {
                    put(ban);
                }
            }
        });
    }

    private @Nullable Ban put(Ban ban) {
        Map<String, Ban> here = bans.computeIfAbsent(ban.session(), session -> new ConcurrentHashMap<>());
        return here.put(ban.account(), ban);
    }

    /**
     * The ban of an account, or null if it has none that holds.
     *
     * @param session the session, or {@link Ban#SERVER}
     */
    public @Nullable Ban find(String session, String account) {
        Map<String, Ban> here = bans.get(session);
        Ban ban = here == null ? null : here.get(account);
        return ban == null || ban.isOver(clock.millis()) ? null : ban;
    }

    /**
     * Refuses who is banned.
     *
     * @throws CommandException {@link NakCode#FORBIDDEN}
     */
    public void check(String session, String account) {
        Ban ban = find(session, account);
        if (ban != null) {
            String what = session.equals(Ban.SERVER)
                    ? "account: " + account + " (expected: one that is not banned"
                    : "session: " + session + " (expected: one you are not banned from";
            String until = ban.until() == null ? "" : "; the ban ends in " + secondsLeft(ban.until()) + " s";
            String reason = ban.reason() == null ? "" : "; " + ban.reason();
            throw new CommandException(NakCode.FORBIDDEN, what + until + reason + ")");
        }
    }

    private long secondsLeft(long until) {
        return Math.max(1, (until - clock.millis() + 999) / 1000);
    }

    /** All bans that hold, in no order. */
    public List<Ban> all() {
        long now = clock.millis();
        return bans.values().stream()
                .flatMap(here -> here.values().stream())
                .filter(ban -> !ban.isOver(now))
                .toList();
    }

    /**
     * Bans, at once; in the place of an earlier ban.
     *
     * @param kept whether it is to outlive the server
     * @return completes once it does; fails with a {@link CommandException}, and then everything is as before:
     *         {@link NakCode#LIMIT_REACHED} for too many bans from a session, {@link NakCode#UNAVAILABLE} if it cannot be kept
     */
    CompletionStage<@Nullable Void> add(Ban ban, boolean kept) {
        Map<String, Ban> here = bans.get(ban.session());
        if (here != null && !ban.session().equals(Ban.SERVER) && here.size() >= MAX_PER_SESSION) {
            here.values().removeIf(other -> other.isOver(clock.millis()));
            if (here.size() >= MAX_PER_SESSION && !here.containsKey(ban.account())) {
                return CompletableFuture.failedFuture(new CommandException(
                        NakCode.LIMIT_REACHED,
                        "bans from " + ban.session() + ": " + here.size() + " (expected: fewer than " + MAX_PER_SESSION
                                + " before another)"));
            }
        }
        Ban before = put(ban);
        if (store == null || !kept) {
            return CompletableFuture.completedFuture(null);
        }
        return store.add(ban).exceptionally(failure -> {
            log.error("ban of {} from {}: not kept", ban.account(), place(ban.session()), failure);
            Map<String, Ban> current = bans.getOrDefault(ban.session(), Map.of());
            if (before == null) {
                current.remove(ban.account(), ban);
            } else {
                current.replace(ban.account(), ban, before);
            }
            throw unavailable();
        });
    }

    /**
     * Lifts a ban.
     *
     * @return whether there was one; fails with a {@link CommandException} and {@link NakCode#UNAVAILABLE} if it cannot be
     *         forgotten, and then it goes on to hold
     */
    CompletionStage<Boolean> remove(String session, String account) {
        Ban ban = find(session, account);
        if (ban == null) {
            return CompletableFuture.completedFuture(false);
        }
        CompletionStage<@Nullable Void> forgotten =
                store == null ? CompletableFuture.completedFuture(null) : store.remove(session, account);
        return forgotten.handle((nothing, failure) -> {
            if (failure != null) {
                log.error("ban of {} from {}: not forgotten", account, place(session), failure);
                throw unavailable();
            }
            Map<String, Ban> here = bans.get(session);
            return here != null && here.remove(account, ban);
        });
    }

    /** Lifts all bans from a session, which is no more. */
    void forget(String session) {
        Map<String, Ban> here = bans.remove(session);
        if (here != null && !here.isEmpty()) {
            forgetKept(session);
        }
    }

    private void forgetKept(String session) {
        if (store != null) {
            store.removeAll(session).whenComplete((nothing, failure) -> {
                if (failure != null) {
                    log.warn("bans from {}: still kept (expected: to be forgotten)", session, failure);
                }
            });
        }
    }

    private void forgetKept(Ban ban) {
        if (store != null) {
            store.remove(ban.session(), ban.account()).whenComplete((nothing, failure) -> {
                if (failure != null) {
                    log.warn("ban of {}: still kept (expected: to be forgotten)", ban.account(), failure);
                }
            });
        }
    }

    /** How many there are, over or not. */
    int size() {
        return bans.values().stream().mapToInt(Map::size).sum();
    }

    private static String place(String session) {
        return session.equals(Ban.SERVER) ? "the server" : session;
    }

    private static CommandException unavailable() {
        return new CommandException(NakCode.UNAVAILABLE, "bans: out of reach (expected: to be tried again)");
    }
}
