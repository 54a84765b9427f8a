package io.confab.it;

import static io.confab.it.Peer.CREATE;
import static io.confab.it.Peer.DIRECT;
import static io.confab.it.Peer.HISTORY;
import static io.confab.it.Peer.JOIN;
import static io.confab.it.Peer.JSON;
import static io.confab.it.Peer.LEAVE;
import static io.confab.it.Peer.LIST;
import static io.confab.it.Peer.LOGIN;
import static io.confab.it.Peer.LOGOUT;
import static io.confab.it.Peer.PING;
import static io.confab.it.Peer.TEXT;
import static io.confab.it.Peer.concat;
import static io.confab.it.Peer.frame;
import static io.confab.it.Peer.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.confab.api.Authenticator;
import io.confab.server.ConfabServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What bad input gets: a code or a closed connection for its sender, and nothing at all for everybody else. */
class BadInputTest {

    private static final byte[] NOTHING = {};
    private static final int MAX_FRAME = 65_536;
    private static final byte[] BAD_UTF8 = {(byte) 0xC3, (byte) 0x28};

    /** Admits everybody whose password is not "wrong". */
    private static final Authenticator ANY_BUT_WRONG = (account, password) ->
            CompletableFuture.completedFuture(!"wrong".equals(new String(password, StandardCharsets.UTF_8)));

    private ConfabServer server;
    private InetSocketAddress address;
    private Peer alice;
    private Peer bob;
    private int chats;

    @BeforeEach
    void twoBystandersChat() throws IOException {
        server = ConfabServer.builder()
                .port(0)
                .authenticator(ANY_BUT_WRONG)
                .loginTimeout(Duration.ofMillis(1500))
                .maxMembersPerSession(3)
                .start()
                .join();
        address = server.address();
        alice = Peer.login(address, "alice");
        bob = Peer.login(address, "bob");
        alice.ask(CREATE, "", "lobby", "").expect(Peer.ACK);
        bob.ask(JOIN, "", "lobby", "").expect(Peer.ACK);
        chat();
    }

    @AfterEach
    void theChatGoesOnAndNothingIsLeftBehind() throws IOException {
        chat();
        alice.close();
        bob.close();
        await().until(() -> server.connections() == 0
                && server.sessions().size() == 0
                && server.online().size() == 0);
        server.close(Duration.ofSeconds(1)).join();
    }

    private void chat() throws IOException {
        String text = "still here " + chats++;
        alice.say("lobby", text);
        assertThat(bob.hear().data).isEqualTo(text);
        bob.say("lobby", text);
        assertThat(alice.hear().data).isEqualTo(text);
    }

    private Peer mallory() throws IOException {
        return Peer.login(address, "mallory");
    }

    private void expectMalformed(byte[] bytes) throws IOException {
        try (Peer mallory = mallory()) {
            mallory.write(bytes);
            mallory.next(Peer.NAK).expectNak("MALFORMED");
            mallory.expectClosed();
        }
        expectMalformedBeforeLogin(bytes);
    }

    private void expectMalformedBeforeLogin(byte[] bytes) throws IOException {
        try (Peer stranger = Peer.connect(address)) {
            stranger.write(bytes);
            stranger.read().expectNak("MALFORMED");
            stranger.expectClosed();
        }
    }

    // ---- frames ----

    @Test
    void aFrameLongerThanTheLimitIsMalformed() throws IOException {
        expectMalformed(ByteBuffer.allocate(4).putInt(MAX_FRAME + 1).array());
        expectMalformed(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).array());
        expectMalformed(ByteBuffer.allocate(4).putInt(-1).array());
        expectMalformed(concat(ByteBuffer.allocate(4).putInt(MAX_FRAME + 1).array(), new byte[MAX_FRAME + 1]));
    }

    @Test
    void aFrameAsLongAsTheLimitIsNot() throws IOException {
        try (Peer mallory = mallory()) {
            mallory.ask(JOIN, "", "lobby", "").expect(Peer.ACK);
            byte[] tooLong = new byte[MAX_FRAME - 8 - 5];
            Arrays.fill(tooLong, (byte) 'x');
            mallory.write(frame(TEXT, 0, 77, "", "lobby", tooLong));
            mallory.reply(77).expectNak("TOO_LARGE"); // for the members' frame has a stamp and a source, too
            byte[] longest = new byte[MAX_FRAME - 8 - 5 - 16 - 7];
            Arrays.fill(longest, (byte) 'y');
            mallory.write(frame(TEXT, 0, 78, "", "lobby", longest));
            mallory.reply(78).expect(Peer.ACK);
        }
        assertThat(alice.hear().data).hasSize(MAX_FRAME - 8 - 5 - 16 - 7);
        assertThat(bob.hear().data).startsWith("yyy");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void aFrameTooShortForItsFieldsIsMalformed(int length) throws IOException {
        expectMalformed(concat(ByteBuffer.allocate(4).putInt(length).array(), new byte[length]));
    }

    @Test
    void aFrameCutAnywhereAndThenClosedIsForgotten() throws IOException {
        byte[] whole = frame(TEXT, 0, 5, "mallory", "lobby", utf8("never heard"));
        for (int cut = 0; cut < whole.length; cut++) {
            try (Peer mallory = mallory()) {
                mallory.ask(JOIN, "", "lobby", "").expect(Peer.ACK);
                mallory.write(Arrays.copyOf(whole, cut));
            }
            await().until(() -> server.online().find("mallory") == null);
        }
    }

    @Test
    void oneByteAtATimeIsUnderstood() throws IOException {
        try (Peer mallory = Peer.connect(address)) {
            for (byte b : concat(
                    frame(LOGIN, 0, 1, "mallory", "", utf8("secret")),
                    frame(JOIN, 0, 2, "", "lobby", NOTHING),
                    frame(TEXT, 0, 3, "", "lobby", utf8("slowly")))) {
                mallory.write(new byte[] {b});
            }
            mallory.reply(1).expect(Peer.ACK);
            mallory.reply(2).expect(Peer.ACK);
            mallory.reply(3).expect(Peer.ACK);
        }
        assertThat(bob.hear().data).isEqualTo("slowly");
        assertThat(alice.hear().data).isEqualTo("slowly");
    }

    @Test
    void aHundredFramesInOneSegmentAreAnsweredInOrder() throws IOException {
        byte[] burst =
                concat(frame(LOGIN, 0, 1, "mallory", "", utf8("secret")), frame(JOIN, 0, 2, "", "lobby", NOTHING));
        for (int i = 3; i <= 100; i++) {
            burst = concat(burst, frame(TEXT, 0, i, "", "lobby", utf8("m" + i)));
        }
        try (Peer mallory = Peer.connect(address)) {
            mallory.write(burst);
            for (int i = 1; i <= 100; i++) {
                assertThat(mallory.next(Peer.ACK).requestId).isEqualTo(i);
            }
        }
        for (int i = 3; i <= 100; i++) {
            assertThat(alice.hear().data).isEqualTo("m" + i);
            assertThat(bob.hear().data).isEqualTo("m" + i);
        }
    }

    @Test
    void nothingBehindAMalformedFrameIsInterpreted() throws IOException {
        try (Peer mallory = mallory()) {
            mallory.ask(JOIN, "", "lobby", "").expect(Peer.ACK);
            mallory.write(concat(
                    frame(TEXT, 0, 0, "", "lobby", utf8("heard")),
                    frame(LOGOUT, 0, 9, "", "", utf8("trailing")),
                    frame(TEXT, 0, 0, "", "lobby", utf8("not heard"))));
            mallory.next(Peer.NAK).expectNak("MALFORMED");
            mallory.expectClosed();
        }
        assertThat(alice.hear().data).isEqualTo("heard");
        assertThat(bob.hear().data).isEqualTo("heard"); // and the chat at the end of each test is what comes next
    }

    @Test
    void badUtf8InAnyTextFieldIsMalformed() throws IOException {
        expectMalformed(frame(TEXT, 0, 5, BAD_UTF8, utf8("lobby"), utf8("x")));
        expectMalformed(frame(TEXT, 0, 5, utf8("mallory"), BAD_UTF8, utf8("x")));
        expectMalformed(frame(JOIN, 0, 5, NOTHING, BAD_UTF8, NOTHING));
        byte[] json = concat(utf8("{\"to\":\""), BAD_UTF8, utf8("\",\"text\":\"x\"}"));
        expectMalformed(frame(DIRECT, JSON, 5, "", "", json));
        expectMalformed(frame(HISTORY, JSON, 5, NOTHING, utf8("lobby"), BAD_UTF8));
    }

    @Test
    void aFieldPastTheEndIsMalformed() throws IOException {
        byte[] sourceTooLong = frame(TEXT, 0, 5, "", "", NOTHING);
        sourceTooLong[10] = (byte) 200;
        expectMalformed(sourceTooLong);
        expectMalformed(frame(TEXT, Peer.STAMPED, 5, "", "lobby", utf8("short")));
        expectMalformed(frame(TEXT, Peer.IDENTIFIED, 5, "", "lobby", utf8("short")));
    }

    @Test
    void anUnknownTypeOrFlagIsUnsupportedAndTheConnectionStays() throws IOException {
        try (Peer mallory = mallory()) {
            mallory.write(frame(0x77, 0, 5, "", "", utf8("what")));
            mallory.reply(5).expectNak("UNSUPPORTED");
            mallory.write(frame(0x80, 0, 6, "", "", utf8("no such plug-in")));
            mallory.reply(6).expectNak("UNSUPPORTED");
            mallory.write(frame(TEXT, 0x10, 7, "", "lobby", utf8("what")));
            mallory.reply(7).expectNak("UNSUPPORTED");
            mallory.write(frame(TEXT, 0x80, 0, "", "lobby", utf8("nobody asked, nobody is told")));
            mallory.ask(PING, "", "", "still there").expect(Peer.ACK);
        }
    }

    // ---- names ----

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\u0000b", "a\tb", "a\u001Bb", "a:b", "a/b", "\uD83D\uDE00"})
    void aNameThatBreaksTheRulesIsInvalid(String name) throws IOException {
        try (Peer stranger = Peer.connect(address)) {
            stranger.ask(LOGIN, name, "", "secret").expectNak("INVALID_NAME");
            stranger.ask(LOGIN, "mallory", "", "secret").expect(Peer.ACK);
            stranger.ask(CREATE, "", name, "").expectNak("INVALID_NAME");
            stranger.ask(JOIN, "", name, "").expectNak("INVALID_NAME");
        }
    }

    @Test
    void aNameOf65CodePointsIsInvalidAndOneOf64IsNot() throws IOException {
        String letter = "\u00E9";
        try (Peer stranger = Peer.connect(address)) {
            stranger.ask(LOGIN, letter.repeat(65), "", "secret").expectNak("INVALID_NAME");
            stranger.ask(LOGIN, letter.repeat(64), "", "secret").expect(Peer.ACK);
            stranger.ask(CREATE, "", "a".repeat(65), "").expectNak("INVALID_NAME");
            stranger.ask(CREATE, "", "a".repeat(64), "").expect(Peer.ACK);
        }
    }

    // ---- order of things ----

    @Test
    void beforeLoginOnlyLoginAndPingAreServed() throws IOException {
        try (Peer stranger = Peer.connect(address)) {
            stranger.ask(TEXT, "", "lobby", "hello").expectNak("NOT_LOGGED_IN");
            stranger.ask(LIST, "", "", "").expectNak("NOT_LOGGED_IN");
            stranger.ask(CREATE, "", "mine", "").expectNak("NOT_LOGGED_IN");
            stranger.ask(JOIN, "", "lobby", "").expectNak("NOT_LOGGED_IN");
            stranger.ask(LEAVE, "", "lobby", "").expectNak("NOT_LOGGED_IN");
            stranger.ask(HISTORY, "", "lobby", "{\"limit\":1}").expectNak("NOT_LOGGED_IN");
            stranger.ask(DIRECT, "", "", "{\"to\":\"bob\",\"text\":\"x\"}").expectNak("NOT_LOGGED_IN");
            stranger.ask(LOGOUT, "", "", "").expectNak("NOT_LOGGED_IN");
            stranger.ask(PING, "", "", "hi").expect(Peer.ACK);
            stranger.write(frame(TEXT, 0, 0, "alice", "lobby", utf8("nobody hears")));
        }
    }

    @Test
    void aForgedSourceIsForbidden() throws IOException {
        try (Peer mallory = mallory()) {
            mallory.ask(JOIN, "", "lobby", "").expect(Peer.ACK);
            mallory.ask(TEXT, "alice", "lobby", "I am alice").expectNak("FORBIDDEN");
            mallory.ask(LEAVE, "alice", "lobby", "").expectNak("FORBIDDEN");
            mallory.ask(TEXT, "mallory", "lobby", "I am not").expect(Peer.ACK);
        }
        assertThat(alice.hear().source).isEqualTo("mallory");
        assertThat(bob.hear().data).isEqualTo("I am not");
    }

    @Test
    void sessionsThatDoNotFitAreRefused() throws IOException {
        try (Peer mallory = mallory();
                Peer carol = Peer.login(address, "carol")) {
            mallory.ask(JOIN, "", "nowhere", "").expectNak("NO_SUCH_SESSION");
            mallory.ask(TEXT, "", "nowhere", "x").expectNak("NO_SUCH_SESSION");
            mallory.ask(CREATE, "", "lobby", "").expectNak("SESSION_EXISTS");
            mallory.ask(LEAVE, "", "lobby", "").expectNak("NOT_A_MEMBER");
            mallory.ask(LEAVE, "", "", "").expectNak("NOT_A_MEMBER");
            mallory.ask(TEXT, "", "lobby", "x").expectNak("NOT_A_MEMBER");
            mallory.ask(HISTORY, "", "lobby", "{}").expectNak("NOT_A_MEMBER");
            mallory.ask(JOIN, "", "lobby", "").expect(Peer.ACK);
            mallory.ask(JOIN, "", "lobby", "").expectNak("ALREADY_MEMBER");
            carol.ask(JOIN, "", "lobby", "").expectNak("SESSION_FULL");
            mallory.ask(LEAVE, "", "lobby", "").expect(Peer.ACK);
            carol.ask(JOIN, "", "lobby", "").expect(Peer.ACK);
        }
    }

    @Test
    void aSecondLoginIsRefused() throws IOException {
        try (Peer second = Peer.connect(address)) {
            second.ask(LOGIN, "alice", "", "wrong").expectNak("BAD_CREDENTIALS");
            second.ask(LOGIN, "alice", "", "secret").expectNak("ALREADY_LOGGED_IN");
            second.ask(LOGIN, "mallory", "", "secret").expect(Peer.ACK);
            second.ask(LOGIN, "mallory", "", "secret").expectNak("ALREADY_LOGGED_IN");
        }
    }

    @Test
    void aWrongPasswordIsToldAndTheNextTryIsFree() throws IOException {
        try (Peer stranger = Peer.connect(address)) {
            stranger.ask(LOGIN, "mallory", "", "wrong").expectNak("BAD_CREDENTIALS");
            stranger.ask(LOGIN, "mallory", "", "right").expect(Peer.ACK);
        }
    }

    // ---- JSON ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "1",
                "\"x\"",
                "",
                "{",
                "{}{}",
                "{\"after\":\"x\"}",
                "{\"after\":-1}",
                "{\"after\":1e99}"
            })
    void jsonThatIsNoFittingObjectIsMalformed(String json) throws IOException {
        expectMalformed(frame(JOIN, JSON, 5, "", "lobby", utf8(json)));
    }

    @Test
    void jsonNestedTenThousandDeepIsMalformed() throws IOException {
        String nested = "{\"x\":".repeat(10_000) + "1" + "}".repeat(10_000);
        expectMalformed(frame(CREATE, JSON, 5, "", "deep", utf8(nested)));
        expectMalformed(frame(TEXT, JSON, 5, "", "lobby", utf8(nested)));
    }

    @Test
    void sixtyKilobytesOfJsonAreReadAndWhatIsUnknownPassedOver() throws IOException {
        try (Peer mallory = mallory()) {
            String large = "{\"unknown\":\"" + "x".repeat(60_000) + "\",\"topic\":\"large\"}";
            mallory.ask(CREATE, "", "mine", large).expect(Peer.ACK);
            assertThat(mallory.ask(LIST, "", "mine", "").expect(Peer.ACK).data).contains("\"topic\":\"large\"");
            String topic = "{\"topic\":\"" + "x".repeat(60_000) + "\"}";
            mallory.ask(CREATE, "", "other", topic).expectNak("TOO_LARGE");
        }
    }

    // ---- other protocols, and silence ----

    @Test
    void randomBytesEndInAClosedConnection() throws IOException {
        long seed = Long.getLong("confab.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[1 + random.nextInt(4096)];
            random.nextBytes(bytes);
            bytes[0] = (byte) (1 + random.nextInt(255)); // a length beyond the limit, whatever follows
            try (Peer stranger = Peer.connect(address)) {
                stranger.write(bytes);
                stranger.write(new byte[4]);
                stranger.read().expectNak("MALFORMED");
                stranger.expectClosed();
            } catch (IOException | AssertionError e) {
                throw new AssertionError("seed " + seed + " round " + i, e);
            }
        }
    }

    @Test
    void aTlsOrHttpGreetingIsMalformed() throws IOException {
        expectMalformedBeforeLogin(
                new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xFC, 0x03, 0x03});
        expectMalformedBeforeLogin(utf8("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        expectMalformedBeforeLogin(utf8("NICK mallory\r\nUSER m 0 * :m\r\n"));
    }

    @Test
    void aPeerThatSaysNothingIsClosedAfterTheLoginTimeout() throws IOException {
        try (Peer silent = Peer.connect(address)) {
            silent.expectClosed();
        }
        try (Peer halfASentence = Peer.connect(address)) {
            halfASentence.write(new byte[] {0, 0, 0});
            halfASentence.expectClosed();
        }
    }

    @Test
    void aPeerThatResetsInTheMiddleOfABroadcastIsGone() throws IOException {
        for (int round = 0; round < 20; round++) {
            Peer mallory = mallory();
            mallory.ask(JOIN, "", "lobby", "").expect(Peer.ACK);
            for (int i = 0; i < 50; i++) {
                alice.say("lobby", "m" + i);
                if (i == 25) {
                    mallory.reset();
                }
            }
            for (int i = 0; i < 50; i++) {
                assertThat(bob.hear().data).isEqualTo("m" + i);
            }
            await().until(() -> server.online().find("mallory") == null);
        }
    }
}
