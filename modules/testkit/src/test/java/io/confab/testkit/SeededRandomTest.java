package io.confab.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.suppressed;

import io.confab.api.Names;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.junit.platform.testkit.engine.TestExecutionResultConditions;

class SeededRandomTest {

    @Test
    void givesTheSameAgainFromTheSameSeed() {
        SeededRandom first = new SeededRandom(7);
        SeededRandom second = new SeededRandom(7);
        for (int i = 0; i < 100; i++) {
            assertThat(second.name()).isEqualTo(first.name());
            assertThat(second.line(20)).isEqualTo(first.line(20));
            assertThat(second.bytes(20)).isEqualTo(first.bytes(20));
        }
    }

    @Test
    void givesNamesThatAreValidAndLinesThatAreOneLine() {
        SeededRandom random = new SeededRandom(7);
        for (int i = 0; i < 1000; i++) {
            assertThat(random.name()).matches(Names::isNormal);
            assertThat(random.line(20)).isNotEmpty().doesNotContain("\n", "\r");
            assertThat(random.between(3, 5)).isBetween(3, 5);
        }
    }

    @Test
    void saysTheSeedWithEveryFailure() {
        String before = System.getProperty(SeededRandom.PROPERTY);
        System.setProperty(SeededRandom.PROPERTY, "4711");
        try {
            FailingTest.seeds.clear();
            Events tests = EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(FailingTest.class))
                    .execute()
                    .testEvents();
            assertThat(FailingTest.seeds).containsExactly(4711L, 4711L);
            tests.failed()
                    .assertThatEvents()
                    .haveExactly(
                            2,
                            event(finishedWithFailure(
                                    instanceOf(AssertionError.class),
                                    suppressed(
                                            0,
                                            TestExecutionResultConditions.message("repeat with -Dconfab.seed=4711")))));
        } finally {
            if (before == null) {
                System.clearProperty(SeededRandom.PROPERTY);
            } else {
                System.setProperty(SeededRandom.PROPERTY, before);
            }
        }
    }

    /** Run by the test above only: as a nested class without the annotation it is not found by itself. */
    @ExtendWith(SeededRandomExtension.class)
    static class FailingTest {
        static final List<Long> seeds = new ArrayList<>();

        @RepeatedTest(2)
        void fails(SeededRandom random) {
            seeds.add(random.seed());
            throw new AssertionError("meant to fail");
        }
    }
}
