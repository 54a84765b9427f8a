package io.confab.handlers;

import static io.confab.handlers.Commands.join;
import static io.confab.handlers.Commands.ping;
import static io.confab.handlers.Commands.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Authorizer;
import io.confab.codec.NativeFormat;
import io.confab.codec.TextCommand;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TextHandlerTest {

    private final TestServer server = new TestServer();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    @Test
    void isAcknowledgedWithItsStampAndHeardByTheOthers() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        jill.ask(Commands.create(2, "lab"));
        jack.ask(join(2, "lab"));
        assertThat(jill.ask(text(3, "lab", "hello"), text(0, "lab", "unasked"), text(4, "lab", "there")))
                .containsExactly("ACK 3 #1", "ACK 4 #3");
        assertThat(jack.received())
                .containsExactly("TEXT lab jill #1 hello", "TEXT lab jill #2 unasked", "TEXT lab jill #3 there");
    }

    @Test
    void goesToTheOnlySessionWhereNoneIsNamed() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(text(2, "", "hello")))
                .containsExactly("NAK 2 NOT_A_MEMBER session: none (expected: one that was joined)");
        assertThat(jill.ask(Commands.create(3, "lab"), text(4, "", "hello"))).containsExactly("ACK 3", "ACK 4 #1");
        assertThat(jill.ask(Commands.create(5, "hall"), text(6, "", "hello")))
                .containsExactly("ACK 5", "NAK 6 INVALID_NAME session: none (expected: one of the 2 joined)");
    }

    @Test
    void findsTheSessionAlsoByANameThatIsNotInNormalForm() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(Commands.create(2, "caf\u00E9"), text(3, "cafe\u0301", "hello")))
                .containsExactly("ACK 2", "ACK 3 #1");
    }

    @Test
    void needsASessionThatExistsAndWasJoined() {
        server.login("jack").ask(Commands.create(2, "lab"));
        TestClient jill = server.login("jill");
        assertThat(jill.ask(text(2, "attic", "hello"), text(3, "lab", "hello"), text(4, "a b", "hello")))
                .satisfiesExactly(
                        nak -> assertThat(nak)
                                .isEqualTo("NAK 2 NO_SUCH_SESSION session: attic (expected: an existing one)"),
                        nak -> assertThat(nak)
                                .isEqualTo("NAK 3 NOT_A_MEMBER session: lab (expected: one that was joined)"),
                        nak -> assertThat(nak).startsWith("NAK 4 INVALID_NAME session: "));
    }

    @Test
    void isRefusedBeforeALogin() {
        assertThat(server.connect().ask(text(1, "lab", "hello")))
                .containsExactly("NAK 1 NOT_LOGGED_IN command: TEXT (expected: LOGIN first)");
    }

    @Test
    void isRefusedUnderAnothersName() {
        TestClient jill = server.login("jill");
        jill.ask(Commands.create(2, "lab"));
        assertThat(jill.ask(new TextCommand(3, "jack", "lab", null, false, new byte[1])))
                .containsExactly("NAK 3 FORBIDDEN source: jack (expected: jill or none)");
        assertThat(jill.ask(new TextCommand(4, "j\u0007ck", "lab", null, false, new byte[1])))
                .containsExactly("NAK 4 FORBIDDEN source: with control characters (expected: jill or none)");
        assertThat(jill.ask(new TextCommand(5, "jill", "lab", null, false, new byte[1])))
                .containsExactly("ACK 5 #1");
    }

    @Test
    void isRefusedWhereTheAuthorizerSaysSo() {
        server.authorizer = new Authorizer() {
            @Override
            public boolean maySpeak(String account, String session) {
                return !account.equals("jill") || !session.equals("lab");
            }
        };
        TestClient jill = server.login("jill");
        jill.ask(Commands.create(2, "lab"));
        assertThat(jill.ask(text(3, "lab", "hello")))
                .containsExactly("NAK 3 FORBIDDEN session: lab (expected: one you may speak in)");
    }

    @Test
    void saysWhatTheFilterMakesOfIt() {
        server.filter = (account, session, text) -> (account + "@" + session + " "
                        + new String(text, UTF_8).toUpperCase(java.util.Locale.ROOT))
                .getBytes(UTF_8);
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        jill.ask(Commands.create(2, "lab"));
        jack.ask(join(2, "lab"));
        jill.ask(text(3, "lab", "hello"));
        assertThat(jack.received()).containsExactly("TEXT lab jill #1 jill@lab HELLO");
    }

    @Test
    void answersInternalWhereTheFilterFails() {
        server.filter = (account, session, text) -> {
            throw new IllegalStateException("broken");
        };
        TestClient jill = server.login("jill");
        assertThat(jill.ask(Commands.create(2, "lab"), text(3, "lab", "hello"), ping(4)))
                .containsExactly("ACK 2", "NAK 3 INTERNAL TEXT: failed (expected: an answer)", "ACK 4");
    }

    @Test
    void isAsLongAsTheFrameThatTheMembersGet() {
        server.maxFrameBytes = 1024;
        TestClient jill = server.login("jill");
        jill.ask(Commands.create(2, "lab"));
        int fixed = NativeFormat.frameBytes("jill", "lab", false, 0);
        assertThat(jill.ask(text(3, "lab", "x".repeat(1024 - fixed)))).containsExactly("ACK 3 #1");
        assertThat(jill.ask(text(4, "lab", "x".repeat(1025 - fixed))))
                .containsExactly("NAK 4 TOO_LARGE text: " + (1025 - fixed) + " bytes (expected: at most "
                        + (1024 - fixed) + ")");
        TextCommand identified = new TextCommand(5, "", "lab", new UUID(1, 2), false, new byte[1024 - fixed]);
        assertThat(jill.ask(identified)).first().asString().startsWith("NAK 5 TOO_LARGE");
    }

    @Test
    void isSaidOnceHoweverOftenItIsSent() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        jill.ask(Commands.create(2, "lab"));
        jack.ask(join(2, "lab"));
        UUID id = new UUID(1, 2);
        assertThat(jill.ask(
                        new TextCommand(3, "", "lab", id, false, "once".getBytes(UTF_8)),
                        new TextCommand(4, "", "lab", id, false, "once".getBytes(UTF_8))))
                .containsExactly("ACK 3 #1", "ACK 4 #1");
        assertThat(jill.ask(new TextCommand(5, "", "lab", id, false, "once".getBytes(UTF_8))))
                .containsExactly("ACK 5 #1");
        assertThat(jack.received()).isEqualTo(List.of("TEXT lab jill #1 once"));
    }
}
