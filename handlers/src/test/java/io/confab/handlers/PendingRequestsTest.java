package io.confab.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PendingRequestsTest {

    private final PendingRequests<String> pending = new PendingRequests<>();

    @Test
    void tellsWhatAReplyAnswers() {
        int first = pending.add("login");
        int second = pending.add("join");
        assertThat(pending.take(first)).isEqualTo("login");
        assertThat(pending.take(second)).isEqualTo("join");
        assertThat(pending.size()).isZero();
    }

    @Test
    void knowsNothingOfRepliesToNoRequest() {
        assertThat(pending.take(0)).isNull();
        int first = pending.add("login");
        assertThat(pending.take(0)).isNull();
        assertThat(pending.take(first + 1)).isNull();
        assertThat(pending.take(first)).isEqualTo("login");
        assertThat(pending.take(first)).isNull();
    }
}
