package io.confab.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.DirectCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DirectHandlerTest {

    private final TestServer server = new TestServer();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    @Test
    void reachesWhomItNamesAndNobodyElse() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        TestClient joan = server.login("joan");
        assertThat(jill.ask(direct(2, "jack", "psst"), direct(0, "jack", "again")))
                .containsExactly("ACK 2 #0");
        assertThat(jack.received()).containsExactly("DIRECT jill #0 psst", "DIRECT jill #1 again");
        assertThat(joan.received()).isEmpty();
    }

    @Test
    void isStampedWithTheTimeAndNeverTwiceTheSame() {
        TestClient jill = server.login("jill");
        server.clock.advance(5);
        assertThat(jill.ask(direct(2, "jill", "note"))).containsExactly("DIRECT jill #5000 note", "ACK 2 #5000");
        server.clock.advance(-10); // the clock may be set back
        assertThat(jill.ask(direct(3, "jill", "note"))).containsExactly("DIRECT jill #5001 note", "ACK 3 #5001");
    }

    @Test
    void findsTheAccountAlsoByANameThatIsNotInNormalForm() {
        TestClient zoe = server.login("Zo\u00EB");
        server.login("jill").ask(direct(2, "Zoe\u0308", "psst"));
        assertThat(zoe.received()).containsExactly("DIRECT jill #0 psst");
    }

    @Test
    void isRefusedWhereNobodyWouldGetIt() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(direct(2, "jack", "psst")))
                .containsExactly("NAK 2 NOT_ONLINE to: jack (expected: an account that is logged in)");
        assertThat(jill.ask(direct(3, "", "psst"))).first().asString().startsWith("NAK 3 INVALID_NAME to: ");
        assertThat(server.connect().ask(direct(1, "jill", "psst")))
                .containsExactly("NAK 1 NOT_LOGGED_IN command: DIRECT (expected: LOGIN first)");
    }

    @Test
    void isRefusedToWhomDoesNotRead() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        jack.writable(false);
        assertThat(jill.ask(direct(2, "jack", "psst")))
                .containsExactly("NAK 2 UNAVAILABLE to: jack (expected: one who reads what is sent)");
        jack.writable(true);
        assertThat(jill.ask(direct(3, "jack", "psst"))).containsExactly("ACK 3 #0");
        assertThat(jack.received()).containsExactly("DIRECT jill #0 psst");
    }

    @Test
    void isAsLongAsTheFrameItTakes() {
        server.maxFrameBytes = 1024;
        TestClient jill = server.login("jill");
        int fixed = 24 + "jill".length();
        assertThat(jill.ask(direct(2, "jill", "x".repeat(1024 - fixed))))
                .hasSize(2)
                .last()
                .isEqualTo("ACK 2 #0");
        assertThat(jill.ask(direct(3, "jill", "x".repeat(1025 - fixed))))
                .containsExactly("NAK 3 TOO_LARGE text: a frame of 1025 bytes (expected: at most 1024)");
    }

    private static DirectCommand direct(int requestId, String to, String text) {
        return new DirectCommand(requestId, "", to, text);
    }
}
