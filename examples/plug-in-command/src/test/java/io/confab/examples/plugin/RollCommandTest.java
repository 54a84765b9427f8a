package io.confab.examples.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.CommandException;
import io.confab.client.ClientListener;
import io.confab.client.ConfabClient;
import io.confab.codec.PluginMessage;
import io.confab.server.ConfabServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RollCommandTest {

    private final BlockingQueue<PluginMessage> seen = new LinkedBlockingQueue<>();
    private ConfabServer server;
    private ConfabClient jill;
    private ConfabClient jack;

    @BeforeEach
    void twoMembers() {
        server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .plugin(new RollCommand(() -> 5L << 32)) // always the same number
                .start()
                .join();
        jill = login("jill", new ClientListener() {});
        jack = login("jack", new ClientListener() {
            @Override
            public void pluginMessage(PluginMessage message) {
                seen.add(message);
            }
        });
        jill.create("lab").join();
        jack.join("lab").join();
    }

    @AfterEach
    void close() {
        jill.close();
        jack.close();
        server.close(Duration.ofSeconds(1)).join();
    }

    @Test
    void tellsTheRollerAndEveryOtherMember() throws InterruptedException {
        int rolled = roll("20");
        assertThat(rolled).isBetween(1, 20);
        PluginMessage event = seen.poll(20, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        assertThat(event.source()).isEqualTo("jill");
        assertThat(event.session()).isEqualTo("lab");
        assertThat(new String(event.data(), StandardCharsets.UTF_8)).isEqualTo(Integer.toString(rolled));
    }

    @Test
    void rollsASixSidedDieUnlessAskedOtherwise() {
        assertThat(roll("")).isBetween(1, 6);
    }

    @Test
    void refusesADieThatThereIsNot() {
        assertThatThrownBy(() -> roll("1"))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(CommandException.class)
                .hasMessageContaining("sides: 1 (expected: 2 to 1000)");
    }

    @Test
    void refusesThoseWhoAreNotMembers() {
        jill.leave("lab").join();
        assertThatThrownBy(() -> roll("6")).hasCauseInstanceOf(CommandException.class);
    }

    private int roll(String sides) {
        return jill.request(requestId -> new PluginMessage(
                        RollCommand.ROLL, requestId, "", "lab", false, sides.getBytes(StandardCharsets.UTF_8)))
                .join()
                .result(RollCommand.Rolled.class)
                .rolled();
    }

    private ConfabClient login(String account, ClientListener listener) {
        ConfabClient client = ConfabClient.builder()
                .port(server.address().getPort())
                .listener(listener)
                .connect()
                .join();
        client.login(account, "anything").join();
        return client;
    }
}
