package io.confab.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.MessageLog;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link MessageLog} that stores anything promises. Extend it, say how to open one, and its tests run with yours.
 */
@ExtendWith(SeededRandomExtension.class)
public abstract class MessageLogContract {

    private static final long CREATED = 1_700_000_000_000L;
    private static final long BASE = CREATED * 1000;

    /** For the extending test. */
    protected MessageLogContract() {}

    /** Opens the log; in one test always the same one, which nobody has open at the time of the call. */
    protected abstract MessageLog open() throws Exception;

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static SessionDescription session(String name) {
        return new SessionDescription(name, "jill", Durability.SYNCED, null, null, CREATED);
    }

    private static LoggedMessage message(String session, long sequence, @Nullable UUID id, String text) {
        return new LoggedMessage(session, "jack", BASE + sequence, CREATED + sequence, id, false, text.getBytes(UTF_8));
    }

    private static void append(SessionLog log, LoggedMessage... messages) throws Exception {
        await(log.append(Arrays.asList(messages)));
    }

    private static List<LoggedMessage> all(SessionLog log) throws Exception {
        return await(log.read(0, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, false));
    }

    private static void assertSame(List<LoggedMessage> read, List<LoggedMessage> expected) {
        assertThat(read).usingRecursiveFieldByFieldElementComparator().isEqualTo(expected);
    }

    @Test
    void keepsOneOfTheStoredPromises() throws Exception {
        try (MessageLog log = open()) {
            assertThat(Arrays.stream(Durability.values()).filter(Durability::isStored))
                    .anyMatch(log::keeps);
        }
    }

    @Test
    void beginsEmpty() throws Exception {
        try (MessageLog log = open()) {
            assertThat(await(log.sessions())).isEmpty();
            SessionLog lab = await(log.open(session("lab")));
            assertThat(lab.head()).isZero();
            assertThat(lab.headTimestamp()).isZero();
            assertThat(lab.forgottenSequence()).isZero();
            assertThat(all(lab)).isEmpty();
            assertThat(lab.find("jack", new UUID(1, 1))).isNull();
        }
    }

    @Test
    void keepsWhatASessionIsOverARestart() throws Exception {
        SessionDescription plain = session("lab");
        SessionDescription full =
                new SessionDescription("Düne", "jäck", Durability.SYNCED, "tea & 🫖", 12, CREATED + 7);
        try (MessageLog log = open()) {
            await(log.open(plain));
            await(log.open(full));
        }
        try (MessageLog log = open()) {
            assertThat(await(log.sessions())).containsExactlyInAnyOrder(plain, full);
            await(log.open(new SessionDescription("lab", "jack", Durability.SYNCED, "mine", 3, CREATED + 9)));
            assertThat(await(log.sessions())).contains(plain);
        }
    }

    @Test
    void keepsMessagesToTheLastBitOverARestart() throws Exception {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        List<LoggedMessage> said = List.of(
                message("lab", 1, null, ""),
                new LoggedMessage("lab", "jäck", BASE + 2, CREATED + 2, new UUID(-1, 1), true, "{}".getBytes(UTF_8)),
                new LoggedMessage("lab", "j", BASE + 5, CREATED + 2, new UUID(0, 0), false, bytes));
        try (MessageLog log = open()) {
            append(await(log.open(session("lab"))), said.toArray(LoggedMessage[]::new));
        }
        try (MessageLog log = open()) {
            SessionLog lab = await(log.open(session("lab")));
            assertThat(lab.head()).isEqualTo(BASE + 5);
            assertThat(lab.headTimestamp()).isEqualTo(CREATED + 2);
            assertSame(all(lab), said);
        }
    }

    @Test
    void keepsSessionsApart() throws Exception {
        try (MessageLog log = open()) {
            SessionLog lab = await(log.open(session("lab")));
            SessionLog hall = await(log.open(session("hall")));
            CompletionStage<?> first = lab.append(List.of(message("lab", 1, null, "in the lab")));
            CompletionStage<?> second = hall.append(List.of(message("hall", 1, null, "in the hall")));
            await(first);
            await(second);
            assertSame(all(lab), List.of(message("lab", 1, null, "in the lab")));
            assertSame(all(hall), List.of(message("hall", 1, null, "in the hall")));
        }
    }

    @Test
    void commitsInTheOrderOfAppending() throws Exception {
        try (MessageLog log = open()) {
            SessionLog lab = await(log.open(session("lab")));
            List<CompletionStage<@Nullable Void>> appends = new ArrayList<>();
            for (int i = 1; i <= 200; i++) {
                appends.add(lab.append(List.of(message("lab", i, null, "message " + i))));
            }
            await(appends.get(199));
            assertThat(appends).allMatch(append -> append.toCompletableFuture().isDone());
            assertThat(all(lab)).extracting(LoggedMessage::sequence).isSorted().hasSize(200);
        }
    }

    @Test
    void readsAnyStretch(SeededRandom random) throws Exception {
        List<LoggedMessage> said = new ArrayList<>();
        long sequence = 0;
        try (MessageLog log = open()) {
            SessionLog lab = await(log.open(session("lab")));
            while (said.size() < 300) {
                List<LoggedMessage> batch = new ArrayList<>();
                int size = random.nextInt(1, 40);
                for (int i = 0; i < size; i++) {
                    sequence += random.nextInt(1, 3);
                    batch.add(message("lab", sequence, null, "x".repeat(random.nextInt(100))));
                }
                await(lab.append(batch));
                said.addAll(batch);
            }
            for (int i = 0; i < 300; i++) {
                long after = random.nextInt(4) == 0 ? 0 : BASE + random.nextLong(-2, sequence + 3);
                long before = random.nextInt(4) == 0 ? Long.MAX_VALUE : BASE + random.nextLong(-2, sequence + 3);
                int limit = random.nextInt(1, 60);
                int maxBytes = random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(1, 2000);
                boolean newest = random.nextBoolean();
                assertSame(
                        await(lab.read(after, before, limit, maxBytes, newest)),
                        expected(said, after, before, limit, maxBytes, newest));
            }
        }
    }

    private static List<LoggedMessage> expected(
            List<LoggedMessage> said, long after, long before, int limit, int maxBytes, boolean newest) {
        List<LoggedMessage> expected = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < said.size(); i++) {
            LoggedMessage message = said.get(newest ? said.size() - 1 - i : i);
            boolean matches = message.sequence() > after && message.sequence() < before;
            if (matches && expected.size() < limit && bytes < maxBytes) {
                expected.add(newest ? 0 : expected.size(), message);
                bytes += message.data().length;
            }
        }
        return expected;
    }

    @Test
    void findsAMessageByItsSpeakersIdAndNobodyElses() throws Exception {
        UUID id = new UUID(7, 8);
        LoggedMessage said = message("lab", 2, id, "hello");
        try (MessageLog log = open()) {
            SessionLog lab = await(log.open(session("lab")));
            append(lab, message("lab", 1, null, "before"), said, message("lab", 3, new UUID(8, 7), "behind"));
            assertFound(lab, "jack", id, said);
            assertFound(lab, "jill", id, null);
            assertFound(lab, "jack", new UUID(7, 9), null);
        }
        try (MessageLog log = open()) {
            SessionLog lab = await(log.open(session("lab")));
            assertFound(lab, "jack", new UUID(7, 9), null);
            assertFound(lab, "jack", id, said);
            append(lab, message("lab", 4, new UUID(9, 9), "later"));
            assertFound(lab, "jack", new UUID(9, 9), message("lab", 4, new UUID(9, 9), "later"));
            SessionLog hall = await(log.open(session("hall")));
            assertFound(hall, "jack", id, null);
        }
    }

    @Test
    void findsWhatItIsFirstAskedForHoweverFastItLooks() throws Exception {
        UUID id = new UUID(7, 8);
        LoggedMessage said = message("lab", 1, id, "hello");
        try (MessageLog log = open()) {
            append(await(log.open(session("lab"))), said);
            for (int i = 0; i < 2000; i++) {
                SessionLog lab = await(log.open(session("lab")));
                assertFound(lab, "jack", id, said);
                lab.close();
            }
        }
    }

    private static void assertFound(SessionLog log, String source, UUID id, @Nullable LoggedMessage expected)
            throws Exception {
        CompletionStage<@Nullable LoggedMessage> search = log.find(source, id);
        LoggedMessage found = search == null ? null : await(search);
        assertThat(found).usingRecursiveComparison().isEqualTo(expected);
    }

    @Test
    void forgetsASessionThatIsRemoved() throws Exception {
        try (MessageLog log = open()) {
            SessionLog lab = await(log.open(session("lab")));
            SessionLog hall = await(log.open(session("hall")));
            append(lab, message("lab", 1, new UUID(1, 1), "gone"));
            append(hall, message("hall", 1, null, "there"));
            lab.close();
            await(log.remove("lab"));
            assertThat(await(log.sessions())).containsExactly(session("hall"));
            SessionLog again = await(log.open(session("lab")));
            assertThat(again.head()).isZero();
            assertThat(all(again)).isEmpty();
            assertFound(again, "jack", new UUID(1, 1), null);
            append(again, message("lab", 1, null, "new"));
        }
        try (MessageLog log = open()) {
            assertSame(all(await(log.open(session("lab")))), List.of(message("lab", 1, null, "new")));
            assertSame(all(await(log.open(session("hall")))), List.of(message("hall", 1, null, "there")));
        }
    }

    @Test
    void goesOnWhereItWasWhenASessionIsOpenedAgain() throws Exception {
        try (MessageLog log = open()) {
            SessionLog lab = await(log.open(session("lab")));
            append(lab, message("lab", 1, null, "one"));
            lab.close();
            SessionLog again = await(log.open(session("lab")));
            assertThat(again.head()).isEqualTo(BASE + 1);
            append(again, message("lab", 2, null, "two"));
            assertThat(all(again)).hasSize(2);
        }
    }

    @Test
    void refusesWhatIsAskedOfAClosedLog() throws Exception {
        SessionLog lab;
        MessageLog log = open();
        lab = await(log.open(session("lab")));
        log.close();
        log.close();
        assertThat(lab.append(List.of(message("lab", 1, null, "late"))).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(30));
        try (MessageLog again = open()) {
            assertThat(all(await(again.open(session("lab"))))).isEmpty();
        }
    }
}
