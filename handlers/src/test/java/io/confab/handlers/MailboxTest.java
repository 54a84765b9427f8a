package io.confab.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Authenticator;
import io.confab.api.CommandException;
import io.confab.api.DirectMessage;
import io.confab.api.NakCode;
import io.confab.codec.DirectCommand;
import io.confab.codec.LoginCommand;
import io.confab.codec.ReadCommand;
import io.confab.codec.RegisterCommand;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Direct messages on a server that keeps them. */
class MailboxTest {

    private static final String LOGGED_IN = "ACK 1 {\"role\":\"member\"}";

    private final TestServer server = new TestServer();
    private final TestMailbox mailbox = new TestMailbox();

    @BeforeEach
    void keepsThem() {
        server.mailbox = mailbox;
        server.authenticator = new Known();
    }

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    /** Admits everybody, and says of three that they exist. */
    private static final class Known implements Authenticator {

        @Override
        public CompletionStage<Boolean> authenticate(String account, byte[] password) {
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public CompletionStage<Boolean> exists(String account) {
            if (account.equals("broken")) {
                return CompletableFuture.failedFuture(new IllegalStateException("disk"));
            }
            return CompletableFuture.completedFuture(
                    Set.of("jill", "jack", "joan").contains(account));
        }
    }

    private static DirectCommand direct(int requestId, String to, String text) {
        return new DirectCommand(requestId, "", to, text);
    }

    private static ReadCommand read(long sequence) {
        return new ReadCommand(9, "", "", TestClock.START * 1000 + sequence);
    }

    /** Logs in as one that says what it has. */
    private TestClient come(String account) {
        TestClient client = server.connect();
        client.send(LoginCommand.withPassword(1, account, "-"));
        return client;
    }

    @Test
    void givesWhoRegistersNothingOfAnEarlierAccountOfTheName() {
        server.registrar = (account, password) -> {
            keep("jill", "hello, new one"); // from when on she has the name
            return CompletableFuture.completedFuture(null);
        };
        keep("jill", "hello, old one");
        keep("jack", "hello");
        assertThat(server.connect().ask(new RegisterCommand(1, "jill", "correct horse".getBytes(UTF_8))))
                .containsExactly("ACK 1");
        assertThat(mailbox.kept).extracting(DirectMessage::text).containsExactly("hello", "hello, new one");
    }

    @Test
    void registersNobodyWhereItIsNotKnownWhatIsKeptUnderTheName() {
        server.registrar = (account, password) -> CompletableFuture.failedFuture(new AssertionError());
        mailbox.failure = new IllegalStateException("disk");
        byte[] password = "correct horse".getBytes(UTF_8);
        assertThat(server.connect().ask(new RegisterCommand(1, "jill", password)))
                .containsExactly("NAK 1 UNAVAILABLE account: jill (expected: a mailbox that works)");
        assertThat(password).containsOnly(0);
    }

    private void keep(String to, String text) {
        mailbox.keep(to, "bob", 0, null, text).toCompletableFuture().join();
    }

    @Test
    void keepsThemForWhoIsAwayUntilItHasThem() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(direct(2, "jack", "one"), direct(3, "jack", "two")))
                .containsExactly("ACK 2 #1", "ACK 3 #2");

        TestClient jack = come("jack");
        assertThat(jack.received()).containsExactly(LOGGED_IN, "KEPT jill #1 one", "KEPT jill #2 two");
        assertThat(mailbox.kept).hasSize(2);
        assertThat(jack.ask(read(1))).containsExactly("ACK 9");
        jack.disconnect();

        TestClient again = come("jack");
        assertThat(again.received()).containsExactly(LOGGED_IN, "KEPT jill #2 two");
        again.ask(read(2));
        again.disconnect();
        assertThat(mailbox.kept).isEmpty();
        assertThat(come("jack").received()).containsExactly(LOGGED_IN);
    }

    @Test
    void sendsWhoIsThereWhatIsSaidNowAsSuch() {
        TestClient jill = server.login("jill");
        jill.ask(direct(2, "jack", "one"));
        TestClient jack = come("jack");
        jack.received();
        jill.ask(direct(3, "jack", "two"));
        assertThat(jack.received()).containsExactly("DIRECT jill #2 two");
        TestClient joan = come("joan");
        joan.received();
        jill.ask(direct(4, "joan", "three"));
        assertThat(joan.received()).containsExactly("DIRECT jill #3 three");
        assertThat(mailbox.kept).hasSize(3);
    }

    @Test
    void keepsNothingForOneThatDoesNotSayWhatItHas() {
        TestClient jill = server.login("jill");
        jill.ask(direct(2, "jack", "one"));
        TestClient jack = server.connect();
        assertThat(jack.ask(Commands.login(1, "jack", "-"))).containsExactly("ACK 1", "KEPT jill #1 one");
        jill.ask(direct(3, "jack", "two"));
        assertThat(jack.received()).containsExactly("DIRECT jill #2 two");
        assertThat(mailbox.kept).isEmpty();
    }

    @Test
    void keepsWhatItCouldNotSend() {
        TestClient jill = server.login("jill");
        mailbox.holdReading = true;
        jill.ask(direct(2, "jack", "one"));
        TestClient jack = server.connect();
        jack.send(Commands.login(1, "jack", "-"));
        jack.disconnect();
        mailbox.release();
        server.run();
        mailbox.holdReading = false;
        assertThat(mailbox.kept).hasSize(1);
        assertThat(come("jack").received()).containsExactly(LOGGED_IN, "KEPT jill #1 one");
    }

    @Test
    void missesNoneThatIsKeptWhileItsRecipientComes() {
        TestClient jill = server.login("jill");
        mailbox.holdKeeping = true;
        jill.send(direct(2, "jack", "one"));
        TestClient jack = come("jack");
        assertThat(jack.received()).containsExactly(LOGGED_IN);
        mailbox.release();
        server.run();
        assertThat(jack.received()).containsExactly("DIRECT jill #1 one");
        assertThat(jill.received()).containsExactly("ACK 2 #1");

        mailbox.holdKeeping = false;
        mailbox.holdReading = true;
        TestClient joan = come("joan");
        jill.send(direct(3, "joan", "two"), direct(4, "joan", "three"));
        mailbox.release();
        server.run();
        mailbox.release();
        server.run();
        mailbox.release();
        server.run();
        mailbox.holdReading = false;
        assertThat(joan.received()).containsExactly(LOGGED_IN, "DIRECT jill #2 two", "DIRECT jill #3 three");
    }

    @Test
    void sendsManyPagesEachMessageOnce() {
        TestClient jill = server.login("jill");
        for (int i = 1; i <= 350; i++) {
            jill.ask(direct(2, "jack", "x"));
        }
        TestClient jack = come("jack");
        assertThat(jack.received()).hasSize(351).doesNotHaveDuplicates().last().isEqualTo("KEPT jill #350 x");
    }

    @Test
    void forgetsNothingThatItWasNotSent() {
        TestClient jill = server.login("jill");
        jill.ask(direct(2, "jack", "one"));
        TestClient jack = come("jack");
        jack.received();
        mailbox.holdReading = true;
        jill.send(direct(3, "jack", "two"));
        assertThat(jack.ask(read(100))).containsExactly("ACK 9");
        assertThat(mailbox.kept).hasSize(1);
        mailbox.release();
        server.run();
        assertThat(jack.received()).containsExactly("DIRECT jill #2 two");
        mailbox.release();
        mailbox.holdReading = false;
        server.run();
    }

    @Test
    void isRefusedForWhoDoesNotExist() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(direct(2, "nobody", "psst")))
                .containsExactly(
                        "NAK 2 NOT_ONLINE to: nobody (expected: an account that is logged in, or that messages can be kept"
                                + " for)");
        assertThat(mailbox.kept).isEmpty();
    }

    @Test
    void saysWhenNothingCanBeKept() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(direct(2, "broken", "psst")))
                .containsExactly("NAK 2 UNAVAILABLE to: broken (expected: accounts that can be read)");
        mailbox.failure = new IllegalStateException("disk: full");
        assertThat(jill.ask(direct(3, "jack", "psst")))
                .containsExactly("NAK 3 UNAVAILABLE to: jack (expected: a mailbox that works)");
        mailbox.failure = new CommandException(NakCode.LIMIT_REACHED, "to: jack (expected: fewer)");
        assertThat(jill.ask(direct(4, "jack", "psst")))
                .containsExactly("NAK 4 LIMIT_REACHED to: jack (expected: fewer)");
        TestClient jack = come("jack");
        assertThat(jack.received()).containsExactly(LOGGED_IN);
        mailbox.failure = null;
        jill.ask(direct(5, "jack", "psst"));
        assertThat(jack.received()).hasSize(1);
    }

    @Test
    void hasNothingToReadWhereNothingIsKept() {
        server.mailbox = null;
        TestClient jill = server.login("jill");
        assertThat(jill.ask(read(1)))
                .containsExactly("NAK 9 UNSUPPORTED session: none (expected: one, as direct messages are not kept)");
    }
}
