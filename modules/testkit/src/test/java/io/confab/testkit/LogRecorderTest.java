package io.confab.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

class LogRecorderTest {

    @RegisterExtension
    final LogRecorder log = LogRecorder.of("io.confab.recorded");

    @Test
    void recordsWhatTheLoggerAndThoseUnderItSay() {
        LoggerFactory.getLogger("io.confab.recorded").info("one {}", 1);
        LoggerFactory.getLogger("io.confab.recorded.Inner").warn("two");
        LoggerFactory.getLogger("io.confab.other").debug("three");
        assertThat(log.lines()).containsExactly("INFO one 1", "WARN two");
        assertThat(log.warnings()).containsExactly("WARN two");
        log.clear();
        assertThat(log.lines()).isEmpty();
    }
}
