package io.confab.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.Ack;
import io.confab.codec.PingCommand;
import io.confab.codec.PingReply;
import io.confab.codec.ShutdownEvent;
import io.netty.util.LeakPresenceDetector;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is silent is asked, on either side. */
class SilenceTest {

    private final RecordingListener listener = new RecordingListener();
    private final FakeServer server = new FakeServer(FakeServer.settings(listener, 16, 4096, Duration.ofSeconds(60)));
    private final ConfabClient client = server.client();

    @AfterEach
    void leavesNothingBehind() {
        server.finish();
        LeakPresenceDetector.check();
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            server.pass(Duration.ofSeconds(1));
        }
    }

    @Test
    void answersThePingOfTheServer() {
        server.send(new PingCommand(7, "", new byte[] {1}));
        assertThat(server.receive(PingReply.class)).isEqualTo(new PingReply(7, ""));
        assertThat(listener.told()).isEmpty();
    }

    @Test
    void answersNoPingThatWantsNoAnswer() {
        server.send(new PingCommand(0, "", new byte[0]));
        assertThat(server.receive()).isNull();
    }

    @Test
    void asksASilentServerAndGoesOnIfItAnswers() {
        for (int i = 0; i < 5; i++) {
            pass(59);
            assertThat(server.receive()).isNull();
            pass(1);
            PingCommand ping = server.receive(PingCommand.class);
            server.send(new Ack(ping.requestId()));
        }
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void asksNoServerThatSaysSomething() {
        for (int i = 0; i < 5; i++) {
            pass(50);
            server.send(new ShutdownEvent(1));
        }
        assertThat(server.receive()).isNull();
    }

    @Test
    void givesUpOnAServerThatDoesNotAnswer() {
        pass(119);
        assertThat(client.isOpen()).isTrue();
        pass(1);
        assertThat(client.isOpen()).isFalse();
        assertThat(client.closeFuture()).isCompleted();
        assertThat(listener.told())
                .singleElement()
                .satisfies(cause -> assertThat((Throwable) cause)
                        .isInstanceOf(ConnectionClosedException.class)
                        .hasMessageContaining("localhost:26632 is silent"));
    }
}
