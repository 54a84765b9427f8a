package io.confab.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration GIVE_UP = Duration.ofMinutes(10);

    private long now = Long.MAX_VALUE - 1_000_000_000L; // the clock may begin anywhere, and overflow

    private Backoff backoff(Duration giveUpAfter) {
        Backoff backoff = new Backoff(FIRST, LONGEST, giveUpAfter, () -> now);
        backoff.lost();
        return backoff;
    }

    private Duration next(Backoff backoff) {
        Duration delay = requireNonNull(backoff.next());
        now += delay.toNanos();
        return delay;
    }

    @Test
    void doublesUpToTheLongestDelay() {
        Backoff backoff = backoff(GIVE_UP);
        for (long most : new long[] {100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000}) {
            assertThat(next(backoff)).isBetween(Duration.ofMillis(most / 2), Duration.ofMillis(most));
        }
        assertThat(backoff.attempts()).isEqualTo(11);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 62, 63, 64, 1000})
    void isNoLongerHoweverOftenItFails(int attempts) {
        Backoff backoff = backoff(Duration.ofDays(365));
        for (int i = 0; i < attempts; i++) {
            next(backoff);
        }
        assertThat(next(backoff)).isBetween(LONGEST.dividedBy(2), LONGEST);
    }

    @Test
    void givesUpWhatWouldComeTooLate() {
        Backoff backoff = backoff(Duration.ofSeconds(1));
        now += Duration.ofMillis(990).toNanos();

        assertThat(backoff.next()).isNull();
    }

    @Test
    void beginsAnewWithEveryConnection() {
        Backoff backoff = backoff(GIVE_UP);
        for (int i = 0; i < 8; i++) {
            next(backoff);
        }

        backoff.connected();
        backoff.lost();

        assertThat(next(backoff)).isLessThanOrEqualTo(FIRST);
        assertThat(backoff.attempts()).isOne();
    }

    @Test
    void comesBackWhenTheServerSaysAndSteadilyFromThenOn() {
        Backoff backoff = backoff(GIVE_UP);
        backoff.shutdown(4000);

        assertThat(next(backoff)).isEqualTo(Duration.ofSeconds(4));
        for (int i = 0; i < 15; i++) {
            assertThat(next(backoff)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        }
    }

    @Test
    void doublesAgainOnceTheServerIsLate() {
        Backoff backoff = backoff(GIVE_UP);
        backoff.shutdown(1000);
        now += Duration.ofSeconds(11).toNanos();

        assertThat(next(backoff)).isLessThanOrEqualTo(FIRST);
        assertThat(next(backoff)).isLessThanOrEqualTo(FIRST.multipliedBy(2));
    }

    @Test
    void doesNotBelieveAnAbsenceOfAges() {
        Backoff backoff = backoff(Duration.ofDays(400));
        backoff.shutdown(Long.MAX_VALUE);

        assertThat(next(backoff)).isEqualTo(Duration.ofDays(365));
    }
}
