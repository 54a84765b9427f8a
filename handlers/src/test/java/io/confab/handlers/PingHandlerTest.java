package io.confab.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.PingCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PingHandlerTest {

    private final TestServer server = new TestServer();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    @Test
    void bringsBackWhatWasSentAlsoBeforeALogin() {
        assertThat(server.connect().ask(ping(1, "marco"), ping(0, "nobody asks")))
                .containsExactly("ACK 1 marco");
    }

    @Test
    void bringsBackSixtyFourBytes() {
        assertThat(server.connect().ask(ping(1, "x".repeat(64)))).containsExactly("ACK 1 " + "x".repeat(64));
        assertThat(server.connect().ask(ping(1, "x".repeat(65))))
                .containsExactly("NAK 1 TOO_LARGE data: 65 bytes (expected: at most 64)");
    }

    @Test
    void mindsTheSourceOnceThereIsALogin() {
        assertThat(server.connect().ask(new PingCommand(1, "jack", new byte[0])))
                .containsExactly("ACK 1");
        assertThat(server.login("jill").ask(new PingCommand(2, "jack", new byte[0])))
                .containsExactly("NAK 2 FORBIDDEN source: jack (expected: jill or none)");
    }

    private static PingCommand ping(int requestId, String data) {
        return new PingCommand(requestId, "", data.getBytes(UTF_8));
    }
}
