package io.confab.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.confab.api.CommandException;
import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import io.confab.client.ClientListener;
import io.confab.client.ConfabClient;
import io.confab.client.ConnectionClosedException;
import io.confab.client.HistoryPage;
import io.confab.client.HistoryQuery;
import io.confab.codec.DirectEvent;
import io.confab.codec.JoinResult;
import io.confab.codec.ListResult;
import io.confab.codec.SessionOptions;
import io.confab.codec.ShutdownEvent;
import io.confab.codec.Stamp;
import io.confab.codec.TextEvent;
import io.confab.server.ConfabServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client library against the server. */
class ClientLibraryTest {

    private static final int SMALL_FRAME_BYTES = 1024;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private ConfabServer server =
            ConfabServer.builder().port(0).openAccounts().eventLoops(2).start().join();

    @AfterEach
    void stop() {
        server.close(Duration.ofSeconds(1)).join();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void twoPeopleTalk() throws Exception {
        Heard jacksEar = new Heard();
        ConfabClient jill = connect(new Heard(), "jill");
        ConfabClient jack = connect(jacksEar, "jack");
        jill.create("lobby", new SessionOptions(null, "Tea", 5)).get();
        Stamp first = jill.say("lobby", "anybody?").get();
        JoinResult joined = jack.join("lobby").get();
        assertThat(joined.sequence()).isEqualTo(first.sequence());
        assertThat(joined.members()).isEqualTo(2);

        Stamp second = jill.say("", "Good evening").get();
        jill.tell("jack", "psst").get();
        await().until(() -> jacksEar.texts.size() == 1 && jacksEar.directs.size() == 1);
        assertThat(jacksEar.texts()).containsExactly("jill: Good evening");
        assertThat(jacksEar.directs.element().text()).isEqualTo("psst");
        assertThat(jack.lastSequence("lobby")).hasValue(second.sequence());

        HistoryPage history = jack.history("lobby", HistoryQuery.latest(1)).get();
        assertThat(history.messages()).extracting(LoggedMessage::sequence).containsExactly(second.sequence());
        assertThat(history.more()).isTrue();
        HistoryPage before = jack.history("lobby", HistoryQuery.before(second.sequence(), 10))
                .get();
        assertThat(before.messages()).extracting(LoggedMessage::sequence).containsExactly(first.sequence());
        assertThat(before.more()).isFalse();
        ListResult all = jack.list().get();
        assertThat(all.sessions()).containsExactly(new ListResult.Entry("lobby", 2, "Tea", 5));
        assertThat(all.users()).containsExactly("jack", "jill");
        assertThat(jack.list("lobby").get().users()).containsExactly("jack", "jill");
        assertThat(jack.ping().get()).isPositive();
        assertRefused(jack.join("lobby"), NakCode.ALREADY_MEMBER);
        assertRefused(jack.join("cellar"), NakCode.NO_SUCH_SESSION);

        jack.leave("lobby").get();
        assertThat(jack.sessions()).isEmpty();
        jack.logout().get();
        jack.closeFuture().get();
        assertThat(jacksEar.ends).containsExactly("asked for");
        jill.logout().get();
        jill.closeFuture().get();
        await().until(() -> server.connections() == 0 && server.sessions().size() == 0);
    }

    @Test
    void whoComesBackHearsAllThatWasSaidMeanwhileWhereverTheConnectionWasLost() throws Exception {
        ConfabClient jill = connect(new Heard(), "jill");
        jill.create("lobby").get();
        for (int round = 0; round < 20; round++) {
            Heard ear = new Heard();
            ConfabClient jack = connect(ear, "jack");
            long start = jack.join("lobby").get().sequence();
            List<CompletableFuture<Stamp>> said = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                said.add(jill.say("lobby", round + "." + i));
                CompletableFuture<Stamp> own = jack.say("lobby", "own");
                if (i == 2 * round) {
                    own.thenRun(jack::close); // somewhere amid what both say
                }
            }
            jack.closeFuture().get();
            long after = jack.lastSequence("lobby").orElseThrow();
            assertThat(after).isGreaterThanOrEqualTo(start);
            CompletableFuture.allOf(said.toArray(new CompletableFuture<?>[0])).get();

            await().until(() -> server.online().size() == 1);
            ConfabClient again = connect(ear, "jack");
            assertThat(again.join("lobby", after).get().recovered()).isTrue();
            int expected = round;
            await().until(() -> ear.texts().contains("jill: " + expected + ".49"));
            assertThat(ear.texts().stream().filter(text -> text.startsWith("jill")))
                    .containsExactlyElementsOf(IntStream.range(0, 50)
                            .mapToObj(i -> "jill: " + expected + "." + i)
                            .toList());
            again.close();
            again.closeFuture().get();
            await().until(() -> server.online().size() == 1);
        }
        jill.close();
    }

    @Test
    void listsWhatDoesNotFitOneFrame() throws Exception {
        server.close(Duration.ZERO).join();
        server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .maxFrameBytes(SMALL_FRAME_BYTES)
                .start()
                .join();
        List<ConfabClient> clients = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String name = String.format("%02d", i) + "x".repeat(50);
            ConfabClient client = connect(new Heard(), name);
            createOrJoin(client, i < 20, "z" + i % 20);
            createOrJoin(client, i == 0, "0"); // a name before those of its members, unlike the others
            clients.add(client);
            names.add(name);
        }

        ListResult all = clients.get(7).list().get();
        assertThat(all.users()).isEqualTo(names);
        assertThat(all.sessions())
                .extracting(ListResult.Entry::name)
                .hasSize(21)
                .isSorted();
        assertThat(all.more()).isFalse();
        ListResult one = clients.get(7).list("0").get();
        assertThat(one.users()).isEqualTo(names);
        assertThat(one.sessions()).containsExactly(new ListResult.Entry("0", 60, null, null));
        assertThat(clients.get(0).list("z0").get().users()).hasSize(3);
        clients.forEach(ConfabClient::close);
    }

    @Test
    void hearsThatTheServerGoesDown() throws Exception {
        Heard ear = new Heard();
        ConfabClient jill = connect(ear, "jill");
        server.close(Duration.ofSeconds(5)).join();
        jill.closeFuture().get();

        assertThat(ear.shutdowns).hasSize(1);
        assertThat(ear.ends).singleElement().isInstanceOf(ConnectionClosedException.class);
    }

    private static void createOrJoin(ConfabClient client, boolean create, String session) throws Exception {
        (create ? client.create(session) : client.join(session)).get();
    }

    private ConfabClient connect(ClientListener listener, String account) throws Exception {
        ConfabClient client = ConfabClient.builder()
                .port(server.address().getPort())
                .eventLoopGroup(group)
                .listener(listener)
                .connect()
                .get();
        client.login(account, "secret").get();
        return client;
    }

    private static void assertRefused(Future<?> future, NakCode code) {
        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        CommandException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** What one person is told. */
    private static final class Heard implements ClientListener {

        private final ConcurrentLinkedQueue<TextEvent> texts = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<DirectEvent> directs = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<ShutdownEvent> shutdowns = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<Object> ends = new ConcurrentLinkedQueue<>();

        List<String> texts() {
            return texts.stream()
                    .map(text -> text.message().source() + ": "
                            + new String(text.message().data(), UTF_8))
                    .toList();
        }

        @Override
        public void text(TextEvent event) {
            texts.add(event);
        }

        @Override
        public void direct(DirectEvent event) {
            directs.add(event);
        }

        @Override
        public void shutdown(ShutdownEvent event) {
            shutdowns.add(event);
        }

        @Override
        public void disconnected(@Nullable Throwable cause) {
            ends.add(cause == null ? "asked for" : cause);
        }
    }
}
