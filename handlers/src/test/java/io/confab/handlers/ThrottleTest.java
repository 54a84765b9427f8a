package io.confab.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.Message;
import io.confab.codec.PingCommand;
import io.confab.handlers.limits.Limits;
import io.confab.handlers.limits.Rate;
import io.confab.handlers.limits.Refusals.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private final TestServer server = new TestServer();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    private static Limits.Builder limits() {
        return Limits.builder()
                .messageRate(Rate.UNLIMITED)
                .byteRate(Rate.UNLIMITED)
                .commandRate(Rate.UNLIMITED);
    }

    private static Message[] pings(int count) {
        List<Message> pings = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            pings.add(new PingCommand(id, "", new byte[0]));
        }
        return pings.toArray(Message[]::new);
    }

    private long refused(Reason reason) {
        return server.admission().refusals().of(reason);
    }

    @BeforeEach
    void takesPasswordsFromAnywhere() {
        server.plainTextLogin = PlainTextLogin.ANYWHERE;
    }

    @Test
    void readsNoMoreOfAClientThatSendsTooManyMessagesUntilItMayGoOn() {
        server.limits = limits().messageRate(new Rate(10, 5)).build();
        TestClient client = server.connectFrom("192.0.2.1");
        assertThat(client.ask(pings(7))).hasSize(5);
        assertThat(client.reads()).isFalse();
        assertThat(refused(Reason.MESSAGE_RATE)).isEqualTo(1);

        server.advance(100);
        assertThat(client.received())
                .as("the first that had to wait was counted, and the second is not paid for")
                .isEmpty();
        server.advance(100);
        assertThat(client.received()).containsExactly("ACK 6", "ACK 7");
        assertThat(client.reads()).isTrue();
    }

    @Test
    void closesNothingOfAClientThatGoesWhileItHasToWait() {
        server.limits = limits().messageRate(new Rate(10, 5)).build();
        TestClient client = server.connectFrom("192.0.2.1");
        client.ask(pings(7));
        client.disconnect();
        server.advance(10_000);
        assertThat(client.received()).isEmpty();
    }

    @Test
    void readsNoMoreOfAClientThatSendsTooManyBytes() {
        server.limits = limits().byteRate(new Rate(1000, 1000)).build();
        TestClient client = server.connectFrom("192.0.2.1");
        client.ask(Commands.login(1, "jill", "-"), Commands.create(2, "lobby"));
        client.ask(Commands.text(3, "lobby", "x".repeat(900)));
        assertThat(client.reads()).isTrue();
        assertThat(client.ask(Commands.text(4, "lobby", "x".repeat(600)))).isEmpty();
        assertThat(client.reads()).isFalse();
        assertThat(refused(Reason.BYTE_RATE)).isEqualTo(1);
        server.advance(500);
        assertThat(client.received()).singleElement().asString().startsWith("ACK 4");
        assertThat(client.reads()).isTrue();
    }

    @Test
    void refusesCostlyCommandsBeyondWhatTheClientMaySpend() {
        server.limits = limits().commandRate(new Rate(10, 25)).build();
        TestClient client = server.connectFrom("192.0.2.1");
        assertThat(client.ask(Commands.login(1, "jill", "-"))).containsExactly("ACK 1"); // 10
        assertThat(client.ask(Commands.create(2, "lobby"))).hasSize(1); // 20
        assertThat(client.ask(Commands.join(3, "lobby"))).hasSize(1); // 25
        assertThat(client.ask(Commands.list(4, "")))
                .containsExactly("NAK 4 RATE_LIMITED command: too many LIST (expected: again after 1000 ms)");
        assertThat(refused(Reason.COMMAND_RATE)).isEqualTo(1);
        assertThat(client.ask(pings(1))).as("what costs nothing goes on").containsExactly("ACK 1");
        server.advance(1000);
        assertThat(client.ask(Commands.list(5, ""))).singleElement().asString().startsWith("ACK 5");
    }

    @Test
    void holdsNobodyBackWhoIsExempt() {
        server.limits = limits().messageRate(new Rate(1, 1))
                .byteRate(new Rate(1, 1))
                .commandRate(new Rate(1, 1))
                .build();
        TestClient client = server.connectFrom("127.0.0.1");
        assertThat(client.ask(pings(100))).hasSize(100);
        assertThat(client.ask(Commands.login(1, "jill", "-"))).containsExactly("ACK 1");
        assertThat(refused(Reason.MESSAGE_RATE)).isZero();
    }

    @Test
    void boundsWhoComesAfterTheLimitsWereChangedByTheNewOnes() {
        server.limits = limits().messageRate(new Rate(10, 5)).build();
        TestClient before = server.connectFrom("192.0.2.1");
        before.ask(pings(1));
        server.admission().takeUp(limits().messageRate(new Rate(10, 2)).build());
        TestClient after = server.connectFrom("192.0.2.2");
        assertThat(after.ask(pings(3))).hasSize(2);
        assertThat(before.ask(pings(5))).as("as at its first message").hasSize(4);
    }
}
