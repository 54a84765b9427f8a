package io.confab.handlers;

import static io.confab.handlers.Commands.leave;
import static io.confab.handlers.Commands.logout;
import static io.confab.handlers.Commands.ping;
import static io.confab.handlers.Commands.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.MessageLog;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replies come in the order of the requests, also while a log takes its time. */
class ReplyOrderTest {

    private final TestServer server = new TestServer();
    private final List<CompletableFuture<@Nullable Void>> appends = new ArrayList<>();

    @BeforeEach
    void storesSlowly() {
        server.log = new SlowLog();
    }

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    @Test
    void aPingWaitsForTheTextInFrontOfIt() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(Commands.create(2, "lab"), text(3, "lab", "hello"), ping(4)))
                .containsExactly("ACK 2");
        assertThat(jill.ask(ping(5), ping(0))).isEmpty();
        commit(0);
        assertThat(jill.received()).containsExactly("ACK 3 #1", "ACK 4", "ACK 5");
    }

    @Test
    void textsAreAcknowledgedInTheirOrderWhateverTheLogDoes() {
        TestClient jill = server.login("jill");
        jill.ask(Commands.create(2, "lab"));
        jill.ask(text(3, "lab", "one"));
        jill.ask(text(4, "lab", "two"));
        commit(1);
        assertThat(jill.received()).isEmpty();
        commit(0);
        assertThat(jill.received()).containsExactly("ACK 3 #1", "ACK 4 #2");
    }

    @Test
    void aTextThatCannotBeLoggedIsRefusedInItsPlace() {
        TestClient jill = server.login("jill");
        jill.ask(Commands.create(2, "lab"));
        jill.ask(text(3, "lab", "lost"), text(0, "lab", "lost, too"), ping(4));
        appends.get(0).completeExceptionally(new IllegalStateException("disk: full (expected: room)"));
        server.run();
        assertThat(jill.received())
                .containsExactly("NAK 3 UNAVAILABLE session: lab (expected: a log that works)", "ACK 4");
    }

    @Test
    void aLogoutClosesBehindEverythingThatWasAsked() {
        TestClient jill = server.login("jill");
        jill.ask(Commands.create(2, "lab"));
        assertThat(jill.ask(text(3, "lab", "bye"), logout(4), ping(5))).isEmpty();
        assertThat(jill.channel.isActive()).isTrue();
        commit(0);
        assertThat(jill.received()).containsExactly("ACK 3 #1", "ACK 4");
        assertThat(jill.channel.isActive()).isFalse();
    }

    @Test
    void aClientIsSentAwayBehindEverythingItHasAskedFor() {
        TestClient jill = server.login("jill");
        jill.ask(Commands.create(2, "lab"));
        assertThat(jill.ask(text(3, "lab", "bye"), ping(4))).isEmpty();
        jill.sendAway();
        assertThat(jill.ask(ping(5))).isEmpty(); // too late
        assertThat(jill.channel.isActive()).isTrue();
        commit(0);
        assertThat(jill.received()).containsExactly("ACK 3 #1", "ACK 4", "ShutdownEvent[reconnectAfter=1000]");
        assertThat(jill.channel.isActive()).isFalse();
    }

    @Test
    void aClientIsSentAwayBehindWhatWaitsBecauseItDoesNotRead() {
        TestClient jill = server.login("jill");
        jill.writable(false);
        assertThat(jill.ask(ping(2), ping(3))).isEmpty();
        jill.sendAway();
        assertThat(jill.received()).isEmpty();
        jill.writable(true);
        assertThat(jill.received()).containsExactly("ACK 2", "ACK 3", "ShutdownEvent[reconnectAfter=1000]");
        assertThat(jill.channel.isActive()).isFalse();
    }

    @Test
    void aLeaveKeepsItsPlaceToo() {
        TestClient jill = server.login("jill");
        jill.ask(Commands.create(2, "lab"));
        assertThat(jill.ask(text(3, "lab", "bye"), leave(4, "lab"))).isEmpty();
        commit(0);
        assertThat(jill.received()).containsExactly("ACK 3 #1", "ACK 4");
        assertThat(server.services().sessions().size()).isZero();
    }

    private void commit(int append) {
        appends.get(append).complete(null);
        server.run();
    }

    private final class SlowLog implements MessageLog {

        @Override
        public boolean keeps(Durability durability) {
            return durability == Durability.MEMORY;
        }

        @Override
        public CompletionStage<List<SessionDescription>> sessions() {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletionStage<@Nullable Void> remove(String session) {
            return SessionLog.COMMITTED;
        }

        @Override
        public CompletionStage<SessionLog> open(SessionDescription session) {
            return CompletableFuture.completedFuture(new SessionLog() {
                @Override
                public long head() {
                    return 0;
                }

                @Override
                public CompletionStage<@Nullable Void> append(List<LoggedMessage> batch) {
                    CompletableFuture<@Nullable Void> append = new CompletableFuture<>();
                    appends.add(append);
                    return append;
                }

                @Override
                public @Nullable CompletionStage<@Nullable LoggedMessage> find(String source, UUID messageId) {
                    return null;
                }

                @Override
                public CompletionStage<List<LoggedMessage>> read(
                        long after, long before, int limit, int maxBytes, boolean newest) {
                    return CompletableFuture.completedFuture(List.of());
                }

                @Override
                public void close() {
                    // there is nothing to let go of
                }
            });
        }

        @Override
        public void close() {
            // there is nothing to let go of
        }
    }
}
