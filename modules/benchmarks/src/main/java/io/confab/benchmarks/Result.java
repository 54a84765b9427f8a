package io.confab.benchmarks;

/**
 * What a run came to.
 *
 * @param deliveriesPerSecond texts that reached a member
 * @param p50Micros           latencies in microseconds, from when a text was to be said until a member had it
 * @param serverMicros        processor time of the server for each delivery, in microseconds; 0 where it is not known
 * @param serverPercent       of one processor
 * @param driverPercent       of one processor
 */
record Result(
        Scenario scenario,
        String java,
        String machine,
        double deliveriesPerSecond,
        double textsPerSecond,
        double p50Micros,
        double p90Micros,
        double p99Micros,
        double p999Micros,
        double maxMicros,
        double serverMicros,
        double serverPercent,
        double driverPercent,
        long lost,
        long repeatedOrReordered,
        long corrupt) {

    boolean isClean() {
        return lost == 0 && repeatedOrReordered == 0 && corrupt == 0;
    }
}
