package io.confab.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Durability;
import io.confab.api.MessageLog;
import io.confab.api.ReadPositions;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import io.confab.codec.CreateCommand;
import io.confab.codec.ReadCommand;
import io.confab.codec.RegisterCommand;
import io.confab.codec.SessionOptions;
import io.confab.session.MemoryLog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadHandlerTest {

    private static final long BASE = TestClock.START * 1000;

    private final TestServer server = new TestServer();
    private final Positions positions = new Positions();

    @BeforeEach
    void keepsEverything() {
        server.log = new Stored();
        server.readPositions = positions;
    }

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    /** Stores every session, in the memory that the session has itself. */
    private static final class Stored implements MessageLog {

        private final MemoryLog memory = new MemoryLog();

        @Override
        public boolean keeps(Durability durability) {
            return true;
        }

        @Override
        public CompletionStage<List<SessionDescription>> sessions() {
            return memory.sessions();
        }

        @Override
        public CompletionStage<SessionLog> open(SessionDescription session) {
            return memory.open(session);
        }

        @Override
        public CompletionStage<@Nullable Void> remove(String session) {
            return memory.remove(session);
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    @Test
    void givesWhoRegistersNoPositionsOfAnEarlierAccountOfTheName() {
        server.registrar = (account, password) -> CompletableFuture.completedFuture(null);
        positions.note("jill", "lab", BASE + 3);
        positions.note("jack", "lab", BASE + 4);
        assertThat(server.connect().ask(new RegisterCommand(1, "jill", new byte[12])))
                .containsExactly("ACK 1");
        assertThat(positions.read).containsOnlyKeys("jack in lab");
    }

    /** Says of every session that its newest message is the tenth. */
    private static final class Positions implements ReadPositions {

        private final Map<String, Long> read = new HashMap<>();
        private @Nullable RuntimeException failure;

        @Override
        public void note(String account, String session, long sequence) {
            read.merge(account + " in " + session, sequence, Math::max);
        }

        @Override
        public CompletionStage<@Nullable Position> position(String account, String session) {
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            Long noted = read.get(account + " in " + session);
            return CompletableFuture.completedFuture(noted == null ? null : new Position(noted, BASE + 10));
        }

        @Override
        public CompletionStage<Map<String, Position>> positions(String account) {
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            Map<String, Position> all = new HashMap<>();
            read.forEach((key, noted) -> {
                if (key.startsWith(account + " in ")) {
                    all.put(key.substring(account.length() + 4), new Position(noted, BASE + 10));
                }
            });
            return CompletableFuture.completedFuture(all);
        }

        @Override
        public CompletionStage<@Nullable Void> forget(String account) {
            read.keySet().removeIf(key -> key.startsWith(account + " in "));
            return CompletableFuture.completedFuture(null);
        }
    }

    private static CreateCommand createStored(String session) {
        return new CreateCommand(2, "", session, SessionOptions.of(Durability.SYNCED));
    }

    private static ReadCommand read(String session, long sequence) {
        return new ReadCommand(9, "", session, sequence);
    }

    private static String joined(long sequence, int members, long read) {
        return "ACK 3 {\"sequence\":" + sequence + ",\"members\":" + members + ",\"recovered\":true,\"read\":" + read
                + "}";
    }

    @Test
    void isToldOnJoiningAndInTheListAlsoOfSessionsThatWereLeft() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        jill.ask(createStored("lab"));
        jill.ask(Commands.text(4, "lab", "one"), Commands.text(5, "lab", "two"));
        assertThat(jack.ask(Commands.join(3, "lab"))).containsExactly(joined(BASE + 2, 2, BASE + 2));
        jill.ask(Commands.text(4, "lab", "three"), Commands.text(5, "lab", "four"));
        assertThat(jack.ask(read("lab", BASE + 3))).contains("ACK 9");
        jack.ask(Commands.leave(6, "lab"));
        assertThat(jack.ask(Commands.list(7, "")))
                .containsExactly("ACK 7 {\"sessions\":[{\"name\":\"lab\",\"members\":1,\"sequence\":" + (BASE + 10)
                        + ",\"read\":" + (BASE + 3) + "}],\"users\":[\"jack\",\"jill\"],\"more\":false}");
        assertThat(jack.ask(Commands.join(3, "lab"))).containsExactly(joined(BASE + 4, 2, BASE + 3));
        assertThat(server.login("joan").ask(Commands.list(7, "")))
                .containsExactly("ACK 7 {\"sessions\":[{\"name\":\"lab\",\"members\":2}],"
                        + "\"users\":[\"jack\",\"jill\",\"joan\"],\"more\":false}");
        jill.ask(Commands.close(8, "lab"));
    }

    @Test
    void doesNotReadWhatIsNotSaidYet() {
        TestClient jill = server.login("jill");
        jill.ask(createStored("lab"), Commands.text(4, "lab", "one"));
        assertThat(jill.ask(read("lab", BASE + 1000))).containsExactly("ACK 9");
        assertThat(positions.read).containsEntry("jill in lab", BASE + 1);
        jill.ask(Commands.close(8, "lab"));
    }

    @Test
    void isRefusedWhereNothingIsKeptOrOneIsNoMember() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        jill.ask(Commands.create(2, "hall"));
        assertThat(jill.ask(read("hall", BASE)))
                .containsExactly("NAK 9 UNSUPPORTED session: hall (expected: one that is stored)");
        assertThat(jack.ask(read("hall", BASE))).singleElement().asString().startsWith("NAK 9 NOT_A_MEMBER");
        assertThat(jack.ask(read("none", BASE))).singleElement().asString().startsWith("NAK 9 NO_SUCH_SESSION");
    }

    @Test
    void hindersNobodyWhereThePositionsCannotBeRead() {
        TestClient jill = server.login("jill");
        positions.failure = new IllegalStateException("disk");
        assertThat(jill.ask(createStored("lab"))).containsExactly("ACK 2");
        jill.ask(Commands.leave(3, "lab"));
        assertThat(jill.ask(Commands.join(3, "lab")))
                .containsExactly("ACK 3 {\"sequence\":" + BASE + ",\"members\":1,\"recovered\":true}");
        assertThat(jill.ask(Commands.list(7, ""))).singleElement().asString().startsWith("ACK 7 {");
        assertThat(positions.read).isEmpty();
        jill.ask(Commands.close(8, "lab"));
    }
}
