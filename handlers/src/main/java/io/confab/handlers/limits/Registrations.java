package io.confab.handlers.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.confab.api.CommandException;
import io.confab.handlers.limits.Refusals.Reason;
import java.net.InetAddress;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bounds how many accounts an address may register. Thread-safe, and bounded in memory. */
public final class Registrations {

    private static final int MAX_RATES = 100_000;

    private final Supplier<Limits> current;
    private final Refusals refusals;
    private final LongSupplier nanoTime;
    private final Cache<AddressPrefix, TokenBucket> rates =
            Caffeine.newBuilder().maximumSize(MAX_RATES).executor(Runnable::run).build();

    Registrations(Supplier<Limits> current, Refusals refusals, LongSupplier nanoTime) {
        this.current = current;
        this.refusals = refusals;
        this.nanoTime = nanoTime;
    }

    /**
     * To be asked before anything is done for a registration; counts it.
     *
     * @param address where it comes from; null if that is not known
     * @throws CommandException {@link io.confab.api.NakCode#RATE_LIMITED}, with how long to wait
     */
    public void begin(@Nullable InetAddress address) {
        Limits limits = current.get();
        Rate rate = limits.registrationRate();
        if (address == null || !rate.isLimited() || limits.isExempt(address)) {
            return;
        }
        long now = nanoTime.getAsLong();
        long[] wait = new long[1];
        rates.asMap().compute(limits.prefix(address), (key, known) -> {
            TokenBucket bucket = known == null ? new TokenBucket(rate, now) : known;
            if (!bucket.take(1, rate, now)) {
                wait[0] = bucket.nanosUntil(1, rate, now);
            }
            return bucket;
        });
        if (wait[0] > 0) {
            refusals.count(Reason.REGISTRATION_RATE);
            throw FailedLogins.refusal("registrations", wait[0]);
        }
    }
}
