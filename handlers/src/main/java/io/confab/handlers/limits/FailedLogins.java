package io.confab.handlers.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.handlers.limits.Refusals.Reason;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes those wait who have failed to log in. Thread-safe, and bounded in memory. Three things are counted, so that neither
 * can an attacker try many passwords nor keep an account's owner out:
 *
 * <ul>
 *   <li>failures of one account from one address: after {@value #FREE_FOR_ACCOUNT} each makes the next login of that account
 *       from there wait twice as long;
 *   <li>failures of any account from one address: likewise after {@value #FREE_FOR_ADDRESS}, because many people may share it;
 *   <li>failures of one account from anywhere, a bounded number an hour: beyond, the account logs in only from where it did
 *       before.
 * </ul>
 *
 * A login that is refused here costs nothing, is not looked at, and makes nothing longer.
 */
public final class FailedLogins {

    static final int FREE_FOR_ACCOUNT = 3;
    static final int FREE_FOR_ADDRESS = 20;

    /** As many logins of one account may be under way from one address, so that no burst outruns the counting. */
    static final int MAX_UNDER_WAY = 4;

    private static final long ADDRESS_FORGETS_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_TRAILS = 100_000;
    private static final int MAX_DOUBLINGS = 30;

    private final Supplier<Limits> current;
    private final Refusals refusals;
    private final LongSupplier nanoTime;
    private final Cache<Origin, Trail> origins = cache();
    private final Cache<AddressPrefix, Trail> addresses = cache();
    private final Cache<String, TokenBucket> accounts = cache();
    private final Cache<Origin, Boolean> known = cache();

    /** An account as seen from an address. */
    private record Origin(String account, AddressPrefix address) {}

    /**
     * What is remembered of failures.
     *
     * @param failures how many, at the time of the last
     * @param last     when that was
     * @param underWay logins whose answer is waited for
     */
    private record Trail(int failures, long last, int underWay) {

        int failures(long now, long forgets) {
            return forgets <= 0 ? failures : (int) Math.max(0, failures - (now - last) / forgets);
        }
    }

    FailedLogins(Supplier<Limits> current, Refusals refusals, LongSupplier nanoTime) {
        this.current = current;
        this.refusals = refusals;
        this.nanoTime = nanoTime;
    }

    // Which of many stay is decided by how often they are seen: a flood of others does not push out who is at it.
    private static <K, V> Cache<K, V> cache() {
        return Caffeine.newBuilder()
                .maximumSize(MAX_TRAILS)
                .executor(Runnable::run)
                .build();
    }

    /**
     * To be asked before a password is looked at.
     *
     * @param account in normal form; whether there is such an account makes no difference
     * @param address where the login comes from; null if that is not known
     * @return to be told what became of it, exactly once
     * @throws CommandException {@link NakCode#RATE_LIMITED}, with how long to wait
     */
    public Attempt begin(String account, @Nullable InetAddress address) {
        Limits limits = current.get();
        if (address == null || limits.loginDelay().isZero() || limits.isExempt(address)) {
            return Attempt.UNCOUNTED;
        }
        long now = nanoTime.getAsLong();
        AddressPrefix prefix = limits.prefix(address);
        Origin origin = new Origin(account, prefix);
        long wait = Math.max(
                wait(addresses.getIfPresent(prefix), FREE_FOR_ADDRESS, ADDRESS_FORGETS_NANOS, now, limits),
                wait(origins.getIfPresent(origin), FREE_FOR_ACCOUNT, forgets(limits), now, limits));
        if (known.getIfPresent(origin) == null) {
            wait = Math.max(wait, accountWait(account, limits.accountFailureRate(), now));
        }
        if (wait > 0 || !enter(origin, now)) {
            refusals.count(Reason.LOGIN_DELAY);
            throw refusal("login", wait > 0 ? wait : limits.loginDelay().toNanos());
        }
        return new Counted(origin);
    }

    static CommandException refusal(String what, long nanos) {
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
        return new CommandException(
                NakCode.RATE_LIMITED, what + ": too many (expected: again after " + millis + " ms)");
    }

    private static long forgets(Limits limits) {
        return limits.maxLoginDelay().toNanos();
    }

    private static long wait(@Nullable Trail trail, int free, long forgets, long now, Limits limits) {
        if (trail == null) {
            return 0;
        }
        int beyond = trail.failures(now, forgets) - free;
        return beyond <= 0 ? 0 : trail.last + delay(beyond, limits) - now;
    }

    private static long delay(int beyond, Limits limits) {
        long most = limits.maxLoginDelay().toNanos();
        long first = Math.min(most, limits.loginDelay().toNanos());
        int doublings = Math.min(MAX_DOUBLINGS, beyond - 1);
        return first > most >> doublings ? most : first << doublings;
    }

    private long accountWait(String account, Rate rate, long now) {
        if (!rate.isLimited()) {
            return 0;
        }
        long[] wait = new long[1];
        accounts.asMap().computeIfPresent(account, (key, bucket) -> {
            wait[0] = bucket.nanosUntil(1, rate, now);
            return bucket;
        });
        return wait[0];
    }

    private boolean enter(Origin origin, long now) {
        boolean[] entered = {true};
        origins.asMap().compute(origin, (key, trail) -> {
            if (trail == null) {
                return new Trail(0, now, 1);
            }
            entered[0] = trail.underWay < MAX_UNDER_WAY;
            return entered[0] ? new Trail(trail.failures, trail.last, trail.underWay + 1) : trail;
        });
        return entered[0];
    }

    private void failed(Origin origin) {
        Limits limits = current.get();
        Rate rate = limits.accountFailureRate();
        long now = nanoTime.getAsLong();
        origins.asMap().compute(origin, (key, trail) -> failure(trail, FREE_FOR_ACCOUNT, forgets(limits), now));
        addresses
                .asMap()
                .compute(origin.address, (key, trail) -> failure(trail, FREE_FOR_ADDRESS, ADDRESS_FORGETS_NANOS, now));
        if (rate.isLimited()) {
            accounts.asMap().compute(origin.account, (key, known) -> {
                TokenBucket bucket = known == null ? new TokenBucket(rate, now) : known;
                bucket.take(1, rate, now);
                return bucket;
            });
        }
    }

    private static Trail failure(@Nullable Trail trail, int free, long forgets, long now) {
        if (trail == null) {
            return new Trail(1, now, 0);
        }
        int failures = Math.min(free + MAX_DOUBLINGS, trail.failures(now, forgets) + 1);
        return new Trail(failures, now, Math.max(0, trail.underWay - 1));
    }

    private void succeeded(Origin origin) {
        origins.invalidate(origin);
        known.put(origin, true);
    }

    private void abandoned(Origin origin) {
        origins.asMap()
                .computeIfPresent(
                        origin,
                        (key, trail) -> trail.failures == 0 && trail.underWay <= 1
                                ? null
                                : new Trail(trail.failures, trail.last, Math.max(0, trail.underWay - 1)));
    }

    /** A login under way. Told once, on any thread. */
    public interface Attempt {

        /** One that nobody counts. */
        Attempt UNCOUNTED = new Attempt() {
            @Override
            public void succeeded() {}

            @Override
            public void failed() {}

            @Override
            public void abandoned() {}
        };

        /** The password was right. */
        void succeeded();

        /** The password was wrong, or there is no such account. */
        void failed();

        /** Neither is known: nobody answered. */
        void abandoned();
    }

    private final class Counted implements Attempt {

        private final Origin origin;

        Counted(Origin origin) {
            this.origin = origin;
        }

        @Override
        public void succeeded() {
            FailedLogins.this.succeeded(origin);
        }

        @Override
        public void failed() {
            FailedLogins.this.failed(origin);
        }

        @Override
        public void abandoned() {
            FailedLogins.this.abandoned(origin);
        }
    }
}
