package io.confab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryLogTest {

    @Test
    void keepsNothingAndKeepsNobodyWaiting() {
        try (MemoryLog log = new MemoryLog()) {
            SessionLog hall =
                    Await.value(log.open(new SessionDescription("hall", "alice", Durability.MEMORY, null, null, 1)));

            assertThat(log.keeps(Durability.MEMORY)).isTrue();
            assertThat(log.keeps(Durability.WRITTEN)).isFalse();
            assertThat(Await.value(log.sessions())).isEmpty();
            assertThat(hall.append(List.of(new LoggedMessage("hall", "alice", 1, 1, null, false, new byte[1]))))
                    .isSameAs(SessionLog.COMMITTED);
            assertThat(hall.head()).isZero();
            assertThat(Await.value(hall.read(0, Long.MAX_VALUE, 10, 1000, true)))
                    .isEmpty();
            hall.close();
        }
    }
}
