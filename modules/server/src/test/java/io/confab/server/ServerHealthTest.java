package io.confab.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Durability;
import io.confab.api.MessageLog;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerHealthTest {

    private final MultiThreadIoEventLoopGroup eventLoops =
            new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final Channel listening = new EmbeddedChannel();
    private CompletionStage<@Nullable Void> written = CompletableFuture.completedFuture(null);
    private boolean closing;

    private final ServerHealth health = new ServerHealth(eventLoops, listening, new Log(), () -> closing);

    @AfterEach
    void stop() {
        eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void isWellWhereNothingIsWrong() {
        assertThat(ask(health.alive())).isEmpty();
        assertThat(ask(health.ready())).isEmpty();
    }

    @Test
    void tellsOfAnEventLoopThatDoesNotAnswer() {
        CountDownLatch stuck = new CountDownLatch(1);
        eventLoops.next().execute(() -> {
            try {
                stuck.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        ServerHealth impatient = new ServerHealth(eventLoops, listening, new Log(), () -> closing, 50);
        assertThat(ask(impatient.alive())).singleElement().asString().startsWith("event loop ");
        stuck.countDown();
        assertThat(ask(health.alive())).isEmpty();
    }

    @Test
    void isNotReadyWhereTheLogCannotBeWritten() {
        written = CompletableFuture.failedFuture(new IllegalStateException("disk: full"));
        assertThat(ask(health.ready())).containsExactly("message log: disk: full (expected: one that works)");
        assertThat(ask(health.alive())).isEmpty();
    }

    @Test
    void isNotReadyWhereThePortIsNotOpen() {
        listening.close();
        assertThat(ask(health.ready())).singleElement().asString().startsWith("port: not bound");
    }

    @Test
    void isNotReadyButAliveWhileItCloses() {
        closing = true;
        assertThat(ask(health.ready())).containsExactly("server: closing (expected: one that takes connections)");
        assertThat(ask(health.alive())).isEmpty();
    }

    @Test
    void aRunningServerIsReadyUntilItCloses() {
        ConfabServer server =
                ConfabServer.builder().port(0).openAccounts().start().join();
        assertThat(ask(server.health().ready())).isEmpty();
        server.close(Duration.ZERO).join();
        assertThat(ask(server.health().ready())).isNotEmpty();
        assertThat(ask(server.health().alive())).isNotEmpty();
    }

    private static List<String> ask(CompletionStage<List<String>> question) {
        return question.toCompletableFuture().join();
    }

    /** Is only ever asked whether it can be written. */
    private final class Log implements MessageLog {
        @Override
        public CompletionStage<@Nullable Void> check() {
            return written;
        }

        @Override
        public boolean keeps(Durability durability) {
            return true;
        }

        @Override
        public CompletionStage<List<SessionDescription>> sessions() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<SessionLog> open(SessionDescription session) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<@Nullable Void> remove(String session) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
