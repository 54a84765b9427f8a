package io.confab.api;

import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Where figures are published: a registry of whatever kind. Whoever has figures counts by its own means and hands over
 * how to read them, so that counting costs what an addition costs, whether anybody looks or not.
 *
 * <p>Thread-safe. A meter that is given again, with the same tags, goes on as it was given first.
 */
public interface Meters {

    /**
     * Publishes what only ever grows.
     *
     * @param total read now and then, on any thread; cheap, and never blocks
     */
    void counter(Meter meter, LongSupplier total);

    /**
     * Publishes what rises and falls.
     *
     * @param value read now and then, on any thread; never blocks, and may take some milliseconds where there is much to
     *              look at
     */
    void gauge(Meter meter, DoubleSupplier value);

    /**
     * Publishes how long something takes, as a histogram.
     *
     * @return takes each duration in nanoseconds, from any thread, without blocking
     */
    LongConsumer timer(Meter meter);
}
