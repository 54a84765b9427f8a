package io.confab.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ResumePointTest {

    private final ResumePoint point = new ResumePoint(4);

    @Test
    void beginsWhereItIsTold() {
        assertThat(point.sequence()).isEqualTo(4);
    }

    @Test
    void followsWhatIsDelivered() {
        point.delivered(5);
        point.delivered(9);

        assertThat(point.sequence()).isEqualTo(9);
    }

    @Test
    void neverGoesBack() {
        point.delivered(9);
        point.delivered(7);
        point.acknowledged(8);

        assertThat(point.sequence()).isEqualTo(9);
    }

    @Test
    void countsAnOwnMessageThatIsTheNext() {
        point.acknowledged(5);
        point.acknowledged(6);

        assertThat(point.sequence()).isEqualTo(6);
    }

    @Test
    void doesNotCountAnOwnMessageThatOvertookAnother() {
        point.acknowledged(6);

        assertThat(point.sequence()).isEqualTo(4);
    }

    @Test
    void countsTheOwnOnesOnceTheOthersHaveCaughtUp() {
        point.acknowledged(6);
        point.acknowledged(7);
        point.acknowledged(9);

        point.delivered(5);
        assertThat(point.sequence()).isEqualTo(7);
        point.delivered(8);
        assertThat(point.sequence()).isEqualTo(9);
    }

    @Test
    void countsTheOwnOnesThatADeliveredMessageIsBehind() {
        point.acknowledged(6);
        point.acknowledged(11);
        point.delivered(10);

        assertThat(point.sequence()).isEqualTo(11);
    }

    @Test
    void goesOnFromAnAcknowledgementThatClosesTheGap() {
        point.acknowledged(5);
        point.acknowledged(7);
        point.delivered(6);
        point.acknowledged(8);

        assertThat(point.sequence()).isEqualTo(8);
    }

    @Test
    void remembersABoundedNumberOfAcknowledgementsAndLagsThen() {
        for (int i = 0; i <= ResumePoint.MAX_AHEAD; i++) {
            point.acknowledged(6 + i);
        }
        point.delivered(5);
        assertThat(point.sequence()).as("6 is forgotten").isEqualTo(5);

        point.acknowledged(6); // said again, and answered as the first time
        point.delivered(7);
        assertThat(point.sequence()).isEqualTo(6 + ResumePoint.MAX_AHEAD);
    }

    /** Others' messages arrive in order, own acknowledgements in order, and the two interleaved in any way. */
    @RepeatedTest(200)
    void neverSkipsWhatOthersSaid(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        Deque<Long> others = new ArrayDeque<>();
        Deque<Long> own = new ArrayDeque<>();
        long sequence = 4;
        for (int i = 0; i < 50; i++) {
            sequence += 1 + (random.nextInt(4) == 0 ? random.nextInt(3) : 0);
            (random.nextBoolean() ? others : own).add(sequence);
        }
        TreeSet<Long> acknowledged = new TreeSet<>();
        while (!others.isEmpty() || !own.isEmpty()) {
            if (own.isEmpty() || !others.isEmpty() && random.nextBoolean()) {
                point.delivered(others.removeFirst());
            } else {
                long next = own.removeFirst();
                acknowledged.add(next);
                point.acknowledged(next);
            }
            if (!others.isEmpty()) {
                assertThat(point.sequence()).isLessThan(others.getFirst());
            }
            assertThat(acknowledged)
                    .as("what is next and acknowledged, is counted")
                    .doesNotContain(point.sequence() + 1);
        }
    }
}
