package io.confab.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.client.ConfabClient;
import io.confab.client.ResumingClient;
import io.confab.client.ResumingListener;
import io.confab.codec.TextEvent;
import io.confab.it.faults.ServerUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The web client as people have it: the real jar, and Chromium. */
@Timeout(300)
class WebClientTest {

    /** What the page may take at its first load, compressed. */
    private static final long MOST_BYTES = 100_000;

    @TempDir
    private Path folder;

    private ServerUnderTest server;
    private Browser ann;

    @BeforeEach
    void start() throws Exception {
        server = new ServerUnderTest(folder.resolve("data"), freePort(), "sessions.durability=synced");
        ann = new Browser(folder.resolve("ann"));
    }

    // Browsers come back to where they were.
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        ann.close();
        server.close();
    }

    @Test
    void loadsQuicklyAndFromNowhereElse() {
        ann.open(server.port());
        List<String> loaded = ann.list("return performance.getEntriesByType('resource').map(e => e.name)");
        long bytes = ann.number("return performance.getEntriesByType('resource').concat("
                + "performance.getEntriesByType('navigation')).reduce((sum, e) => sum + e.transferSize, 0)");
        String origin = "http://127.0.0.1:" + server.port() + "/";

        assertThat(loaded).hasSizeGreaterThan(10).allMatch(name -> name.startsWith(origin));
        assertThat(bytes).isBetween(10_000L, MOST_BYTES);
        // Each module is asked for at once, not only when the one that imports it is there.
        assertThat(
                        ann.list(
                                "return [...document.querySelectorAll('[rel=modulepreload], script')].map(e => e.href || e.src)"))
                .containsExactlyInAnyOrderElementsOf(
                        loaded.stream().filter(name -> name.endsWith(".js")).toList());
        assertThat(ann.complaints()).isEmpty();
    }

    @Test
    void showsMarkupAsText() {
        ann.logIn(server.port(), "ann");
        ann.create("lab");
        String text = "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">";

        ann.say(text);
        ann.awaitText(text);
        ann.reload();
        ann.awaitText(text);

        assertThat(ann.texts()).containsExactly(text);
        assertThat(ann.list("return [document.title]")).containsExactly("lab – Confab");
        assertThat(ann.number("return document.querySelectorAll('#messages script, #messages img').length"))
                .isZero();
        assertThat(ann.complaints()).isEmpty();
    }

    @Test
    void comesBackOnATelephoneToWhatWasOpen() {
        ann.beTelephone();
        ann.logIn(server.port(), "ann");
        ann.awaitShown("none-browse");
        ann.create("lab");
        ann.say("hello");
        ann.awaitText("hello");

        ann.reload();
        ann.awaitTitle("lab");
        ann.awaitText("hello");
        assertThat(ann.isShown("sidebar")).isFalse();
        assertThat(ann.list("return [document.title]")).containsExactly("lab – Confab");

        ann.back();
        ann.awaitShown("sidebar");
        assertThat(ann.isShown("none-browse")).isFalse();
        assertThat(ann.list("return [document.title]")).containsExactly("Confab");
        ann.clickFirst("#sessions button");
        ann.awaitTitle("lab");
        ann.click("back-button");
        ann.awaitShown("sidebar");
        ann.reload();
        ann.awaitShown("sidebar");
        assertThat(ann.complaints()).isEmpty();
    }

    @Test
    void showsTheWholeOfAFewNewMessagesOnATelephone() {
        ann.beTelephone();
        ann.logIn(server.port(), "ann");
        ann.create("lab");
        ann.say("more\n".repeat(35) + "than fits");
        ann.awaitText("than fits");
        ann.click("back-button");
        try (Browser bob = new Browser(folder.resolve("bob"))) {
            bob.logIn(server.port(), "bob");
            bob.join("lab");
            bob.say("one");
            bob.say("two");
            ann.awaitText("#sessions .badge", "2");
        }

        ann.clickFirst("#sessions button");
        ann.awaitText("two");

        assertThat(ann.number("const e = document.getElementById('scroll');"
                        + "return e.scrollHeight - e.clientHeight - e.scrollTop"))
                .isLessThan(2);
    }

    @Test
    void showsWhatWasJoinedInAnotherBrowserWithoutJoiningIt() throws Exception {
        ann.logIn(server.port(), "ann");
        ann.create("lab");
        ann.create("attic");
        ann.say("left");
        ann.awaitText("left");
        ann.leave();
        ann.create("yard");
        ann.say("logged out");
        ann.awaitText("logged out");
        ann.logOut();
        try (Browser bob = new Browser(folder.resolve("bob"));
                Browser other = new Browser(folder.resolve("other"))) {
            bob.logIn(server.port(), "bob");
            bob.join("lab");
            bob.say("one");
            bob.awaitText("one");

            other.beTelephone();
            other.logIn(server.port(), "ann");
            assertThat(other.awaitTexts("#earlier .name")).containsExactly("attic", "lab", "yard");
            assertThat(other.awaitTexts("#earlier .unread .name")).containsExactly("lab");
            assertThat(other.awaitTexts("#earlier .dot .hidden")).containsExactly("new messages");
            assertThat(other.isShown("none")).isFalse();
            other.click("browse-button");
            assertThat(other.awaitTexts("#browse-list .entry > small:last-child"))
                    .containsExactly("0 members", "1 member", "0 members");
            other.click("browse-cancel");
            assertThat(other.number("return document.querySelectorAll('#sessions li').length"))
                    .isZero();

            other.clickFirst("#earlier .unread");
            other.awaitTitle("lab");
            other.awaitText("one");
            assertThat(other.awaitTexts(".unread-mark")).containsExactly("New");
            other.click("back-button");
            assertThat(other.awaitTexts("#sessions .name")).containsExactly("lab");
            assertThat(other.awaitTexts("#earlier .name")).containsExactly("attic", "yard");
            assertThat(other.complaints()).isEmpty();
        }
    }

    @Test
    void doesNotOfferWhatWasLeftHereUntilItIsJoinedAgain() throws Exception {
        ann.logIn(server.port(), "ann");
        ann.create("lab");
        ann.create("attic");
        ann.leave();
        ann.awaitShown("empty-browse");
        assertThat(ann.list("return [document.activeElement.id]")).containsExactly("empty-browse");
        assertThat(ann.isShown("earlier-section")).isFalse();
        ann.logOut();
        try (Browser other = new Browser(folder.resolve("other"))) {
            other.logIn(server.port(), "ann");
            assertThat(other.awaitTexts("#earlier .name")).containsExactly("attic", "lab");
            other.create("yard");
            other.clickFirst("#earlier button");
            other.awaitTitle("attic");
            other.leave();
            other.logOut();
        }

        ann.logIn(server.port(), "ann");
        assertThat(ann.awaitTexts("#earlier .name")).containsExactly("yard");
        assertThat(ann.awaitTexts("#sessions .name")).containsExactly("lab");
        ann.join("attic");
        ann.logOut();
        ann.forget("confab.conversations.ann");
        ann.logIn(server.port(), "ann");
        assertThat(ann.awaitTexts("#earlier .name")).containsExactly("attic", "lab", "yard");
    }

    @Test
    void asksBeforeASessionIsLeftAndNotBeforeAConversationIsClosed() {
        ann.logIn(server.port(), "ann");
        ann.create("lab");
        ann.click("leave-button");
        assertThat(ann.awaitTexts("#leave-title")).containsExactly("Leave #lab?");
        assertThat(ann.awaitTexts("#leave-hint")).containsExactly("You can come back: what is said is kept.");
        ann.press(Keys.ESCAPE);
        ann.awaitHidden("leave");
        assertThat(ann.list("return [document.activeElement.id]")).containsExactly("leave-button");
        assertThat(ann.awaitTexts("#sessions .name")).containsExactly("lab");

        ann.writeTo("bob");
        assertThat(ann.isShown("close-icon")).isTrue();
        assertThat(ann.isShown("leave-icon")).isFalse();
        assertThat(ann.list("return [document.getElementById('leave-button').ariaLabel]"))
                .containsExactly("Close this conversation");
        ann.click("leave-button");
        ann.awaitShown("empty");
        assertThat(ann.isShown("leave")).isFalse();

        ann.clickFirst("#sessions button");
        ann.awaitTitle("lab");
        assertThat(ann.isShown("close-icon")).isFalse();
        ann.click("leave-button");
        ann.awaitShown("leave-ok");
        ann.press(Keys.ENTER);
        ann.awaitShown("empty");
        assertThat(ann.complaints()).isEmpty();
    }

    @Test
    void saysAtTheWayBackOfATelephoneWhatIsUnread() {
        ann.beTelephone();
        ann.logIn(server.port(), "ann");
        ann.create("lab");
        ann.click("back-button");
        ann.create("attic");
        assertThat(ann.isShown("back-badge")).isFalse();
        try (Browser bob = new Browser(folder.resolve("bob"))) {
            bob.logIn(server.port(), "bob");
            bob.join("lab");
            bob.say("one");
            bob.say("two");
            bob.writeTo("ann");
            bob.say("three");
            ann.awaitText("#back-badge", "3");
        }

        String label = "return [document.getElementById('back-button').ariaLabel]";
        assertThat(ann.isShown("back-badge")).isTrue();
        assertThat(ann.list(label)).containsExactly("Back to conversations, 3 unread");
        ann.click("back-button");
        ann.clickFirst("#sessions .unread");
        ann.awaitTitle("lab");
        ann.awaitText("#back-badge", "1");
        ann.click("back-button");
        ann.clickFirst("#directs .unread");
        ann.awaitHidden("back-badge");
        assertThat(ann.list(label)).containsExactly("Back to conversations");
    }

    @Test
    void takesAnAddressOfAConversationThatIsNotOpenYet() {
        String shown = "return [document.getElementById('browse-name').value]";
        ann.logInAt(server.port(), "session:lab9", "ann");
        ann.awaitShown("browse");
        assertThat(ann.list(shown)).containsExactly("lab9");
        assertThat(ann.awaitTexts("#browse-ok")).containsExactly("Create");
        ann.press(Keys.ENTER);
        ann.awaitTitle("lab9");
        ann.create("lab");
        try (Browser bob = new Browser(folder.resolve("bob"))) {
            bob.logIn(server.port(), "bob");
            bob.goTo("session:lab9");
            assertThat(bob.awaitTexts("#browse-list .name")).containsExactly("lab9");
            assertThat(bob.awaitTexts("#browse-ok")).containsExactly("Join");
            bob.press(Keys.ENTER);
            bob.awaitTitle("lab9");
            bob.goTo("direct:ann");
            bob.awaitHeading("ann");
            for (String garbage : List.of("session:a b", "session:", "direct:", "room:lab", "%", "lab")) {
                bob.goTo(garbage);
                bob.awaitFragment("#direct:ann");
                assertThat(bob.isShown("browse")).as(garbage).isFalse();
                bob.awaitHeading("ann");
            }
            assertThat(bob.complaints()).isEmpty();
        }
        ann.logOut();
        ann.logInAt(server.port(), "direct:bob", "ann");
        ann.awaitHeading("bob");
        assertThat(ann.complaints()).isEmpty();
    }

    @Test
    void forgetsWhatWasWrongWithANameOnceItIsCorrected() {
        ann.logIn(server.port(), "ann");
        ann.click("browse-button");
        ann.type("a b");
        ann.press(Keys.ENTER);
        assertThat(ann.awaitTexts("#browse-error:not(:empty)")).hasSize(1);
        ann.press(Keys.BACK_SPACE);
        assertThat(ann.list("return [document.getElementById('browse-error').textContent]"))
                .containsExactly("");
    }

    @Test
    void closesTheListOfPeopleAndPutsTheFocusBack() {
        ann.logIn(server.port(), "ann");
        ann.create("lab");
        ann.click("people-button");
        ann.awaitShown("people");
        ann.press(Keys.ESCAPE);
        ann.awaitHidden("people");
        assertThat(ann.list("return [document.activeElement.id]")).containsExactly("people-button");

        ann.beTelephone();
        ann.click("people-button");
        ann.click("people-close");
        ann.awaitHidden("people");
        assertThat(ann.list("return [document.activeElement.id]")).containsExactly("people-button");
    }

    @Test
    void saysHowASessionIsCreatedAndWhichAreJoined() {
        ann.logIn(server.port(), "ann");
        ann.click("browse-button");
        assertThat(ann.awaitTexts("#browse-hint")).containsExactly("Type a name to create a session.");
        ann.click("browse-cancel");
        ann.create("lab");
        ann.create("attic");

        ann.click("browse-button");
        assertThat(ann.awaitTexts("#browse-list .joined")).containsExactly("joined", "joined");
        ann.clickFirst("#browse-list li:last-child button");
        ann.awaitTitle("lab");
        ann.awaitHidden("browse");
    }

    @Test
    void forgetsAConversationInWhichNothingWasSaid() throws Exception {
        try (ServerUnderTest keepsNothing = new ServerUnderTest(folder.resolve("none"), "messages.file=none");
                Browser bob = new Browser(folder.resolve("bob"))) {
            bob.logIn(keepsNothing.port(), "bob");
            ann.logIn(keepsNothing.port(), "ann");
            ann.writeTo("nobody");
            ann.say("hello");
            assertThat(ann.awaitTexts(".failed .note"))
                    .containsExactly("Not sent: nobody is not online, or there is no such account. Try again");
            ann.writeTo("bob");
            ann.say("to somebody");
            ann.awaitText("to somebody");

            ann.reload();
            assertThat(ann.awaitTexts("#directs .name")).containsExactly("bob");
        }
    }

    @Test
    void tellsNamesApartThatBeginAlike() {
        ann.logIn(server.port(), "ann");
        for (String name : List.of("anna", "andy", "andrea", "ann.lee")) {
            ann.writeTo(name);
        }

        assertThat(ann.awaitTexts("#directs .avatar")).containsExactly("AN", "AN", "AL", "AN");
        assertThat(ann.list("return [...document.querySelectorAll('#directs .avatar')].map(e => e.className)"))
                .doesNotHaveDuplicates();
    }

    /** Everybody talks while the server is killed under them, and everybody has everything once. */
    @Test
    void losesAndDoublesNothingOverAServerThatIsKilled() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (Browser bob = new Browser(folder.resolve("bob"))) {
            bob.beTelephone();
            ann.logIn(server.port(), "ann");
            ann.create("lab");
            bob.logIn(server.port(), "bob");
            bob.join("lab");
            ResumingClient carl = ResumingClient.builder(ConfabClient.builder().port(server.port()))
                    .account("carl", "secret")
                    .listener(new ResumingListener() {
                        @Override
                        public void text(TextEvent event) {
                            heard.add(new String(event.message().data(), UTF_8));
                        }
                    })
                    .start()
                    .get(30, SECONDS);
            carl.join("lab").get(30, SECONDS);
            ann.say("ann before");
            bob.awaitText("ann before");
            bob.say("bob before");
            carl.say("lab", "carl before").get(30, SECONDS);
            ann.awaitText("carl before");

            server.kill();
            ann.awaitLoss();
            bob.awaitLoss();
            ann.say("ann meanwhile");
            bob.say("bob meanwhile");
            var meanwhile = carl.say("lab", "carl meanwhile");
            server.start();

            meanwhile.get(60, SECONDS);
            ann.awaitConnection();
            bob.awaitConnection();
            ann.say("ann after");
            bob.awaitText("ann after");
            bob.say("bob after");
            ann.awaitText("bob after");
            List<String> all = List.of(
                    "ann before",
                    "bob before",
                    "carl before",
                    "ann meanwhile",
                    "bob meanwhile",
                    "carl meanwhile",
                    "ann after",
                    "bob after");
            for (String text : all) {
                ann.awaitText(text);
                bob.awaitText(text);
            }
            assertThat(ann.texts()).containsExactlyInAnyOrderElementsOf(all);
            assertThat(bob.texts()).containsExactlyElementsOf(ann.texts());
            ann.reload();
            ann.awaitText("bob after");
            assertThat(ann.texts()).containsExactlyElementsOf(bob.texts());
            for (String text : all) {
                if (!text.startsWith("carl")) {
                    assertThat(heard.poll(30, SECONDS)).isIn(all);
                }
            }
            assertThat(heard).isEmpty();
            carl.close();
        }
    }
}
