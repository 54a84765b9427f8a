package io.confab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BacklogTest {

    private final Backlog backlog = new Backlog(2, 100);

    @Test
    void takesAsManyRequestsAsItMay() {
        backlog.addRequest();
        backlog.addRequest();

        assertThatThrownBy(backlog::addRequest)
                .isInstanceOf(BacklogFullException.class)
                .hasMessage("requests: 2 wait for replies (expected: fewer)");
    }

    @Test
    void takesAnotherRequestForOneThatWasAnswered() {
        backlog.addRequest();
        backlog.addRequest();
        assertThatThrownBy(backlog::addRequest).isInstanceOf(BacklogFullException.class);
        backlog.answered();

        backlog.addRequest();
        assertThatThrownBy(backlog::addRequest).isInstanceOf(BacklogFullException.class);
    }

    @Test
    void takesAsManyBytesAsItMay() {
        backlog.addBytes(40);
        backlog.addBytes(60);

        assertThatThrownBy(() -> backlog.addBytes(1))
                .isInstanceOf(BacklogFullException.class)
                .hasMessage("bytes: 100 wait to be sent (expected: at most 100)");
        backlog.written(40);
        backlog.addBytes(40);
    }

    @Test
    void takesOneFrameHoweverLongWhenThereIsNoOther() {
        backlog.addBytes(1000);

        assertThatThrownBy(() -> backlog.addBytes(1)).isInstanceOf(BacklogFullException.class);
    }

    @Test
    void hasRoomUpToHalfOfWhatItMayTake() {
        assertThat(backlog.hasRoom()).isTrue();
        backlog.addBytes(49);
        assertThat(backlog.hasRoom()).isTrue();
        backlog.addBytes(1);
        assertThat(backlog.hasRoom()).isFalse();
        backlog.written(50);
        backlog.addRequest();
        assertThat(backlog.hasRoom()).isFalse();
        backlog.answered();
        assertThat(backlog.hasRoom()).isTrue();
    }

    @Test
    void hasRoomForOneWhereOnlyOneMayBeUnderWay() {
        assertThat(new Backlog(1, 1).hasRoom()).isTrue();
    }
}
