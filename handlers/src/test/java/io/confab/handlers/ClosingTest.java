package io.confab.handlers;

import static io.confab.handlers.Commands.login;
import static io.confab.handlers.Commands.logout;
import static io.confab.handlers.Commands.ping;
import static io.confab.handlers.Commands.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.NakCode;
import io.confab.codec.UndecodableFrame;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** LOGOUT, and frames that are none. */
class ClosingTest {

    private static final UndecodableFrame MALFORMED = new UndecodableFrame(7, NakCode.MALFORMED, "length: 3");

    private final TestServer server = new TestServer();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    @Test
    void closesBehindTheAckOfALogout() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(Commands.create(2, "lab"), logout(3), ping(4))).containsExactly("ACK 2", "ACK 3");
        assertThat(jill.channel.isActive()).isFalse();
        assertThat(server.services().online().size()).isZero();
        assertThat(server.services().sessions().size()).isZero();
    }

    @Test
    void closesBehindALogoutThatAsksForNoReply() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(logout(0))).isEmpty();
        assertThat(jill.channel.isActive()).isFalse();
    }

    @Test
    void logsNobodyOutWhoIsNotLoggedIn() {
        TestClient jill = server.connect();
        assertThat(jill.ask(logout(1))).containsExactly("NAK 1 NOT_LOGGED_IN command: LOGOUT (expected: LOGIN first)");
        assertThat(jill.channel.isActive()).isTrue();
    }

    @Test
    void saysWhatIsMalformedThenCloses() {
        TestClient jill = server.connect();
        assertThat(jill.ask(ping(6), MALFORMED, ping(8), MALFORMED))
                .containsExactly("ACK 6", "NAK 7 MALFORMED length: 3");
        assertThat(jill.channel.isActive()).isFalse();
    }

    @Test
    void saysSoAlsoToWhomDidNotAsk() {
        TestClient jill = server.connect();
        assertThat(jill.ask(new UndecodableFrame(0, NakCode.MALFORMED, "length: 3")))
                .containsExactly("NAK 0 MALFORMED length: 3");
    }

    @Test
    void goesOnBehindAFrameThatIsOnlyUnsupported() {
        TestClient jill = server.connect();
        assertThat(jill.ask(new UndecodableFrame(7, NakCode.UNSUPPORTED, "type: 0x70"), ping(8)))
                .containsExactly("NAK 7 UNSUPPORTED type: 0x70", "ACK 8");
        assertThat(jill.ask(new UndecodableFrame(0, NakCode.UNSUPPORTED, "type: 0x70")))
                .isEmpty();
        assertThat(jill.channel.isActive()).isTrue();
    }

    @Test
    void answersALoginThatWaitsBeforeItClosesForAMalformedFrame() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        server.authenticator = (account, password) -> answer;
        TestClient jill = server.connect();
        jill.send(login(1, "jill", "-"), MALFORMED);
        assertThat(jill.received()).isEmpty();
        answer.complete(true);
        server.run();
        assertThat(jill.received()).containsExactly("ACK 1", "NAK 7 MALFORMED length: 3");
        assertThat(jill.channel.isActive()).isFalse();
    }

    @Test
    void closesItsOwnDirectionFirstAndReadsOnForASecond() {
        TestDuplexChannel channel = new TestDuplexChannel();
        TestClient jill = server.connect(channel);
        assertThat(jill.ask(MALFORMED)).containsExactly("NAK 7 MALFORMED length: 3");
        assertThat(channel.isOutputShutdown()).isTrue();
        assertThat(jill.ask(
                        ping(8), text(9, "lab", "x"), logout(10), new UndecodableFrame(11, NakCode.UNSUPPORTED, "-")))
                .isEmpty();
        server.advance(999);
        assertThat(channel.isActive()).isTrue();
        server.advance(1);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void closesAtOnceWhereThePeerDoesFirst() {
        TestDuplexChannel channel = new TestDuplexChannel();
        TestClient jill = server.connect(channel);
        jill.ask(MALFORMED);
        jill.disconnect();
        server.advance(2000);
        assertThat(channel.isActive()).isFalse();
    }
}
