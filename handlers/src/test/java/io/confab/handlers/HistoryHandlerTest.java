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
    void sendsWhatWasSaidAroundAMessage() {
        TestClient jill = speakerOf(9);
        long fifth = TestClock.START * 1000 + 5;
        assertThat(jill.ask(new HistoryCommand(3, "", "lab", null, null, 4, fifth, null)))
                .containsExactly(
                        "REPLAY 3 lab jill #3 3",
                        "REPLAY 3 lab jill #4 4",
                        "REPLAY 3 lab jill #5 5",
                        "REPLAY 3 lab jill #6 6",
                        "ACK 3 {\"more\":true}");
        assertThat(jill.ask(new HistoryCommand(4, "", "lab", null, null, 1, fifth, null)))
                .containsExactly("REPLAY 4 lab jill #5 5", "ACK 4 {\"more\":true}");
        assertThat(jill.ask(new HistoryCommand(5, "", "lab", null, null, 100, 0L, null)))
                .hasSize(10)
                .endsWith("ACK 5 {\"more\":false}");
    }

    @Test
    void searches() {
        TestClient jill = server.login("jill");
        jill.ask(Commands.create(2, "lab"));
        jill.ask(
                text(0, "lab", "The kettle"), text(0, "lab", "tea"), text(0, "lab", "kettledrum"), text(0, "lab", "x"));
        long base = TestClock.START * 1000;
        assertThat(jill.ask(search(3, "KETTLE", null, 10)))
                .containsExactly(
                        "REPLAY 3 lab jill #1 The kettle",
                        "REPLAY 3 lab jill #3 kettledrum",
                        "ACK 3 {\"more\":false,\"searched\":" + (base + 1) + "}");
        assertThat(jill.ask(search(4, "kettle", null, 1)))
                .containsExactly(
                        "REPLAY 4 lab jill #3 kettledrum", "ACK 4 {\"more\":true,\"searched\":" + (base + 3) + "}");
        assertThat(jill.ask(search(5, "kettle", base + 3, 1)))
                .containsExactly(
                        "REPLAY 5 lab jill #1 The kettle", "ACK 5 {\"more\":false,\"searched\":" + (base + 1) + "}");
        assertThat(jill.ask(search(6, "coffee", null, 5)))
                .containsExactly("ACK 6 {\"more\":false,\"searched\":" + (base + 1) + "}");
        assertThat(jill.ask(search(7, " ", null, 5)))
                .containsExactly("NAK 7 UNSUPPORTED search: blank (expected: a text)");
    }

    @Test
    void looksThroughSoMuchAndSaysWhereItEnded() {
        TestClient jill = server.login("jill");
        jill.ask(Commands.create(2, "lab"));
        jill.ask(text(0, "lab", "needle"));
        for (int i = 0; i < 60; i++) {
            jill.ask(IntStream.range(0, 1000)
                    .mapToObj(n -> text(0, "lab", "hay"))
                    .toArray(Message[]::new));
        }
        long base = TestClock.START * 1000;
        List<String> first = jill.ask(search(3, "needle", null, 1));
        assertThat(first).containsExactly("ACK 3 {\"more\":true,\"searched\":" + (base + 10_002) + "}");
        assertThat(jill.ask(search(4, "needle", base + 10_002, 1)))
                .containsExactly(
                        "REPLAY 4 lab jill #1 needle", "ACK 4 {\"more\":false,\"searched\":" + (base + 1) + "}");
    }

    private static HistoryCommand search(int id, String text, @Nullable Long before, int limit) {
        return new HistoryCommand(id, "", "lab", before, null, limit, null, text);
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
