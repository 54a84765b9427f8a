package io.confab.standalone;

import io.confab.api.Meter;
import io.confab.api.Meters;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Those of a server's figures that {@code confab status} shows, of its last seconds. Somebody calls {@link #sample} once a
 * second, so that what a look finds does not depend on who looked before. Thread-safe.
 */
final class RecentMeters implements Meters {

    /** Over how many seconds a rate is taken. */
    private static final int SECONDS = 10;

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private static final LongConsumer NOBODY = nanos -> {};

    private final LongSupplier clock;
    private final Map<Meter, LongSupplier> counters = new ConcurrentHashMap<>();
    private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();
    private final RecentTimes commits;
    private final Deque<Totals> samples = new ArrayDeque<>(); // oldest first; guarded by itself

    private record Totals(
            long nanos, long messages, long deliveries, long received, long sent, long logins, long refusals) {}

    /** @param clock in nanoseconds, from any origin, as {@link System#nanoTime} */
    RecentMeters(LongSupplier clock) {
        this.clock = clock;
        commits = new RecentTimes(clock);
    }

    @Override
    public void counter(Meter meter, LongSupplier total) {
        switch (meter.name()) {
            case "confab.messages.received",
                    "confab.deliveries",
                    "confab.received",
                    "confab.sent",
                    "confab.logins",
                    "confab.refusals" -> counters.put(meter, total);
            default -> {}
        }
    }

    @Override
    public void gauge(Meter meter, DoubleSupplier value) {
        switch (meter.name()) {
            case "confab.members.lagging", "confab.members.lag" -> gauges.put(meter.name(), value);
            default -> {}
        }
    }

    @Override
    public LongConsumer timer(Meter meter) {
        return meter.name().equals("confab.log.commit") ? commits::add : NOBODY;
    }

    /** Takes note of how much there was up to now. */
    void sample() {
        Totals totals = totals();
        synchronized (samples) {
            samples.addLast(totals);
            while (samples.size() > SECONDS) {
                samples.removeFirst();
            }
        }
    }

    /** Since the oldest sample. Before the first second is over it counts as a whole one: no burst looks like more than it was. */
    ServerStatus.Rates rates() {
        Totals now = totals();
        Totals then;
        synchronized (samples) {
            then = samples.isEmpty() ? now : samples.getFirst();
        }
        double seconds = Math.max(1, (now.nanos - then.nanos) / NANOS_PER_SECOND);
        return new ServerStatus.Rates(
                (now.messages - then.messages) / seconds,
                (now.deliveries - then.deliveries) / seconds,
                (now.received - then.received) / seconds,
                (now.sent - then.sent) / seconds,
                (now.logins - then.logins) / seconds,
                (now.refusals - then.refusals) / seconds,
                commits.look());
    }

    /** How many members are behind and cannot go on. */
    int lagging() {
        return (int) gauge("confab.members.lagging");
    }

    /** By how many messages the slowest of these is behind. */
    long greatestLag() {
        return (long) gauge("confab.members.lag");
    }

    private double gauge(String name) {
        return gauges.getOrDefault(name, () -> 0).getAsDouble();
    }

    private Totals totals() {
        return new Totals(
                clock.getAsLong(),
                total("confab.messages.received", tags -> "text".equals(tags.get("type"))),
                total("confab.deliveries", tags -> true),
                total("confab.received", tags -> true),
                total("confab.sent", tags -> true),
                total(
                        "confab.logins",
                        tags -> "accepted".equals(tags.get("result")) || "resumed".equals(tags.get("result"))),
                total("confab.refusals", tags -> true));
    }

    private long total(String name, Predicate<Map<String, String>> tags) {
        return counters.entrySet().stream()
                .filter(counter -> counter.getKey().name().equals(name)
                        && tags.test(counter.getKey().tags()))
                .mapToLong(counter -> counter.getValue().getAsLong())
                .sum();
    }
}
