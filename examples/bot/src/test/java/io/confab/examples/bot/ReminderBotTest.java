package io.confab.examples.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.CommandException;
import io.confab.client.ClientListener;
import io.confab.client.ConfabClient;
import io.confab.codec.TextEvent;
import io.confab.server.ConfabServer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReminderBotTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T12:34:56Z"), ZoneOffset.UTC);

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private ConfabServer server;
    private ConfabClient jill;

    @BeforeEach
    void aSessionToBeIn() {
        server = ConfabServer.builder().port(0).openAccounts().start().join();
        jill = ConfabClient.builder()
                .port(server.address().getPort())
                .listener(new ClientListener() {
                    @Override
                    public void text(TextEvent event) {
                        heard.add(event.message().source() + ": "
                                + new String(event.message().data(), StandardCharsets.UTF_8));
                    }
                })
                .connect()
                .join();
        jill.login("jill", "anything").join();
        jill.create("lab").join();
    }

    @AfterEach
    void close() {
        jill.close();
        server.close(Duration.ofSeconds(1)).join();
    }

    @Test
    void answersWhatItIsAsked() throws InterruptedException {
        ReminderBot bot = start("lab");
        try {
            jill.say("lab", "hello").join();
            jill.say("lab", "!time").join();
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("bot: 12:34:56");
            jill.say("lab", "!count").join();
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("bot: 3");
            assertThat(heard).isEmpty();
        } finally {
            bot.close();
        }
    }

    @Test
    void failsToStartInASessionThatDoesNotExist() {
        assertThatThrownBy(() -> start("nowhere")).hasCauseInstanceOf(CommandException.class);
    }

    private ReminderBot start(String session) {
        return ReminderBot.start("127.0.0.1", server.address().getPort(), "bot", "anything", session, CLOCK)
                .join();
    }
}
