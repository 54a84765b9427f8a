package io.confab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenSessionsTest {

    private final OpenSessions sessions = new OpenSessions();

    @Test
    void goesBackToTheSessionJoinedLast() {
        sessions.add("tea");
        sessions.add("coffee");
        sessions.add("water");
        sessions.makeCurrent("tea");

        sessions.remove("tea");

        assertThat(sessions.current()).isEqualTo("water");
    }

    @Test
    void staysWhereItIsWhenAnotherSessionIsLeft() {
        sessions.add("tea");
        sessions.add("coffee");

        sessions.remove("tea");

        assertThat(sessions.current()).isEqualTo("coffee");
    }

    @Test
    void makesOnlyAJoinedSessionTheCurrentOne() {
        sessions.add("tea");

        assertThat(sessions.makeCurrent("coffee")).isFalse();
        assertThat(sessions.current()).isEqualTo("tea");
    }
}
