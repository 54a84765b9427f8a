package io.confab.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionStateTest {

    @ParameterizedTest
    @EnumSource(ConnectionState.class)
    void becomesWhatItsDiagramSays(ConnectionState state) {
        Set<ConnectionState> next = switch (state) {
            case OPEN -> EnumSet.of(ConnectionState.LOGGING_IN, ConnectionState.CLOSING);
            case LOGGING_IN -> EnumSet.of(ConnectionState.OPEN, ConnectionState.LOGGED_IN, ConnectionState.CLOSING);
            case LOGGED_IN, CLOSING -> EnumSet.of(ConnectionState.CLOSING);
        };
        assertThat(ConnectionState.values()).filteredOn(state::mayBecome).containsExactlyInAnyOrderElementsOf(next);
    }

    @Test
    void becomesNothingElse() {
        try (TestServer server = new TestServer()) {
            ClientContext client = server.connect().context();
            assertThatIllegalStateException()
                    .isThrownBy(() -> client.become(ConnectionState.LOGGED_IN))
                    .withMessage("state: LOGGED_IN (expected: one that may follow OPEN)");
        }
    }
}
