package io.confab.metrics.micrometer;

import static java.util.Objects.requireNonNull;

import io.confab.api.Meter;
import io.confab.api.Meters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Puts figures into a Micrometer registry. It belongs to one server; two servers in one registry are told apart by the
 * tags they are given here. To be closed after the server, so that the registry does not hold on to it. Thread-safe.
 *
 * <pre>{@code
 * MicrometerMeters meters = new MicrometerMeters(registry, Tags.of("server", "lobby"));
 * ConfabServer server = ConfabServer.builder()…meters(meters).start().join();
 * }</pre>
 */
public final class MicrometerMeters implements Meters, AutoCloseable {

    /** From a tenth of a millisecond, which is a good commit, to ten seconds, which is trouble. */
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final Tags tags;

    /** What was published, and, as a registry does not keep it, what its value is read from. */
    private final Map<io.micrometer.core.instrument.Meter, Object> published = new ConcurrentHashMap<>();

    /** Publishes without further tags. */
    public MicrometerMeters(MeterRegistry registry) {
        this(registry, Tags.empty());
    }

    /**
     * @param registry stays its owner's to close
     * @param tags     that every meter is given
     */
    public MicrometerMeters(MeterRegistry registry, Tags tags) {
        this.registry = requireNonNull(registry, "registry");
        this.tags = requireNonNull(tags, "tags");
    }

    @Override
    public void counter(Meter meter, LongSupplier total) {
        FunctionCounter.Builder<LongSupplier> counter = FunctionCounter.builder(
                        meter.name(), total, LongSupplier::getAsLong)
                .description(meter.description())
                .tags(tags(meter));
        if (!meter.unit().isEmpty()) {
            counter.baseUnit(meter.unit());
        }
        published.put(counter.register(registry), total);
    }

    @Override
    public void gauge(Meter meter, DoubleSupplier value) {
        Gauge.Builder<?> gauge = Gauge.builder(meter.name(), value::getAsDouble)
                .description(meter.description())
                .tags(tags(meter));
        if (!meter.unit().isEmpty()) {
            gauge.baseUnit(meter.unit());
        }
        published.put(gauge.register(registry), value);
    }

    @Override
    public LongConsumer timer(Meter meter) {
        Timer timer = Timer.builder(meter.name())
                .description(meter.description())
                .tags(tags(meter))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        published.put(timer, timer);
        return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    private Tags tags(Meter meter) {
        Tags all = tags;
        for (Map.Entry<String, String> tag : meter.tags().entrySet()) {
            all = all.and(tag.getKey(), tag.getValue());
        }
        return all;
    }

    /** Takes everything out of the registry that was put in here. */
    @Override
    public void close() {
        published.keySet().forEach(registry::remove);
        published.clear();
    }
}
