package io.confab.session;

import java.util.Random;
import java.util.function.Consumer;

/**
 * Runs a check again and again, each time with random values from a seed of its own. What fails names its seed;
 * {@code -Dconfab.seed=…} repeats that run alone.
 */
final class Seeds {

    private static final String PROPERTY = "confab.seed";

    private Seeds() {}

    static void check(int runs, Consumer<Random> check) {
        Long only = Long.getLong(PROPERTY);
        if (only != null) {
            check(only, check);
            return;
        }
        long first = System.nanoTime();
        for (int run = 0; run < runs; run++) {
            check(first + run, check);
        }
    }

    private static void check(long seed, Consumer<Random> check) {
        try {
            check.accept(new Random(seed));
        } catch (Throwable e) {
            throw new AssertionError("seed: " + seed + " (repeat it with -D" + PROPERTY + "=" + seed + ")", e);
        }
    }
}
