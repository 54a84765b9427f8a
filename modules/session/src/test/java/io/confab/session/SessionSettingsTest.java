package io.confab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionSettingsTest {

    private static final Duration DELAY = Duration.ofMillis(1);

    private static void refused(String message, int sessions, int each, int members, int tail, int names) {
        assertThatThrownBy(() -> new SessionSettings(sessions, each, members, tail, DELAY, names))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void valuesOutOfRangeAreRefusedByName() {
        refused("maxSessions: 0 (expected: 1 or more)", 0, 1, 1, 4096, 0);
        refused("maxSessionsPerAccount: 0 (expected: 1 or more)", 1, 0, 1, 4096, 0);
        refused("maxMembersPerSession: 0 (expected: 1 or more)", 1, 1, 0, 4096, 0);
        refused("tailBytes: 4095 (expected: 4096 or more)", 1, 1, 1, 4095, 0);
        refused("presenceNames: -1 (expected: 0 or more)", 1, 1, 1, 4096, -1);
        assertThatThrownBy(() -> new SessionSettings(1, 1, 1, 4096, Duration.ofMillis(-1), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("presenceDelay: PT-0.001S (expected: zero or more)");
    }

    @Test
    void theLeastOfEverythingIsAccepted() {
        SessionSettings least = new SessionSettings(1, 1, 1, 4096, Duration.ZERO, 0);

        assertThat(least.tailBytes()).isEqualTo(SessionSettings.MIN_TAIL_BYTES);
        assertThat(SessionSettings.DEFAULT.maxSessions()).isEqualTo(100_000);
    }
}
