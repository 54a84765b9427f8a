package io.confab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {

    private final Tally tally = new Tally(2);

    @Test
    void countsWhatComesInOrder() {
        tally.received(0, 0);
        tally.received(1, 0);
        tally.received(0, 1);
        tally.ended(0, 2);
        tally.ended(1, 1);

        assertThat(tally.received()).isEqualTo(3);
        assertThat(tally.lost()).isZero();
        assertThat(tally.repeatedOrReordered()).isZero();
    }

    @Test
    void tellsAGapAndAMissingEnd() {
        tally.received(0, 0);
        tally.received(0, 3);
        tally.ended(0, 6);

        assertThat(tally.lost()).isEqualTo(4);
    }

    @Test
    void tellsARepetitionAndASwap() {
        tally.received(0, 0);
        tally.received(0, 0);
        tally.received(1, 1);
        tally.received(1, 0);
        tally.ended(0, 1);
        tally.ended(1, 2);

        assertThat(tally.repeatedOrReordered()).isEqualTo(2);
        assertThat(tally.lost()).isEqualTo(1); // a swap is a gap first
    }
}
