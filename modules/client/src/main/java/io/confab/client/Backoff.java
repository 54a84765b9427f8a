package io.confab.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When to try again after a connection was lost: after a while that doubles with every attempt, drawn anew so that the
 * clients of a server that fails do not all come at once. Where the server has said when it will be back, not sooner, and
 * steadily from then on, for ten times as long as it has said: it will not have fallen asleep. Used on one thread.
 */
final class Backoff {

    /** A server with more clients spreads them over more time, and is to be asked less often by each. */
    private static final int STEADY_SHARE = 2;

    private static final int STEADY_TIMES = 10;

    /** What a server says is not believed beyond this. */
    private static final long LONGEST_ABSENCE = TimeUnit.DAYS.toNanos(365);

    private static final int MAX_DOUBLINGS = 20;

    private final long first;
    private final long longest;
    private final long giveUpAfter;
    private final LongSupplier nanoTime;
    private int attempts;
    private int steadyAttempts;
    private long lostAt;
    private long noSoonerThan;
    private long steadyDelay;
    private long steadyUntil;

    /** @param nanoTime as {@link System#nanoTime} */
    Backoff(Duration first, Duration longest, Duration giveUpAfter, LongSupplier nanoTime) {
        this.first = first.toNanos();
        this.longest = longest.toNanos();
        this.giveUpAfter = giveUpAfter.toNanos();
        this.nanoTime = nanoTime;
        reset();
        noSoonerThan = lostAt;
    }

    private void reset() {
        attempts = 0;
        steadyAttempts = 0;
        lostAt = nanoTime.getAsLong();
        steadyUntil = lostAt;
    }

    /** There is a connection again. */
    void connected() {
        reset();
    }

    /** The connection is lost: from now on it is counted when to give up. */
    void lost() {
        lostAt = nanoTime.getAsLong();
    }

    /** The server has said that it closes, and after how many milliseconds to come back. */
    void shutdown(long reconnectAfter) {
        long now = nanoTime.getAsLong();
        long after = Math.min(TimeUnit.MILLISECONDS.toNanos(reconnectAfter), LONGEST_ABSENCE);
        noSoonerThan = now + after;
        steadyDelay = after / STEADY_SHARE;
        steadyUntil = now + after * STEADY_TIMES;
    }

    /** How many attempts {@link #next} has allowed since there was a connection. */
    int attempts() {
        return attempts;
    }

    /** How long to wait before the next attempt, which is counted; null if it would come too late. */
    @Nullable
    Duration next() {
        attempts++;
        long now = nanoTime.getAsLong();
        long delay = Math.max(drawn(now), noSoonerThan - now);
        return now - lostAt + delay > giveUpAfter ? null : Duration.ofNanos(delay);
    }

    private long drawn(long now) {
        long wanted;
        if (now - steadyUntil < 0) {
            steadyAttempts++;
            wanted = Math.max(first, steadyDelay);
        } else {
            int doublings = Math.min(attempts - steadyAttempts - 1, MAX_DOUBLINGS);
            wanted = first > longest >> doublings ? longest : first << doublings;
        }
        long most = Math.min(longest, wanted);
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
    }
}
