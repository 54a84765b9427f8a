package io.confab.standalone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentTimesTest {

    private final AtomicLong clock = new AtomicLong(-TimeUnit.SECONDS.toNanos(17)); // nanoTime may be negative
    private final RecentTimes times = new RecentTimes(clock::get);

    @Test
    void knowsNothingOfNothing() {
        assertThat(times.look()).isNull();
    }

    @Test
    void saysTheMeanTheLongestAndWhatNearlyAllStayBelow() {
        LongStream.rangeClosed(1, 1000).map(TimeUnit.MICROSECONDS::toNanos).forEach(times::add);
        times.add(TimeUnit.MILLISECONDS.toNanos(200));
        ServerStatus.Times look = look();
        assertThat(look.mean()).isCloseTo(0.6998, within(0.0001));
        assertThat(look.p99()).isBetween(0.99, 0.99 * 9 / 8);
        assertThat(look.max()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 7, 8, 9, 15, 16, 17, 31, 1000, 123_456, 59_999_999})
    void isExactToAnEighth(long micros) {
        times.add(TimeUnit.MICROSECONDS.toNanos(micros));
        times.add(TimeUnit.MINUTES.toNanos(3)); // or the longest would be the limit
        LongStream.range(0, 200).forEach(i -> times.add(TimeUnit.MICROSECONDS.toNanos(micros)));
        assertThat(look().p99()).isBetween(micros / 1e3, Math.max(micros + 1.0, micros * 9 / 8.0) / 1e3);
    }

    @Test
    void oneTimeIsAllThereIsToSay() {
        times.add(2_500_000);
        assertThat(times.look()).isEqualTo(new ServerStatus.Times(2.5, 2.5, 2.5));
    }

    @Test
    void forgetsAfterAMinute() {
        times.add(TimeUnit.SECONDS.toNanos(2));
        sleep(30);
        times.add(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(look().max()).isEqualTo(2000);
        sleep(31);
        assertThat(look().max()).isEqualTo(1);
        times.add(TimeUnit.MILLISECONDS.toNanos(3)); // where the first one was
        assertThat(look().mean()).isEqualTo(2);
        sleep(3600);
        assertThat(times.look()).isNull();
    }

    private ServerStatus.Times look() {
        return requireNonNull(times.look());
    }

    private void sleep(long seconds) {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }
}
