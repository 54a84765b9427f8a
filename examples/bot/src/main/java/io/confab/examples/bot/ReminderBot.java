package io.confab.examples.bot;

import io.confab.client.ClientListener;
import io.confab.client.ConfabClient;
import io.confab.codec.TextEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bot that answers two questions in a session: {@code !time} with the time, {@code !count} with how much was said
 * since it came. A client like any other, it runs wherever it can reach the server.
 */
public final class ReminderBot implements ClientListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ReminderBot.class);

    private final String session;
    private final Clock clock;
    private final CompletableFuture<ConfabClient> client = new CompletableFuture<>();
    private int heard; // the client calls its listener on one thread

    private ReminderBot(String session, Clock clock) {
        this.session = session;
        this.clock = clock;
    }

    /**
     * Connects a bot, logs it in and lets it join.
     *
     * @return completes when it listens; nothing of it is left if it fails
     */
    public static CompletableFuture<ReminderBot> start(
            String host, int port, String account, String password, String session, Clock clock) {
        ReminderBot bot = new ReminderBot(session, clock);
        return ConfabClient.builder()
                .host(host)
                .port(port)
                .listener(bot)
                .connect()
                .thenCompose(client -> client.login(account, password)
                        .thenCompose(in -> client.join(session))
                        .thenApply(joined -> {
                            bot.client.complete(client);
                            return bot;
                        })
                        .whenComplete((started, failure) -> {
                            if (failure != null) {
                                client.close();
                            }
                        }));
    }

    @Override
    public void text(TextEvent event) {
        if (event.replay()) {
            return;
        }
        heard++;
        switch (new String(event.message().data(), StandardCharsets.UTF_8)) {
            case "!time" ->
                answer(DateTimeFormatter.ISO_LOCAL_TIME.format(
                        clock.instant().atZone(clock.getZone()).toLocalTime().withNano(0)));
            case "!count" -> answer(Integer.toString(heard));
            default -> {
                // not for us
            }
        }
    }

    // Called on the client's event loop: it says it, and does not wait for the answer.
    private void answer(String text) {
        client.thenCompose(connected -> connected.say(session, text)).whenComplete((stamp, failure) -> {
            if (failure != null) {
                log.warn("could not answer in {}", session, failure);
            }
        });
    }

    /** Leaves. */
    @Override
    public void close() {
        client.join().close();
    }
}
