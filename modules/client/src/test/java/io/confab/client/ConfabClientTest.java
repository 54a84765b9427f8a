package io.confab.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.CommandException;
import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import io.confab.codec.Ack;
import io.confab.codec.CreateCommand;
import io.confab.codec.DirectCommand;
import io.confab.codec.DirectEvent;
import io.confab.codec.FrameDecoder;
import io.confab.codec.HistoryCommand;
import io.confab.codec.HistoryResult;
import io.confab.codec.JoinCommand;
import io.confab.codec.JoinResult;
import io.confab.codec.LeaveCommand;
import io.confab.codec.LoginCommand;
import io.confab.codec.LoginDetails;
import io.confab.codec.LogoutCommand;
import io.confab.codec.MessageType;
import io.confab.codec.Nak;
import io.confab.codec.PingCommand;
import io.confab.codec.PluginMessage;
import io.confab.codec.ReadCommand;
import io.confab.codec.SessionOptions;
import io.confab.codec.Stamp;
import io.confab.codec.TextCommand;
import io.confab.codec.TextEvent;
import io.netty.util.LeakPresenceDetector;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfabClientTest {

    private static final MessageType DICE = MessageType.plugin(0x80, "DICE");

    private final RecordingListener listener = new RecordingListener();
    private final FakeServer server = new FakeServer(listener);
    private final ConfabClient client = server.client();

    @AfterEach
    void leavesNothingBehind() {
        server.finish();
        LeakPresenceDetector.check();
    }

    @Test
    void logsInWithThePasswordAndSaysThatItTellsWhatItHas() {
        CompletableFuture<Void> login = client.login("Zoe\u0308", "pässword");
        LoginCommand command = server.receive(LoginCommand.class);
        assertThat(command.source()).isEqualTo("Zoë");
        assertThat(command.details())
                .isEqualTo(new LoginDetails(LoginDetails.PLAIN, "pässword", null, null, null, true));
        assertThat(client.account()).isEmpty();
        assertThat(login).isNotDone();

        server.send(new Ack(command.requestId()));
        assertThat(login).isCompletedWithValue(null);
        assertThat(client.account()).contains("Zoë");
    }

    @Test
    void hasNoAccountAfterAWrongPassword() {
        CompletableFuture<Void> login = client.login("jill", "wrong");
        server.send(new Nak(server.receive(LoginCommand.class).requestId(), NakCode.BAD_CREDENTIALS, "no"));

        assertRefused(login, NakCode.BAD_CREDENTIALS, "no");
        assertThat(client.account()).isEmpty();
    }

    @Test
    void createsASession() {
        SessionOptions options = new SessionOptions(null, "Tea", 5);
        CompletableFuture<Void> plain = client.create("lobby");
        CompletableFuture<Void> special = client.create("tea", options);
        CreateCommand first = server.receive(CreateCommand.class);
        CreateCommand second = server.receive(CreateCommand.class);
        assertThat(first).isEqualTo(new CreateCommand(first.requestId(), "", "lobby", SessionOptions.DEFAULT));
        assertThat(second).isEqualTo(new CreateCommand(second.requestId(), "", "tea", options));

        server.send(new Ack(first.requestId()), new Nak(second.requestId(), NakCode.SESSION_EXISTS, "tea"));
        assertThat(plain).isCompletedWithValue(null);
        assertRefused(special, NakCode.SESSION_EXISTS, "tea");
        assertThat(client.sessions()).containsExactly("lobby");
    }

    @Test
    void joinsASession() {
        JoinResult result = new JoinResult(12, 3, true, null);
        CompletableFuture<JoinResult> joined = client.join("lobby");
        JoinCommand command = server.receive(JoinCommand.class);
        assertThat(command).isEqualTo(new JoinCommand(command.requestId(), "", "lobby", null));

        server.send(Ack.of(command.requestId(), result));
        assertThat(joined).isCompletedWithValue(result);
    }

    @Test
    void joinsASessionAgainAfterASequence() {
        CompletableFuture<JoinResult> joined = client.join("lobby", 7);
        JoinCommand command = server.receive(JoinCommand.class);
        assertThat(command).isEqualTo(new JoinCommand(command.requestId(), "", "lobby", 7L));
        server.send(
                Ack.of(command.requestId(), new JoinResult(9, 3, true, null)),
                text(true, 0, "lobby", 8, "jack"),
                text(true, 0, "lobby", 9, "jack"));

        assertThat(joined).isCompleted();
        assertThat(listener.texts()).containsExactly("lobby/8 jack: hello", "lobby/9 jack: hello");
        assertThat(listener.told()).allMatch(event -> ((TextEvent) event).replay());
        assertThatThrownBy(() -> client.join("lobby", -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leavesASession() {
        CompletableFuture<Void> named = client.leave("lobby");
        CompletableFuture<Void> only = client.leave("");
        LeaveCommand first = server.receive(LeaveCommand.class);
        LeaveCommand second = server.receive(LeaveCommand.class);
        assertThat(first.session()).isEqualTo("lobby");
        assertThat(second.session()).isEmpty();

        server.send(new Ack(first.requestId()), new Nak(second.requestId(), NakCode.NOT_A_MEMBER, "none"));
        assertThat(named).isCompletedWithValue(null);
        assertRefused(only, NakCode.NOT_A_MEMBER, "none");
    }

    @Test
    void saysSomethingWithARandomId() {
        CompletableFuture<Stamp> said = client.say("lobby", "Good evening ä");
        TextCommand first = server.receive(TextCommand.class);
        client.say("lobby", "Good evening ä");
        TextCommand second = server.receive(TextCommand.class);
        assertThat(first.session()).isEqualTo("lobby");
        assertThat(first.json()).isFalse();
        assertThat(new String(first.data(), UTF_8)).isEqualTo("Good evening ä");
        assertThat(first.messageId()).isNotNull().isNotEqualTo(second.messageId());

        server.send(new Ack(first.requestId(), new Stamp(4, 1000)));
        assertThat(said).isCompletedWithValue(new Stamp(4, 1000));
    }

    @Test
    void saysSomethingWithAnIdOfTheCallers() {
        UUID id = UUID.randomUUID();
        client.say("", id, new byte[] {1, 2});
        TextCommand command = server.receive(TextCommand.class);

        assertThat(command.messageId()).isEqualTo(id);
        assertThat(command.session()).isEmpty();
        assertThat(command.data()).containsExactly(1, 2);
    }

    @Test
    void failsATextWhoseReplyHasNoStamp() {
        CompletableFuture<Stamp> said = client.say("lobby", "hello");
        server.send(new Ack(server.receive(TextCommand.class).requestId()));

        assertFailed(said, ProtocolException.class, "TEXT: unreadable reply: flags: not STAMPED (expected: STAMPED)");
    }

    @Test
    void asksForHistoryAndTellsTheListenerNoneOfIt() throws Exception {
        CompletableFuture<HistoryPage> asked = client.history("lobby", HistoryQuery.before(9, 2));
        HistoryCommand command = server.receive(HistoryCommand.class);
        assertThat(command).isEqualTo(new HistoryCommand(command.requestId(), "", "lobby", 9L, null, 2));

        server.send(
                text(true, command.requestId(), "lobby", 7, "jill"),
                text(false, 0, "lobby", 10, "jack"),
                text(true, command.requestId(), "lobby", 8, "jack"),
                Ack.of(command.requestId(), new HistoryResult(true)));
        assertThat(asked.get().messages())
                .extracting(LoggedMessage::toString)
                .containsExactly("lobby/7 by jill (5 bytes)", "lobby/8 by jack (5 bytes)");
        assertThat(asked.get().more()).isTrue();
        assertThat(listener.texts()).containsExactly("lobby/10 jack: hello");
    }

    @Test
    void asksForTheLatestAndForTheNextMessages() {
        client.history("lobby", HistoryQuery.latest(5));
        client.history("lobby", HistoryQuery.after(3, 6));
        HistoryCommand latest = server.receive(HistoryCommand.class);
        HistoryCommand next = server.receive(HistoryCommand.class);

        assertThat(latest).isEqualTo(new HistoryCommand(latest.requestId(), "", "lobby", null, null, 5));
        assertThat(next).isEqualTo(new HistoryCommand(next.requestId(), "", "lobby", null, 3L, 6));
        assertThatThrownBy(() -> HistoryQuery.latest(0)).hasMessage("limit: 0 (expected: 1 or more)");
        assertThatThrownBy(() -> HistoryQuery.after(-1, 1)).hasMessage("after: -1 (expected: 0 or more)");
        assertThatThrownBy(() -> HistoryQuery.before(-1, 1)).hasMessage("before: -1 (expected: 0 or more)");
    }

    @Test
    void failsOneHistoryWithoutTouchingAnother() throws Exception {
        CompletableFuture<HistoryPage> refused = client.history("lobby", HistoryQuery.latest(5));
        CompletableFuture<HistoryPage> answered = client.history("tea", HistoryQuery.latest(5));
        int first = server.receive(HistoryCommand.class).requestId();
        int second = server.receive(HistoryCommand.class).requestId();
        server.send(
                new Nak(first, NakCode.NOT_A_MEMBER, "lobby"),
                text(true, second, "tea", 1, "jack"),
                Ack.of(second, new HistoryResult(false)));

        assertRefused(refused, NakCode.NOT_A_MEMBER, "lobby");
        assertThat(answered.get().messages()).hasSize(1);
        assertThat(answered.get().more()).isFalse();
    }

    @Test
    void givesTheListenerAHistoryThatWasAskedForAsAnyCommand() {
        CompletableFuture<Ack> asked = client.request(id -> new HistoryCommand(id, "", "lobby", null, null, 1));
        int id = server.receive(HistoryCommand.class).requestId();
        server.send(text(true, id, "lobby", 3, "jack"), Ack.of(id, new HistoryResult(false)));

        assertThat(asked).isCompleted();
        assertThat(listener.texts()).containsExactly("lobby/3 jack: hello");
        assertThat(client.lastSequence("lobby")).isEmpty();
    }

    @Test
    void tellsOneAccount() {
        CompletableFuture<Stamp> told = client.tell("jack", new UUID(1, 2), "psst");
        DirectCommand command = server.receive(DirectCommand.class);
        assertThat(command).isEqualTo(new DirectCommand(command.requestId(), "", new UUID(1, 2), "jack", "psst"));
        server.send(new Ack(command.requestId(), new Stamp(7, 8)));
        assertThat(told).isCompletedWithValue(new Stamp(7, 8));
    }

    @Test
    void tellsNobodyWhoIsNotThere() {
        CompletableFuture<Stamp> told = client.tell("jack", "psst");
        DirectCommand command = server.receive(DirectCommand.class);
        server.send(new Nak(command.requestId(), NakCode.NOT_ONLINE, "jack"));
        assertRefused(told, NakCode.NOT_ONLINE, "jack");
    }

    @Test
    void saysWhichDirectMessagesItHas() {
        server.send(new DirectEvent("jack", new Stamp(5, 1), true, "one"));
        assertThat(server.receive(ReadCommand.class)).isEqualTo(new ReadCommand(0, "", "", 5));
        client.ping();
        server.send(new Ack(server.receive(PingCommand.class).requestId()));
        assertThat(server.receive()).isNull();
    }

    @Test
    void saysHowFarASessionIsRead() {
        CompletableFuture<Void> read = client.read("lobby", 41);
        ReadCommand command = server.receive(ReadCommand.class);
        assertThat(command).isEqualTo(new ReadCommand(command.requestId(), "", "lobby", 41));
        server.send(new Ack(command.requestId()));
        assertThat(read).isCompletedWithValue(null);
        assertThatThrownBy(() -> client.read("lobby", -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pings() throws Exception {
        CompletableFuture<Duration> pinged = client.ping();
        server.send(new Ack(server.receive(PingCommand.class).requestId()));

        assertThat(pinged.get()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
    }

    @Test
    void sendsAnyCommandWithTheIdThatItGives() throws Exception {
        CompletableFuture<Ack> asked =
                client.request(id -> new PluginMessage(DICE, id, "", "lobby", false, new byte[] {6}));
        PluginMessage command = server.receive(PluginMessage.class);
        assertThat(command.data()).containsExactly(6);
        server.send(new Ack(command.requestId(), new byte[] {4}));

        assertThat(asked.get().data()).containsExactly(4);
        assertThatThrownBy(() -> client.request(id -> new LogoutCommand(0, "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("requestId: 0 (expected: 2)");
    }

    @Test
    void sendsACommandThatNoReplyIsWantedTo() {
        assertThat(client.send(new PluginMessage(DICE, 0, "", "lobby", false, new byte[] {6})))
                .isTrue();
        assertThat(server.receive(PluginMessage.class).requestId()).isZero();
        assertThatThrownBy(() -> client.send(new LogoutCommand(3, "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("requestId: 3 (expected: 0)");
    }

    @Test
    void matchesRepliesByTheirIdsWhateverTheirOrder() {
        CompletableFuture<Void> first = client.create("a");
        CompletableFuture<Stamp> second = client.say("a", "hello");
        int firstId = server.receive(CreateCommand.class).requestId();
        int secondId = server.receive(TextCommand.class).requestId();

        server.send(new Ack(secondId, new Stamp(1, 1)));
        assertThat(second).isCompleted();
        assertThat(first).isNotDone();
        server.send(new Ack(firstId));
        assertThat(first).isCompleted();
    }

    @Test
    void completesInTheOrderOfTheWireAmongWhatTheListenerIsTold() {
        List<Object> order = new ArrayList<>();
        client.ping().thenRun(() -> order.add(List.copyOf(listener.texts())));
        int id = server.receive(PingCommand.class).requestId();
        server.send(text(false, 0, "lobby", 1, "a"), new Ack(id), text(false, 0, "lobby", 2, "b"));

        assertThat(order).containsExactly(List.of("lobby/1 a: hello"));
        assertThat(listener.texts()).hasSize(2);
    }

    @Test
    void passesOverRepliesToNobody() {
        server.send(new Ack(99), new Nak(98, NakCode.INTERNAL, "?"), text(true, 97, "lobby", 1, "a"));

        assertThat(listener.told()).isEmpty();
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void handsAllThatIsSentInOneTurnToTheNetworkAtOnce() {
        for (int i = 0; i < 10; i++) {
            client.say("lobby", "hello " + i);
        }

        assertThat(server.buffers()).isEqualTo(1);
        for (int i = 0; i < 10; i++) {
            assertThat(new String(server.receive(TextCommand.class).data(), UTF_8))
                    .isEqualTo("hello " + i);
        }
        assertThat(server.receive()).isNull();
    }

    @Test
    void refusesNamesThatBreakTheRulesWithoutAsking() {
        assertRefused(client.login("a b", ""), NakCode.INVALID_NAME);
        assertRefused(client.create(""), NakCode.INVALID_NAME);
        assertRefused(client.join("a\n"), NakCode.INVALID_NAME);
        assertRefused(client.join("a\n", 1), NakCode.INVALID_NAME);
        assertRefused(client.leave("x".repeat(65)), NakCode.INVALID_NAME);
        assertRefused(client.say("😀", "hello"), NakCode.INVALID_NAME);
        assertRefused(client.list(""), NakCode.INVALID_NAME);
        assertRefused(client.history("", HistoryQuery.latest(1)), NakCode.INVALID_NAME);
        assertRefused(client.tell("", "hello"), NakCode.INVALID_NAME);

        assertThat(server.receive()).isNull();
    }

    @Test
    void refusesAFrameThatIsTooLongWithoutAskingAndSendsOneThatJustFits() {
        FakeServer roomy = new FakeServer(FakeServer.settings(listener, 16, 1 << 20));
        int room = FrameDecoder.DEFAULT_MAX_FRAME_BYTES - 8 - 5 - 16;
        CompletableFuture<Stamp> fits = roomy.client().say("lobby", new byte[room]);
        CompletableFuture<Stamp> tooLong = roomy.client().say("lobby", new byte[room + 1]);

        assertThat(roomy.receive(TextCommand.class).data()).hasSize(room);
        assertThat(fits).isNotDone();
        assertRefused(tooLong, NakCode.TOO_LARGE, "frame: 65537 bytes (expected: at most 65536)");
        assertThat(roomy.client().send(new PluginMessage(DICE, 0, "", "", false, new byte[room + 100])))
                .isFalse();
        assertThat(roomy.receive()).isNull();
        roomy.finish();
    }

    @Test
    void failsACommandThatCannotBeWrittenAndNoOther() {
        CompletableFuture<Ack> broken = client.request(id -> new LeaveCommand(id, "", "x".repeat(256)));
        CompletableFuture<Duration> pinged = client.ping();
        PingCommand ping = server.receive(PingCommand.class);

        assertThatThrownBy(broken::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
        server.send(new Ack(ping.requestId()));
        assertThat(pinged).isCompleted();
    }

    @Test
    void failsARequestWhoseTimeIsUpAndSaysWhichAndHowLong() {
        CompletableFuture<JoinResult> joined = client.join("lobby");
        server.pass(Duration.ofMillis(9_999));
        assertThat(joined).isNotDone();
        server.pass(Duration.ofSeconds(1));

        assertFailed(joined, TimeoutException.class, "JOIN: no reply for 10000 ms (expected: one)");
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void countsTheTimeOfEveryRequestFromItsOwnCall() {
        CompletableFuture<Duration> first = client.ping();
        server.pass(Duration.ofSeconds(5));
        CompletableFuture<Duration> second = client.ping();
        server.pass(Duration.ofSeconds(6));

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isNotDone();
        server.pass(Duration.ofSeconds(5));
        assertThat(second).isCompletedExceptionally();
    }

    @Test
    void looksNoLongerForRequestsWhoseTimeIsUpWhenTheConnectionHasEnded() {
        assertThat(server.hasTimer()).isTrue();
        server.hangUp();

        assertThat(server.hasTimer()).isFalse();
    }

    @Test
    void tellsNobodyOfALateReplyButKeepsWhatItSays() {
        CompletableFuture<JoinResult> joined = client.join("lobby");
        int id = server.receive(JoinCommand.class).requestId();
        server.pass(Duration.ofSeconds(11));
        assertThat(client.sessions()).isEmpty();

        server.send(Ack.of(id, new JoinResult(3, 2, true, null)));
        assertThat(joined).isCompletedExceptionally();
        assertThat(client.sessions()).containsExactly("lobby");
        assertThat(client.lastSequence("lobby")).hasValue(3);
    }

    @Test
    void dropsTheMessagesOfAHistoryThatNobodyWaitsForAnyMore() {
        CompletableFuture<HistoryPage> late = client.history("lobby", HistoryQuery.latest(1));
        CompletableFuture<HistoryPage> cancelled = client.history("lobby", HistoryQuery.latest(1));
        int lateId = server.receive(HistoryCommand.class).requestId();
        server.pass(Duration.ofSeconds(11));
        cancelled.cancel(false);
        int cancelledId = server.receive(HistoryCommand.class).requestId();
        server.send(
                text(true, lateId, "lobby", 1, "a"),
                text(true, lateId, "lobby", 2, "a"),
                Ack.of(lateId, new HistoryResult(false)),
                text(true, cancelledId, "lobby", 1, "a"),
                Ack.of(cancelledId, new HistoryResult(false)));

        assertThat(late).isCompletedExceptionally();
        assertThat(listener.told()).isEmpty();
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void failsTheRequestThatIsOneTooMany() {
        List<CompletableFuture<Duration>> pings = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            assertThat(client.isWritable()).isEqualTo(i < 8);
            pings.add(client.ping());
        }
        CompletableFuture<Duration> oneTooMany = client.ping();

        assertFailed(oneTooMany, BacklogFullException.class, "requests: 16 wait for replies (expected: fewer)");
        assertThat(pings).noneMatch(CompletableFuture::isDone);
        server.send(new Ack(server.receive(PingCommand.class).requestId()));
        assertThat(client.ping()).isNotDone();
        assertThat(client.ping()).isCompletedExceptionally();
    }

    @Test
    void countsARequestWhoseTimeIsUpUntilItsReplyComes() {
        for (int i = 0; i < 16; i++) {
            client.ping();
        }
        server.pass(Duration.ofSeconds(11));
        assertThat(client.ping()).isCompletedExceptionally();

        server.send(new Nak(server.receive(PingCommand.class).requestId(), NakCode.INTERNAL, "late"));
        assertThat(client.ping()).isNotDone();
    }

    @Test
    void failsWhatIsMoreThanTheNetworkTakesUntilItTakesIt() {
        CompletableFuture<Stamp> first = client.say("lobby", new byte[4000]);
        assertThat(client.isWritable()).isFalse();
        CompletableFuture<Stamp> tooMuch = client.say("lobby", new byte[100]);
        assertThat(client.send(new PluginMessage(DICE, 0, "", "", false, new byte[100])))
                .isFalse();

        assertThatThrownBy(tooMuch::get).hasCauseInstanceOf(BacklogFullException.class);
        assertThat(server.receive(TextCommand.class).data()).hasSize(4000);
        assertThat(first).isNotDone();
        assertThat(client.isWritable()).isTrue();
        client.say("lobby", new byte[100]);
        assertThat(server.receive(TextCommand.class).data()).hasSize(100);
        assertThat(server.receive()).isNull();
    }

    @Test
    void leavesNoTraceInTheBacklogOfWhatWasRefused() {
        for (int i = 0; i < 100; i++) {
            assertThat(client.say("lobby", new byte[70_000])).isCompletedExceptionally();
            assertThat(client.request(id -> new LeaveCommand(id, "", "x".repeat(256))))
                    .isNotNull();
            assertThat(server.receive()).isNull();
        }

        assertThat(client.isWritable()).isTrue();
    }

    @Test
    void namesTheCommandsOfWhichAReplyCannotBeRead() {
        CompletableFuture<JoinResult> joined = client.join("lobby");
        server.send(new Ack(server.receive(JoinCommand.class).requestId()));

        assertFailed(joined, ProtocolException.class, "JOIN: unreadable reply: data: 0 plain bytes (expected: JSON)");
        assertThat(client.sessions()).isEmpty();
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void failsTheRequestWhoseReplyIsOfALaterVersion() {
        CompletableFuture<Duration> pinged = client.ping();
        int id = server.receive(PingCommand.class).requestId();
        server.send(frame(0x04, 0x00, id)); // type 0x04: unknown
        assertThatThrownBy(pinged::get)
                .hasCauseInstanceOf(ProtocolException.class)
                .hasMessageContaining("0x04");

        CompletableFuture<Duration> second = client.ping();
        server.send(new Ack(server.receive(PingCommand.class).requestId()));
        assertThat(second).isCompleted();
    }

    @Test
    void logsOut() {
        client.create("lobby");
        server.send(new Ack(server.receive(CreateCommand.class).requestId()));
        CompletableFuture<Void> out = client.logout();
        server.send(new Ack(server.receive(LogoutCommand.class).requestId()));

        assertThat(out).isCompletedWithValue(null);
        assertThat(client.sessions()).isEmpty();
        assertThat(client.account()).isEmpty();
        assertThat(client.isOpen()).isFalse();
        assertThat(client.ping()).isCompletedExceptionally();
        server.hangUp();
        assertThat(listener.told()).containsExactly(RecordingListener.ASKED_FOR);
    }

    static TextEvent text(boolean replay, int requestId, String session, long sequence, String source) {
        return new TextEvent(
                requestId,
                replay,
                new LoggedMessage(session, source, sequence, 1000, null, false, "hello".getBytes(UTF_8)));
    }

    /** A frame with no names and no data. */
    static int[] frame(int type, int flags, int requestId) {
        int[] id = {requestId >>> 24, requestId >>> 16, requestId >>> 8, requestId};
        return new int[] {0, 0, 0, 8, type, flags, id[0], id[1], id[2], id[3], 0, 0};
    }

    static void assertRefused(CompletableFuture<?> future, NakCode code, String... reason) {
        assertThat(future).isCompletedExceptionally();
        future.handle((result, failure) -> {
                    assertThat(failure).isInstanceOfSatisfying(CommandException.class, e -> {
                        assertThat(e.code()).isEqualTo(code);
                        if (reason.length > 0) {
                            assertThat(e.reason()).isEqualTo(reason[0]);
                        }
                    });
                    return failure;
                })
                .join();
    }

    static void assertFailed(CompletableFuture<?> future, Class<? extends Throwable> type, String message) {
        assertThat(future).isCompletedExceptionally();
        future.handle((result, failure) ->
                        assertThat(failure).isInstanceOf(type).hasMessage(message))
                .join();
    }
}
