package io.confab.handlers.limits;

/**
 * How much of something there may be: some each second in the long run, and more at once after a pause.
 *
 * @param perSecond what is added each second; 0 is without a limit
 * @param burst     the most that may be saved up, and so be used at once; positive, or 0 without a limit
 */
public record Rate(double perSecond, double burst) {

    /** No limit. */
    public static final Rate UNLIMITED = new Rate(0, 0);

    /** @throws IllegalArgumentException if a number is negative, or nothing can be saved up */
    public Rate {
        if (!(perSecond >= 0) || perSecond == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("perSecond: " + perSecond + " (expected: zero or more)");
        }
        if (perSecond > 0 && !(burst >= 1)) {
            throw new IllegalArgumentException("burst: " + burst + " (expected: 1 or more)");
        }
    }

    /** Whether there is a limit. */
    public boolean isLimited() {
        return perSecond > 0;
    }

    /** As many times as much. */
    Rate times(int factor) {
        return new Rate(perSecond * factor, burst * factor);
    }
}
