package io.confab.client;

import static io.confab.client.ConfabClientTest.assertFailed;
import static io.confab.client.ConfabClientTest.frame;
import static io.confab.client.ConfabClientTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.codec.Ack;
import io.confab.codec.AnnouncementEvent;
import io.confab.codec.ClosedEvent;
import io.confab.codec.DirectEvent;
import io.confab.codec.KickedEvent;
import io.confab.codec.LaggedEvent;
import io.confab.codec.LogoutCommand;
import io.confab.codec.Message;
import io.confab.codec.MessageType;
import io.confab.codec.Nak;
import io.confab.codec.PingCommand;
import io.confab.codec.PluginMessage;
import io.confab.codec.PresenceEvent;
import io.confab.codec.ReadCommand;
import io.confab.codec.ShutdownEvent;
import io.confab.codec.Stamp;
import io.confab.codec.UnknownEvent;
import io.netty.util.LeakPresenceDetector;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a listener is told, and how a connection ends. */
class InboundHandlerTest {

    private final RecordingListener listener = new RecordingListener();
    private final FakeServer server = new FakeServer(listener);
    private final ConfabClient client = server.client();

    @AfterEach
    void leavesNothingBehind() {
        server.finish();
        LeakPresenceDetector.check();
    }

    @Test
    void tellsTheListenerEveryEventInTheOrderOfTheWire() {
        byte[] typing = "{\"event\":\"typing\",\"who\":\"jack\"}".getBytes(StandardCharsets.UTF_8);
        Message[] events = {
            new DirectEvent("jack", new Stamp(1, 2), "psst"),
            new PresenceEvent("lobby", List.of("jack"), List.of(), 2),
            text(false, 0, "lobby", 1, "jack"),
            new LaggedEvent("lobby", 3, 4),
            new ClosedEvent("lobby", "empty"),
            new KickedEvent("tea", "noise"),
            new ShutdownEvent(500),
            new AnnouncementEvent("", "back soon"),
            new UnknownEvent("lobby", "typing", typing),
            new PluginMessage(MessageType.plugin(0x80, "PLUGIN"), 0, "jack", "lobby", false, new byte[] {6}),
        };
        server.send(events);

        assertThat(listener.told()).usingRecursiveComparison().isEqualTo(List.of(events));
    }

    @Test
    void logsWhatAListenerThrowsAndGoesOn() {
        Logger logger = (Logger) LoggerFactory.getLogger(InboundHandler.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        try {
            listener.failWith(new AssertionError("from the listener"));
            CompletableFuture<Duration> pinged = client.ping();
            server.send(
                    new DirectEvent("jack", new Stamp(1, 2), "one"),
                    new DirectEvent("jack", new Stamp(2, 2), "two"),
                    new Ack(server.receive(PingCommand.class).requestId()));

            assertThat(listener.told()).hasSize(2);
            assertThat(pinged).isCompleted();
            client.close();
            assertThat(server.receive(ReadCommand.class).sequence()).isEqualTo(1);
            assertThat(server.receive(ReadCommand.class).sequence()).isEqualTo(2);
            assertThat(server.receive()).isNull();
            assertThat(client.closeFuture()).isCompleted();
            assertThat(log.list).hasSize(3).allSatisfy(line -> {
                assertThat(line.getFormattedMessage()).endsWith("The listener has failed");
                assertThat(line.getThrowableProxy().getMessage()).isEqualTo("from the listener");
            });
        } finally {
            logger.setAdditive(true);
            logger.detachAppender(log);
        }
    }

    @Test
    void goesOnWhenAContinuationThrows() {
        client.ping().thenRun(() -> {
            throw new IllegalStateException("from the continuation");
        });
        CompletableFuture<Duration> second = client.ping();
        server.send(new Ack(server.receive(PingCommand.class).requestId()));
        server.send(new Ack(server.receive(PingCommand.class).requestId()));

        assertThat(second).isCompleted();
    }

    @Test
    void passesOverFramesOfLaterVersions() {
        server.send(frame(0x04, 0x00, 0)); // an unknown type
        server.send(frame(0x01, 0x80, 0)); // an unknown flag

        assertThat(client.isOpen()).isTrue();
        assertThat(listener.told()).isEmpty();
    }

    @Test
    void closesAConnectionThatSendsWhatIsNoFrame() {
        CompletableFuture<Duration> pinged = client.ping();
        assertThat(server.receive(PingCommand.class).requestId()).isEqualTo(1);
        int[] legal = frame(0x01, 0x00, 1); // ACK
        server.send(IntStream.concat(IntStream.of(0, 0, 0, 3, 1, 2, 3), IntStream.of(legal))
                .toArray());

        assertThat(client.isOpen()).isFalse();
        assertThat(listener.told())
                .singleElement()
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        cause -> assertThat(cause)
                                .hasMessage("server: sent what is no frame (length: 3 (expected: 8 or more))"));
        assertThat(client.closeFuture()).isCompleted();
        assertThat(pinged).isCompletedExceptionally();
    }

    @Test
    void closesAConnectionThatSendsTooLongAFrame() {
        server.send(0, 1, 0, 1);

        assertThat(listener.told()).singleElement().isInstanceOf(ProtocolException.class);
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void closesAConnectionThatSendsMoreHistoryThanWasAskedFor() {
        CompletableFuture<HistoryPage> history = client.history("lobby", HistoryQuery.latest(1));
        assertThat(server.receive()).isNotNull();
        server.send(text(true, 1, "lobby", 1, "a"), text(true, 1, "lobby", 2, "a"));

        assertThat(history).isCompletedExceptionally();
        assertThat(listener.told())
                .singleElement()
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        cause -> assertThat(cause)
                                .hasMessage("history: more messages than asked for (expected: at most 1) in lobby"));
    }

    @Test
    void failsAllWhoWaitInTheirOrderThenTellsTheListenerThenSaysThatItIsClosed() {
        List<String> order = new ArrayList<>();
        for (String name : List.of("first", "second", "third")) {
            client.ping().exceptionally(failure -> {
                order.add(name + ", listener told " + listener.told().size());
                assertThat(client.closeFuture()).isNotDone();
                return Duration.ZERO;
            });
        }
        client.closeFuture()
                .thenRun(() ->
                        order.add("closed, listener told " + listener.told().size()));
        server.hangUp();

        assertThat(order)
                .containsExactly(
                        "first, listener told 0",
                        "second, listener told 0",
                        "third, listener told 0",
                        "closed, listener told 1");
    }

    @Test
    void saysThatTheServerClosed() {
        CompletableFuture<Duration> pinged = client.ping();
        server.hangUp();

        String reason = "server: localhost:26632 closed the connection";
        assertThat(listener.told()).singleElement().isInstanceOfSatisfying(ConnectionClosedException.class, cause -> {
            assertThat(cause).hasMessage(reason);
            assertFailed(
                    pinged,
                    ConnectionClosedException.class,
                    "PING: connection ended before the reply (" + reason + ")");
        });
        assertThat(client.isOpen()).isFalse();
        assertThat(client.isWritable()).isFalse();
    }

    @Test
    void saysWhatTheServerCouldNotReadBeforeItClosed() {
        server.send(new Nak(0, NakCode.MALFORMED, "length: 3 (expected: 8 or more)"));
        assertThat(client.isOpen()).isTrue();
        server.hangUp();

        assertThat(listener.told())
                .singleElement()
                .isInstanceOfSatisfying(
                        CommandException.class,
                        cause -> assertThat(cause.code()).isEqualTo(NakCode.MALFORMED));
    }

    @Test
    void staysOpenWhenWhatWantedNoReplyIsRefused() {
        server.send(
                new Nak(0, NakCode.UNSUPPORTED, "type: 0x80 (expected: a known one)"),
                new DirectEvent("jack", new Stamp(1, 2), "psst"));
        server.hangUp();

        assertThat(listener.told()).hasSize(2);
        assertThat(listener.told().get(1)).isInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void saysThatTheNetworkFailed() {
        IOException reset = new IOException("Connection reset by peer");
        CompletableFuture<Duration> pinged = client.ping();
        server.fail(reset);

        assertThat(listener.told()).containsExactly(reset);
        assertFailed(
                pinged,
                ConnectionClosedException.class,
                "PING: connection ended before the reply (Connection reset by peer)");
    }

    @Test
    void closesAfterWhatWasSentSoFar() {
        CompletableFuture<Void> out = client.logout();
        client.close();
        client.close();
        CompletableFuture<Duration> tooLate = client.ping();

        assertThat(server.receive(LogoutCommand.class)).isNotNull();
        assertThat(server.receive()).isNull();
        assertFailed(
                out,
                ConnectionClosedException.class,
                "LOGOUT: connection ended before the reply (closed by this side)");
        assertThat(tooLate).isCompletedExceptionally();
        assertThat(listener.told()).containsExactly(RecordingListener.ASKED_FOR);
        assertThat(client.closeFuture()).isCompleted();
    }

    @Test
    void failsAtOnceWhatIsAskedAfterTheEnd() {
        server.hangUp();

        assertFailed(
                client.ping(),
                ConnectionClosedException.class,
                "PING: connection ended before the reply (server: localhost:26632 closed the connection)");
        assertThat(client.send(new LogoutCommand(0, ""))).isFalse();
        assertThat(client.list()).isCompletedExceptionally();
        client.close();
        assertThat(listener.told()).hasSize(1);
    }

    @Test
    void keepsItsOwnEndFromWhoeverCompletesTheFuture() {
        client.closeFuture().complete(null);

        assertThat(client.closeFuture()).isNotDone();
    }
}
