package io.confab.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.PingReply;
import io.confab.handlers.limits.Limits;
import io.confab.handlers.limits.Refusals.Reason;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdleSweepTest {

    private final TestServer server = new TestServer();

    @BeforeEach
    void asksAfterAMinute() {
        server.limits = Limits.builder().idle(Duration.ofSeconds(64)).build();
    }

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    /** A second at a time, as the sweep counts its turns. */
    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            server.advance(1000);
        }
    }

    private static boolean isPing(String words) {
        return words.startsWith("PingCommand[requestId=1,");
    }

    @Test
    void asksASilentClientTwiceAndThenClosesIt() {
        TestClient client = server.login("jill");
        pass(63);
        assertThat(client.received()).isEmpty();
        pass(17);
        assertThat(client.received())
                .singleElement()
                .satisfies(words -> assertThat(isPing(words)).isTrue());
        pass(64);
        assertThat(client.received())
                .singleElement()
                .satisfies(words -> assertThat(isPing(words)).isTrue());
        assertThat(client.channel.isActive()).isTrue();
        pass(64);
        assertThat(client.channel.isActive()).isFalse();
        assertThat(server.admission().refusals().of(Reason.IDLE)).isEqualTo(1);
    }

    @Test
    void goesOnWithAClientThatAnswers() {
        TestClient client = server.login("jill");
        for (int i = 0; i < 5; i++) {
            pass(80);
            assertThat(client.received())
                    .singleElement()
                    .satisfies(words -> assertThat(isPing(words)).isTrue());
            assertThat(client.ask(new PingReply(1, ""))).isEmpty();
        }
        assertThat(client.channel.isActive()).isTrue();
    }

    @Test
    void takesAnythingForASignOfLife() {
        TestClient client = server.login("jill");
        for (int i = 0; i < 10; i++) {
            pass(60);
            assertThat(client.ask(Commands.ping(i + 1))).containsExactly("ACK " + (i + 1));
        }
    }

    @Test
    void closesOneThatDoesNotReadEither() {
        TestClient client = server.login("jill");
        client.writable(false);
        pass(3 * 64 + 16);
        assertThat(client.channel.isActive()).isFalse();
    }

    @Test
    void takesReadingForASignOfLife() {
        TestClient client = server.login("jill");
        for (int i = 0; i < 10; i++) {
            client.writable(false);
            pass(60);
            client.writable(true);
        }
        assertThat(client.channel.isActive()).isTrue();
    }

    @Test
    void looksAtEverybodyHoweverManyComeAndGo() {
        for (int i = 0; i < 40; i++) {
            server.login("early" + i).disconnect();
            server.login("late" + i);
        }
        pass(3 * 64 + 16);
        assertThat(server.admission().refusals().of(Reason.IDLE)).isEqualTo(40);
        assertThat(server.services().online().size()).isZero();
    }

    @Test
    void asksNobodyWhereItIsOff() {
        server.limits = Limits.none();
        TestClient client = server.login("jill");
        server.advance(Duration.ofDays(1).toMillis());
        assertThat(client.received()).isEmpty();
        assertThat(client.channel.isActive()).isTrue();
    }
}
