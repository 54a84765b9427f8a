package io.confab.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.confab.api.Authenticator;
import io.confab.api.CommandException;
import io.confab.api.Durability;
import io.confab.client.BacklogFullException;
import io.confab.client.ConfabClient;
import io.confab.client.ConnectionClosedException;
import io.confab.client.ResumingClient;
import io.confab.client.ResumingClientBuilder;
import io.confab.client.ResumingListener;
import io.confab.codec.Ack;
import io.confab.codec.LoginCommand;
import io.confab.codec.LoginResult;
import io.confab.codec.SessionOptions;
import io.confab.codec.Stamp;
import io.confab.codec.TextEvent;
import io.confab.log.sqlite.SqliteLog;
import io.confab.server.ConfabServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A login that outlives its connections, and its server. */
class ResumingClientTest {

    @TempDir
    private Path folder;

    private final AtomicInteger passwords = new AtomicInteger();
    private final List<ResumingClient> clients = new ArrayList<>();
    private @Nullable ConfabServer server;

    private final Authenticator authenticator = new Authenticator() {
        @Override
        public CompletionStage<Boolean> authenticate(String account, byte[] password) {
            passwords.incrementAndGet();
            return CompletableFuture.completedFuture(new String(password, UTF_8).equals("secret"));
        }

        @Override
        public CompletionStage<@Nullable String> mark(String account) {
            return CompletableFuture.completedFuture("mark");
        }
    };

    @AfterEach
    void endsWhatIsLeft() {
        clients.forEach(ResumingClient::close);
        stopServer();
    }

    private int startServer(int port) throws Exception {
        SqliteLog log = SqliteLog.open(folder.resolve("messages.db"));
        server = ConfabServer.builder()
                .port(port)
                .authenticator(authenticator)
                .messageLog(log)
                .resumeTokens(log.tokens())
                .start()
                .get(30, SECONDS);
        return server.address().getPort();
    }

    private void stopServer() {
        if (server != null) {
            server.close(Duration.ZERO).join();
            server = null;
        }
    }

    private static ResumingClientBuilder builder(int port, String account, ResumingListener listener) {
        return ResumingClient.builder(ConfabClient.builder().port(port))
                .account(account, "secret")
                .listener(listener)
                .firstDelay(Duration.ofMillis(10))
                .longestDelay(Duration.ofMillis(100));
    }

    private ResumingClient start(ResumingClientBuilder builder) throws Exception {
        ResumingClient client = builder.start().get(30, SECONDS);
        clients.add(client);
        return client;
    }

    @Test
    void triesSteadilyWhereTheServerHasSaidWhenItWillBeBack() throws Exception {
        int port = startServer(0);
        BlockingQueue<Duration> delays = new LinkedBlockingQueue<>();
        ResumingClient client =
                start(ResumingClient.builder(ConfabClient.builder().port(port))
                        .account("jill", "secret")
                        .firstDelay(Duration.ofMillis(400))
                        .listener(new ResumingListener() {
                            @Override
                            public void reconnecting(int attempt, Duration delay, Throwable cause) {
                                delays.add(delay);
                            }
                        }));
        requireNonNull(server).close(Duration.ofSeconds(5)).join(); // 1 to 3 s, by default
        server = null;
        assertThat(delays.poll(30, SECONDS)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(3));
        for (int i = 0; i < 4; i++) { // doubling, the last would be 3.2 s at least
            assertThat(delays.poll(30, SECONDS)).isLessThanOrEqualTo(Duration.ofMillis(1500));
        }
        startServer(port);
        await().atMost(Duration.ofSeconds(60)).until(client::isOnline);
    }

    private static final class Ears implements ResumingListener {
        private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
        private final AtomicInteger attempts = new AtomicInteger();
        private final AtomicInteger resumed = new AtomicInteger();
        private final CompletableFuture<String> end = new CompletableFuture<>();

        @Override
        public void text(TextEvent event) {
            heard.add(new String(event.message().data(), UTF_8));
        }

        @Override
        public void reconnecting(int attempt, Duration delay, Throwable cause) {
            attempts.incrementAndGet();
        }

        @Override
        public void resumed() {
            resumed.incrementAndGet();
        }

        @Override
        public void sessionLost(String session, CommandException why) {
            lost.add(session + " " + why.code().text());
        }

        @Override
        public void disconnected(@Nullable Throwable cause) {
            end.complete(String.valueOf(cause));
        }
    }

    /** The server closes behind its answer, which must not look like a connection that was lost. */
    @Test
    void leavesSharedEventLoopsToOthers() throws Exception {
        EventLoopGroup shared = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        try {
            int port = startServer(0);
            ResumingClient jill =
                    start(builder(port, "jill", new ResumingListener() {}).eventLoopGroup(shared));
            ResumingClient jack =
                    start(builder(port, "jack", new ResumingListener() {}).eventLoopGroup(shared));
            jill.create("lab", SessionOptions.of(Durability.SYNCED)).get(30, SECONDS);
            jill.close();
            jill.closeFuture().get(30, SECONDS);
            stopServer();
            await().until(() -> !jack.isOnline());
            startServer(port);
            await().atMost(Duration.ofSeconds(60)).until(jack::isOnline);

            jack.join("lab").get(30, SECONDS);
            assertThat(jack.say("lab", "Are you there?").get(30, SECONDS)).isNotNull();
            assertThat(jill.say("lab", "No.")).failsWithin(Duration.ofSeconds(30));
            assertThat(shared.isShuttingDown()).isFalse();
        } finally {
            shared.shutdownGracefully(0, 1, SECONDS).sync();
        }
    }

    @Test
    void endsWithoutALossWhenItLogsOut() throws Exception {
        Ears ears = new Ears();
        ResumingClient client = start(builder(startServer(0), "ann", ears).giveUpAfter(Duration.ofMillis(1)));

        client.logout().get(30, SECONDS);

        assertThat(ears.end.get(30, SECONDS)).isEqualTo("null");
        assertThat(ears.attempts).hasValue(0);
        assertThatThrownBy(() -> client.logout().get(30, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void whatIsSaidWithoutAServerIsSaidOnceThereIsOne() throws Exception {
        int port = startServer(0);
        Ears ears = new Ears();
        ResumingClient jill = start(builder(port, "jill", new ResumingListener() {}));
        ResumingClient jack = start(builder(port, "jack", ears));
        jill.create("lab", SessionOptions.of(Durability.SYNCED)).get(30, SECONDS);
        jill.create("yard", SessionOptions.DEFAULT).get(30, SECONDS);
        jack.join("lab").get(30, SECONDS);
        jack.join("yard").get(30, SECONDS);
        jill.say("lab", "0").get(30, SECONDS);
        int asked = passwords.get();

        stopServer();
        await().until(() -> !jill.isOnline() && !jack.isOnline());
        assertThatThrownBy(() -> jill.list().get(30, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ConnectionClosedException.class);
        List<CompletableFuture<Stamp>> said = IntStream.rangeClosed(1, 100)
                .mapToObj(i -> jill.say("lab", Integer.toString(i)))
                .toList();
        startServer(port);

        for (CompletableFuture<Stamp> each : said) {
            each.get(30, SECONDS);
        }
        await().until(() -> ears.heard.size() >= 101);
        assertThat(ears.heard)
                .containsExactlyElementsOf(IntStream.rangeClosed(0, 100)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(said).extracting(each -> each.join().sequence()).isSorted();
        assertThat(ears.attempts).hasPositiveValue();
        assertThat(ears.resumed).hasValue(1);
        assertThat(ears.lost).containsExactly("yard NO_SUCH_SESSION");
        assertThat(passwords).hasValue(asked); // both had tokens
    }

    @Test
    void refusedMessagesFailAndNothingElse() throws Exception {
        int port = startServer(0);
        ResumingClient jill = start(builder(port, "jill", new ResumingListener() {}));
        assertThatThrownBy(() -> jill.say("attic", "x").get(30, SECONDS)).hasCauseInstanceOf(CommandException.class);
        assertThatThrownBy(() -> jill.say("two words", "x").get(30, SECONDS))
                .hasCauseInstanceOf(CommandException.class);
        assertThat(jill.isOnline()).isTrue();
    }

    @Test
    void boundsWhatWaits() throws Exception {
        int port = startServer(0);
        ResumingClient jill =
                start(builder(port, "jill", new ResumingListener() {}).maxUnacknowledged(2));
        stopServer();
        await().until(() -> !jill.isOnline());
        CompletableFuture<Stamp> first = jill.say("lab", "1");
        jill.say("lab", "2");
        assertThatThrownBy(() -> jill.say("lab", "3").get(30, SECONDS)).hasCauseInstanceOf(BacklogFullException.class);
        jill.close();
        assertThatThrownBy(() -> first.get(30, SECONDS)).hasCauseInstanceOf(ConnectionClosedException.class);
        jill.closeFuture().get(30, SECONDS);
        assertThat(jill.say("lab", "4")).failsWithin(Duration.ofSeconds(30));
        jill.close();
    }

    @Test
    void givesUpInTheEnd() throws Exception {
        int port = startServer(0);
        Ears ears = new Ears();
        ResumingClient jill = start(builder(port, "jill", ears).giveUpAfter(Duration.ofSeconds(2)));
        CompletableFuture<?> closed = jill.closeFuture();
        stopServer();
        assertThat(ears.end.get(30, SECONDS)).contains("expected: one that accepts connections");
        closed.get(30, SECONDS);
    }

    @Test
    void doesNotFightWithALoginElsewhere() throws Exception {
        int port = startServer(0);
        Ears first = new Ears();
        start(builder(port, "jill", first));
        // As a second program with the same token would.
        try (ConfabClient other = ConfabClient.builder().port(port).connect().get(30, SECONDS)) {
            Ack ack = other.request(id -> LoginCommand.resumable(id, "jane", "secret"))
                    .get(30, SECONDS);
            String token = ack.result(LoginResult.class).token();
            try (ConfabClient again =
                    ConfabClient.builder().port(port).connect().get(30, SECONDS)) {
                again.request(id -> LoginCommand.withToken(id, "jane", String.valueOf(token)))
                        .get(30, SECONDS);
                other.closeFuture().get(30, SECONDS);
            }
        }
        assertThat(first.attempts).hasValue(0);
    }

    @Test
    void failsAtOnceWhereTheFirstLoginDoes() throws Exception {
        int port = startServer(0);
        assertThatThrownBy(() -> ResumingClient.builder(ConfabClient.builder().port(port))
                        .account("jill", "wrong")
                        .start()
                        .get(30, SECONDS))
                .hasCauseInstanceOf(CommandException.class);
        assertThatThrownBy(() -> ResumingClient.builder(ConfabClient.builder()).start())
                .hasMessage("account: none (expected: one)");
        stopServer();
        assertThatThrownBy(() -> ResumingClient.builder(ConfabClient.builder().port(port))
                        .account("jill", "secret")
                        .start()
                        .get(30, SECONDS))
                .hasCauseInstanceOf(ConnectException.class);
    }
}
