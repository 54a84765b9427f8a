package io.confab.handlers.limits;

import java.util.concurrent.TimeUnit;

/** What is saved up of a {@link Rate}. Begins full. Not thread-safe. */
final class TokenBucket {

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private double tokens;
    private long filledAt;

    TokenBucket(Rate rate, long now) {
        tokens = rate.burst();
        filledAt = now;
    }

    private void fill(Rate rate, long now) {
        long elapsed = now - filledAt;
        if (elapsed > 0) {
            tokens = Math.min(rate.burst(), tokens + rate.perSecond() * elapsed / NANOS);
            filledAt = now;
        }
    }

    /** Takes some, if there are as many. */
    boolean take(double amount, Rate rate, long now) {
        fill(rate, now);
        if (tokens < amount) {
            return false;
        }
        tokens -= amount;
        return true;
    }

    /** How long until there are as many, in nanoseconds; 0 if there are. */
    long nanosUntil(double amount, Rate rate, long now) {
        fill(rate, now);
        return tokens >= amount ? 0 : (long) Math.ceil((amount - tokens) / rate.perSecond() * NANOS);
    }
}
