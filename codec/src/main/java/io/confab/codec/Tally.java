package io.confab.codec;

import static java.util.Objects.requireNonNull;

import io.confab.api.Meter;
import io.confab.api.Metered;
import io.confab.api.Meters;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts things of several kinds, each kind under a tag of its own, which is published once there is one of it. For what
 * does not happen with every message. Thread-safe.
 */
public final class Tally implements Metered {

    /** No stranger chooses a kind, but plug-ins may: from here on they share one. */
    private static final int MAX_KINDS = 64;

    private static final String OTHER = "other";

    private final Meter meter;
    private final String key;
    private final ConcurrentMap<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final List<Meters> published = new CopyOnWriteArrayList<>();

    /**
     * @param meter what is counted, without the tag
     * @param key   of the tag
     * @param kinds that are there from the beginning, with nothing of them yet
     */
    public Tally(Meter meter, String key, String... kinds) {
        this.meter = requireNonNull(meter, "meter");
        this.key = requireNonNull(key, "key");
        for (String kind : kinds) {
            counts.put(kind, new LongAdder());
        }
    }

    /** Counts one more. */
    public void count(String kind) {
        LongAdder known = counts.get(kind);
        (known == null ? begin(kind) : known).increment();
    }

    private LongAdder begin(String kind) {
        String counted = counts.size() < MAX_KINDS ? kind : OTHER;
        LongAdder count = counts.computeIfAbsent(counted, first -> new LongAdder());
        published.forEach(meters -> publish(meters, counted, count));
        return count;
    }

    /** How many there were. */
    public long of(String kind) {
        LongAdder count = counts.get(kind);
        return count == null ? 0 : count.sum();
    }

    @Override
    public void publish(Meters meters) {
        published.add(meters); // first: what comes from here on is published, if perhaps twice
        counts.forEach((kind, count) -> publish(meters, kind, count));
    }

    private void publish(Meters meters, String kind, LongAdder count) {
        meters.counter(meter.with(key, kind), count::sum);
    }

    @Override
    public String toString() {
        return meter.name() + " " + counts;
    }
}
