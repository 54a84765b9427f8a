package io.confab.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.MessageLog;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import io.confab.client.ClientListener;
import io.confab.client.ConfabClient;
import io.confab.codec.SessionOptions;
import io.confab.codec.TextCommand;
import io.confab.codec.TextEvent;
import io.confab.log.sqlite.SqliteLog;
import io.confab.server.ConfabServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishers that ask for no reply lose nothing where the log stands still: they are read no further. */
class StalledLogTest {

    /** More than the network between two sockets takes, and than may wait to be written. */
    private static final int MESSAGES = 1500;

    private static final byte[] TEXT = "x".repeat(64_000).getBytes(UTF_8);

    @TempDir
    private Path folder;

    /** Passes everything on, appends only when it is told to. */
    private static final class Stalling implements MessageLog {

        private final MessageLog target;
        private final CompletableFuture<@Nullable Void> goesOn = new CompletableFuture<>();

        Stalling(MessageLog target) {
            this.target = target;
        }

        @Override
        public boolean keeps(Durability durability) {
            return target.keeps(durability);
        }

        @Override
        public CompletionStage<List<SessionDescription>> sessions() {
            return target.sessions();
        }

        @Override
        public CompletionStage<SessionLog> open(SessionDescription session) {
            return target.open(session).thenApply(StallingSession::new);
        }

        @Override
        public CompletionStage<@Nullable Void> remove(String session) {
            return target.remove(session);
        }

        @Override
        public void whenEmptied(Consumer<String> emptied) {
            target.whenEmptied(emptied);
        }

        @Override
        public void close() {
            target.close();
        }

        private final class StallingSession implements SessionLog {

            private final SessionLog log;

            StallingSession(SessionLog log) {
                this.log = log;
            }

            @Override
            public CompletionStage<@Nullable Void> append(List<LoggedMessage> batch) {
                List<LoggedMessage> copy = List.copyOf(batch);
                return goesOn.thenCompose(nothing -> log.append(copy));
            }

            @Override
            public long head() {
                return log.head();
            }

            @Override
            public @Nullable CompletionStage<@Nullable LoggedMessage> find(String source, UUID messageId) {
                return log.find(source, messageId);
            }

            @Override
            public CompletionStage<List<LoggedMessage>> read(
                    long after, long before, int limit, int maxBytes, boolean newest) {
                return log.read(after, before, limit, maxBytes, newest);
            }

            @Override
            public void close() {
                log.close();
            }
        }
    }

    private static ConfabClient login(ConfabServer server, String account, ClientListener listener) throws Exception {
        ConfabClient client = ConfabClient.builder()
                .port(server.address().getPort())
                .maxUnsentBytes(256 << 20)
                .requestTimeout(Duration.ofSeconds(60))
                .listener(listener)
                .connect()
                .get(30, SECONDS);
        client.login(account, "-").get(30, SECONDS);
        return client;
    }

    @Test
    void everythingArrivesThatWasSaidWithoutAskingForAReply() throws Exception {
        Stalling log = new Stalling(SqliteLog.open(folder.resolve("messages.db")));
        ConfabServer server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .messageLog(log)
                .start()
                .get(30, SECONDS);
        ConcurrentLinkedQueue<Integer> heard = new ConcurrentLinkedQueue<>();
        ClientListener listener = new ClientListener() {
            @Override
            public void text(TextEvent event) {
                heard.add(event.message().data().length);
            }
        };
        try (ConfabClient jill = login(server, "jill", new ClientListener() {});
                ConfabClient jack = login(server, "jack", listener);
                ConfabClient joan = login(server, "joan", new ClientListener() {})) {
            jill.create("hall", SessionOptions.of(Durability.SYNCED)).get(30, SECONDS);
            jack.join("hall").get(30, SECONDS);
            joan.create("attic").get(30, SECONDS);
            for (int i = 0; i < MESSAGES; i++) {
                assertThat(jill.send(new TextCommand(0, "", "hall", null, false, TEXT)))
                        .isTrue();
            }
            await().until(() -> !jill.isWritable());
            CompletableFuture<Duration> answer = jill.ping();
            joan.say("attic", "undisturbed").get(30, SECONDS);
            jack.ping().get(30, SECONDS);
            assertThat(heard).isEmpty();
            assertThat(answer).isNotDone();

            log.goesOn.complete(null);
            await().atMost(Duration.ofSeconds(60)).until(() -> heard.size() == MESSAGES);
            assertThat(answer.get(60, SECONDS)).isPositive();
        } finally {
            server.close(Duration.ZERO).join();
        }
    }
}
