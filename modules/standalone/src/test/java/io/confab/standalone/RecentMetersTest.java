package io.confab.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Meter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentMetersTest {

    private static final Meter RECEIVED = Meter.of("confab.messages.received", "Messages from clients, by type");
    private static final Meter LOGINS = Meter.of("confab.logins", "Logins");
    private static final Meter REFUSALS = Meter.of("confab.refusals", "Refusals");

    private final AtomicLong clock = new AtomicLong();
    private final RecentMeters meters = new RecentMeters(clock::get);
    private final AtomicLong texts = publish(RECEIVED.with("type", "text"));

    @Test
    void aRateIsThatOfTheLastTenSeconds() {
        meters.sample();
        for (int second = 0; second < 60; second++) {
            texts.addAndGet(30);
            pass();
        }
        assertThat(meters.rates().messages()).isEqualTo(30);
        for (int second = 0; second < 5; second++) {
            texts.addAndGet(10);
            pass();
        }
        assertThat(meters.rates().messages()).isBetween(15.0, 25.0);
        for (int second = 0; second < 10; second++) {
            pass();
        }
        assertThat(meters.rates().messages()).isZero();
    }

    @Test
    void aRateIsTheSameForEverybodyWhoLooks() {
        meters.sample();
        texts.set(30);
        pass();
        pass();
        assertThat(meters.rates()).isEqualTo(meters.rates());
        assertThat(meters.rates().messages()).isEqualTo(15);
    }

    @Test
    void theFirstSecondCountsAsAWholeOne() {
        texts.set(1000);
        assertThat(meters.rates().messages()).isZero();
        meters.sample();
        texts.set(1007);
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(meters.rates().messages()).isEqualTo(7);
    }

    @Test
    void addsUpTheTagsThatCountAndKnowsOnesThatComeLater() {
        AtomicLong accepted = publish(LOGINS.with("result", "accepted"));
        AtomicLong resumed = publish(LOGINS.with("result", "resumed"));
        AtomicLong pings = publish(RECEIVED.with("type", "ping"));
        meters.sample();
        AtomicLong wrong = publish(LOGINS.with("result", "bad_credentials"));
        AtomicLong refused = publish(REFUSALS.with("code", "BAD_CREDENTIALS"));
        AtomicLong forbidden = publish(REFUSALS.with("code", "FORBIDDEN"));
        meters.counter(REFUSALS.with("code", "FORBIDDEN"), forbidden::get); // twice, as a tally may
        accepted.set(1);
        resumed.set(2);
        pings.set(100);
        wrong.set(4);
        refused.set(4);
        forbidden.set(8);
        pass();
        assertThat(meters.rates()).isEqualTo(new ServerStatus.Rates(0, 0, 0, 0, 3, 12, null));
    }

    @Test
    void tellsDeliveriesAndBothDirectionsOfBytesApart() {
        AtomicLong deliveries = publish(Meter.of("confab.deliveries", "Deliveries"));
        AtomicLong received =
                publish(Meter.of("confab.received", "From clients").in("bytes"));
        AtomicLong sent = publish(Meter.of("confab.sent", "To clients").in("bytes"));
        meters.sample();
        deliveries.set(2);
        received.set(30);
        sent.set(400);
        pass();
        assertThat(meters.rates()).isEqualTo(new ServerStatus.Rates(0, 2, 30, 400, 0, 0, null));
    }

    @Test
    void hearsOfCommitsAndOfNoOtherTimes() {
        meters.timer(Meter.of("confab.eventloop.delay", "Delay")).accept(77_000_000);
        assertThat(meters.rates().commitMillis()).isNull();
        meters.timer(Meter.of("confab.log.commit", "Commits")).accept(3_000_000);
        assertThat(meters.rates().commitMillis()).isEqualTo(new ServerStatus.Times(3, 3, 3));
    }

    @Test
    void looksAtWhoLagsWhenAsked() {
        assertThat(meters.lagging()).isZero();
        meters.gauge(Meter.of("confab.members.lagging", "Members"), () -> 3);
        meters.gauge(Meter.of("confab.members.lag", "Messages").in("messages"), () -> 1200);
        assertThat(meters.lagging()).isEqualTo(3);
        assertThat(meters.greatestLag()).isEqualTo(1200);
    }

    private AtomicLong publish(Meter meter) {
        AtomicLong total = new AtomicLong();
        meters.counter(meter, total::get);
        return total;
    }

    private void pass() {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
        meters.sample();
    }
}
