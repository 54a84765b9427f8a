package io.confab.handlers;

import static io.confab.handlers.Commands.history;
import static io.confab.handlers.Commands.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.HistoryCommand;
import io.confab.codec.Message;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryHandlerTest {

    private static final long BASE = TestClock.START * 1000;

    private final TestServer server = new TestServer();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    @Test
    void sendsWhatWasSaidInFrontOfTheAck() {
        TestClient jill = speakerOf(2);
        assertThat(jill.ask(history(9, "lab")))
                .containsExactly("REPLAY 9 lab jill #1 1", "REPLAY 9 lab jill #2 2", "ACK 9 {\"more\":false}");
    }

    @Test
    void sendsTheNewestFiftyUnlessToldOtherwise() {
        TestClient jill = speakerOf(60);
        List<String> sent = jill.ask(history(9, "lab"));
        assertThat(sent).hasSize(51).last().isEqualTo("ACK 9 {\"more\":true}");
        assertThat(sent.get(0)).isEqualTo("REPLAY 9 lab jill #11 11");
        assertThat(sent.get(49)).isEqualTo("REPLAY 9 lab jill #60 60");
    }

    @Test
    void sendsFiveHundredAtMost() {
        TestClient jill = speakerOf(510);
        assertThat(jill.ask(range(9, null, null, 10_000))).hasSize(501).last().isEqualTo("ACK 9 {\"more\":true}");
    }

    @Test
    void sendsWhatStandsBetween() {
        TestClient jill = speakerOf(9);
        assertThat(jill.ask(range(9, BASE + 6, BASE + 3, 10)))
                .containsExactly("REPLAY 9 lab jill #4 4", "REPLAY 9 lab jill #5 5", "ACK 9 {\"more\":false}");
        assertThat(jill.ask(range(10, null, BASE + 3, 1)))
                .containsExactly("REPLAY 10 lab jill #4 4", "ACK 10 {\"more\":true}");
        assertThat(jill.ask(range(11, BASE + 6, null, 1)))
                .containsExactly("REPLAY 11 lab jill #5 5", "ACK 11 {\"more\":true}");
    }

    @Test
    void sendsNothingToWhomDoesNotAsk() {
        assertThat(speakerOf(2).ask(history(0, "lab"))).isEmpty();
    }

    @Test
    void isForMembers() {
        speakerOf(1);
        TestClient jack = server.login("jack");
        assertThat(jack.ask(history(2, "lab"), history(3, "attic")))
                .containsExactly(
                        "NAK 2 NOT_A_MEMBER session: lab (expected: one that was joined)",
                        "NAK 3 NO_SUCH_SESSION session: attic (expected: an existing one)");
        assertThat(server.connect().ask(history(1, "lab")))
                .containsExactly("NAK 1 NOT_LOGGED_IN command: HISTORY (expected: LOGIN first)");
    }

    private TestClient speakerOf(int messages) {
        TestClient jill = server.login("jill");
        jill.ask(Commands.create(2, "lab"));
        jill.ask(IntStream.rangeClosed(1, messages)
                .mapToObj(i -> text(0, "lab", Integer.toString(i)))
                .toArray(Message[]::new));
        return jill;
    }

    private static HistoryCommand range(int id, @Nullable Long before, @Nullable Long after, int limit) {
        return new HistoryCommand(id, "", "lab", before, after, limit);
    }
}
