package io.confab.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.confab.codec.Command;
import io.confab.codec.FrameDecoder;
import io.confab.codec.LogoutCommand;
import io.confab.codec.Stamp;
import io.confab.codec.TextCommand;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.LeakPresenceDetector;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real sockets on the loopback interface. */
class ConnectorTest {

    private final LoopbackServer server = new LoopbackServer();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
        LeakPresenceDetector.check();
    }

    @Test
    void connectsToAnAddressAndToAName() throws Exception {
        for (String host : List.of("127.0.0.1", "localhost")) {
            ConfabClient client = server.client().host(host).connect().get();
            assertThat(client.isOpen()).isTrue();
            assertThat(client.isWritable()).isTrue();
            assertThat(client.ping().get()).isPositive();
            end(client);
            assertThat(client.isOpen()).isFalse();
        }
    }

    @Test
    void saysWhereNobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        CompletableFuture<ConfabClient> connecting =
                ConfabClient.builder().host("localhost").port(port).connect();

        assertThatThrownBy(connecting::get)
                .hasCauseInstanceOf(ConnectException.class)
                .cause()
                .hasMessageStartingWith("server: localhost:" + port + " (expected: one that accepts connections): ")
                .hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void saysWhichHostIsUnknown() {
        CompletableFuture<ConfabClient> connecting =
                ConfabClient.builder().host("no such host").port(1).connect();

        assertThatThrownBy(connecting::get)
                .hasCauseInstanceOf(ConnectException.class)
                .cause()
                .hasMessage("server: no such host:1 (expected: one that accepts connections): unknown host")
                .hasCauseInstanceOf(UnknownHostException.class);
    }

    @Test
    void completesOnItsEventLoopBeforeTheListenerIsToldAnything() throws Exception {
        RecordingListener listener = new RecordingListener();
        CompletableFuture<String> seen = new CompletableFuture<>();
        server.answerWith((channel, command) -> channel.close());
        server.client().listener(listener).connect().thenAccept(client -> {
            client.closeFuture()
                    .thenRun(() -> seen.complete(Thread.currentThread().getName() + " "
                            + listener.told().size()));
            client.ping();
        });

        assertThat(seen.get()).startsWith("confab-client").endsWith(" 1");
    }

    @Test
    void endsItsOwnEventLoopWhenTheServerCloses() throws Exception {
        ConfabClient client = server.client().connect().get();
        CompletableFuture<Thread> closing = client.closeFuture().thenApply(done -> Thread.currentThread());
        server.accepted().close();

        Thread closer = closing.get();
        assertThat(closer.getName()).startsWith("confab-client");
        assertThat(closer.isDaemon()).isTrue();
        closer.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(closer.isAlive()).isFalse();
        assertThat(client.ping()).isCompletedExceptionally();
        client.close();
    }

    @Test
    void leavesASharedEventLoopRunning() throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            ConfabClientBuilder builder = server.client().eventLoopGroup(group, NioSocketChannel.class);
            ConfabClient first = builder.connect().get();
            ConfabClient second = builder.connect().get();
            end(first);

            assertThat(second.ping().get()).isPositive();
            assertThat(group.isShuttingDown()).isFalse();
            end(second);
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void failsOnEventLoopsThatHaveEnded() {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        CompletableFuture<ConfabClient> connecting =
                server.client().eventLoopGroup(group).connect();

        assertThatThrownBy(() -> connecting.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void endsTheConnectionThatNobodyWantsAnyMore() throws Exception {
        CompletableFuture<ConfabClient> connecting =
                server.client().host("localhost").connect();
        if (connecting.cancel(false)) {
            Channel channel = server.accepted();
            channel.closeFuture().get(30, TimeUnit.SECONDS);
        } else {
            connecting.get().close();
        }
    }

    @Test
    void keepsTheOrderOfEveryThreadAndAnswersEachItsOwn() throws Exception {
        Map<String, Queue<Integer>> heard = new ConcurrentHashMap<>();
        server.answerWith((channel, command) -> {
            String[] words = new String(((TextCommand) command).data(), UTF_8).split(" ", -1);
            heard.computeIfAbsent(words[0], name -> new ConcurrentLinkedQueue<>())
                    .add(Integer.valueOf(words[1]));
            LoopbackServer.acknowledge(channel, command);
        });
        int count = 2_000;
        ConfabClient client = server.client().connect().get();
        List<Thread> threads = new ArrayList<>();
        Queue<CompletableFuture<Stamp>> said = new ConcurrentLinkedQueue<>();
        for (int t = 0; t < 4; t++) {
            String name = "thread" + t;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < count; i++) {
                    said.add(client.say("lobby", name + " " + i));
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        CompletableFuture.allOf(said.toArray(new CompletableFuture<?>[0])).get();

        assertThat(said.stream().map(stamp -> stamp.join().sequence())).doesNotHaveDuplicates();
        assertThat(heard).hasSize(4);
        assertThat(heard.values()).allSatisfy(numbers -> {
            assertThat(numbers).hasSize(count);
            assertThat(List.copyOf(numbers)).isSorted().doesNotHaveDuplicates();
        });
        end(client);
    }

    @Test
    void takesABoundedAmountWhileTheServerDoesNotRead() throws Exception {
        AtomicInteger arrived = new AtomicInteger();
        server.answerWith((channel, command) -> {
            arrived.incrementAndGet();
            LoopbackServer.acknowledge(channel, command);
        });
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            ConfabClient client = server.client()
                    .maxUnsentBytes(1 << 20)
                    .eventLoopGroup(group)
                    .connect()
                    .get();
            Channel channel = server.accepted();
            channel.config().setAutoRead(false);
            byte[] text = new byte[60_000];
            List<CompletableFuture<Stamp>> accepted = new ArrayList<>();
            // The kernel's buffers take what they take; this side is full when it stays so after turns of its loop.
            for (int refused = 0; refused < 5; ) {
                CompletableFuture<Stamp> next = client.say("lobby", text);
                if (next.isCompletedExceptionally()) {
                    assertThatThrownBy(next::get).hasCauseInstanceOf(BacklogFullException.class);
                    refused++;
                    group.submit(() -> {}).get();
                } else {
                    refused = 0;
                    accepted.add(next);
                    assertThat(accepted).as("frames of 60 kB taken").hasSizeLessThan(1_000);
                }
            }
            assertThat(client.isWritable()).isFalse();

            channel.config().setAutoRead(true);
            CompletableFuture.allOf(accepted.toArray(new CompletableFuture<?>[0]))
                    .get();
            assertThat(arrived).hasValue(accepted.size());
            await().until(client::isWritable);
            assertThat(client.say("lobby", text).get()).isNotNull();
            end(client);
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void failsWhoWaitsWhenTheServerResets() throws Exception {
        RecordingListener listener = new RecordingListener();
        server.answerWith((channel, command) -> {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        });
        ConfabClient client = server.client().listener(listener).connect().get();
        CompletableFuture<Duration> pinged = client.ping();

        assertThatThrownBy(pinged::get).hasCauseInstanceOf(ConnectionClosedException.class);
        client.closeFuture().get();
        assertThat(listener.told()).singleElement().isInstanceOf(IOException.class);
    }

    @Test
    void timesOutOnARealClockToo() throws Exception {
        server.answerWith((channel, command) -> {});
        ConfabClient client =
                server.client().requestTimeout(Duration.ofMillis(50)).connect().get();
        assertThatThrownBy(client.ping()::get).hasMessageContaining("PING: no reply for 50 ms");
        end(client);
    }

    @Test
    void partsInGoodOrder() throws Exception {
        RecordingListener listener = new RecordingListener();
        server.answerWith((Channel channel, Command command) -> {
            LoopbackServer.acknowledge(channel, command);
            if (command instanceof LogoutCommand) {
                channel.newSucceededFuture().addListener(ChannelFutureListener.CLOSE);
            }
        });
        ConfabClient client = server.client().listener(listener).connect().get();
        client.login("jill", "x").get();
        client.logout().get();
        client.closeFuture().get();

        assertThat(listener.told()).containsExactly(RecordingListener.ASKED_FOR);
    }

    @Test
    void mayBeClosedOnItsOwnEventLoop() throws Exception {
        RecordingListener listener = new RecordingListener();
        ConfabClient client = server.client().listener(listener).connect().get();
        client.ping().thenRun(client::close);

        client.closeFuture().get();
        assertThat(listener.told()).containsExactly(RecordingListener.ASKED_FOR);
    }

    @Test
    void refusesSettingsOutsideTheirRange() {
        ConfabClientBuilder builder = ConfabClient.builder();

        assertThatThrownBy(() -> builder.port(0)).hasMessage("port: 0 (expected: 1 to 65535)");
        assertThatThrownBy(() -> builder.port(65_536)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.connectTimeout(Duration.ZERO))
                .hasMessage("connectTimeout: PT0S (expected: a millisecond to a day)");
        assertThatThrownBy(() -> builder.requestTimeout(Duration.ofDays(2)))
                .hasMessage("requestTimeout: PT48H (expected: a millisecond to a day)");
        assertThatThrownBy(() -> builder.maxFrameBytes(FrameDecoder.MIN_MAX_FRAME_BYTES - 1))
                .hasMessage("maxFrameBytes: 1023 (expected: 1024 to 16777215)");
        assertThatThrownBy(() -> builder.maxFrameBytes(1 << 24)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.maxOutstandingRequests(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.maxUnsentBytes(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void end(ConfabClient client) throws Exception {
        client.close();
        client.closeFuture().get();
    }
}
