package io.confab.metrics.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class MicrometerMetersTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MicrometerMeters meters = new MicrometerMeters(registry, Tags.of("server", "one"));

    @Test
    void aCounterIsReadWhenSomebodyLooks() {
        AtomicLong total = new AtomicLong(3);
        meters.counter(Meter.of("confab.logins", "Logins").with("result", "accepted"), total::get);
        System.gc(); // a registry holds on to the source of a counter weakly
        assertThat(registry.scrape()).contains("confab_logins_total{result=\"accepted\",server=\"one\"} 3.0");
        total.set(5);
        assertThat(registry.scrape()).contains("confab_logins_total{result=\"accepted\",server=\"one\"} 5.0");
    }

    @Test
    void aGaugeHasItsUnitInItsName() {
        meters.gauge(Meter.of("confab.tail", "Memory").in("bytes"), () -> 1024);
        assertThat(registry.scrape()).contains("confab_tail_bytes{server=\"one\"} 1024.0");
    }

    @Test
    void aTimerIsAHistogramInSeconds() {
        LongConsumer commit = meters.timer(Meter.of("confab.log.commit", "Commits"));
        commit.accept(TimeUnit.MICROSECONDS.toNanos(300));
        commit.accept(TimeUnit.MILLISECONDS.toNanos(30));
        assertThat(registry.scrape())
                .contains("confab_log_commit_seconds_bucket{server=\"one\",le=\"2.5E-4\"} 0")
                .contains("confab_log_commit_seconds_bucket{server=\"one\",le=\"5.0E-4\"} 1")
                .contains("confab_log_commit_seconds_bucket{server=\"one\",le=\"0.05\"} 2")
                .contains("confab_log_commit_seconds_count{server=\"one\"} 2");
    }

    @Test
    void aMeterThatIsGivenAgainGoesOnAsItWas() {
        meters.counter(Meter.of("confab.deliveries", "Deliveries"), () -> 1);
        meters.counter(Meter.of("confab.deliveries", "Deliveries"), () -> 2);
        assertThat(registry.scrape()).contains("confab_deliveries_total{server=\"one\"} 1.0");
    }

    @Test
    void closingTakesOutWhatWasPutInAndNothingElse() {
        registry.counter("another").increment();
        meters.counter(Meter.of("confab.deliveries", "Deliveries"), () -> 1);
        meters.gauge(Meter.of("confab.members", "Members"), () -> 1);
        meters.timer(Meter.of("confab.log.commit", "Commits"));
        meters.close();
        assertThat(registry.scrape()).contains("another_total 1.0").doesNotContain("confab_");
    }
}
