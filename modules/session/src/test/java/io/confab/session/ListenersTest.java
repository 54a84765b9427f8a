package io.confab.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.LoggedMessage;
import io.confab.api.SessionListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenersTest {

    private static final SessionListener FAILING = new SessionListener() {
        @Override
        public void sessionCreated(String session, String account) {
            throw new IllegalStateException("created");
        }

        @Override
        public void memberJoined(String session, String account) {
            throw new IllegalStateException("joined");
        }

        @Override
        public void memberLeft(String session, String account) {
            throw new IllegalStateException("left");
        }

        @Override
        public void messageSpoken(LoggedMessage message) {
            throw new IllegalStateException("spoken");
        }

        @Override
        public void sessionClosed(String session) {
            throw new IllegalStateException("closed");
        }
    };

    @Test
    void everyListenerIsToldEverythingWhateverAnotherThrows() {
        Recorder first = new Recorder();
        Recorder last = new Recorder();
        Listeners listeners = new Listeners(List.of(first, FAILING, last));

        listeners.sessionCreated("hall", "alice");
        listeners.memberJoined("hall", "alice");
        listeners.messageSpoken(new LoggedMessage("hall", "alice", 1, 2, null, false, "hi".getBytes(UTF_8)));
        listeners.memberLeft("hall", "alice");
        listeners.sessionClosed("hall");

        assertThat(first.calls)
                .containsExactly(
                        "alice created hall",
                        "alice joined hall",
                        "alice said hi in hall",
                        "alice left hall",
                        "hall closed");
        assertThat(last.calls).isEqualTo(first.calls);
    }

    @Test
    void aSessionWhoseListenerFailsGoesOn() {
        Recorder recorder = new Recorder();
        try (World world = new World(World.SMALL, new MemoryLog(), FAILING, recorder)) {
            Client alice = world.client("alice");
            Client bob = world.client("bob");
            alice.create("hall");
            bob.join("hall");
            alice.say("hi");

            assertThat(bob.texts()).containsExactly("alice: hi");
            assertThat(recorder.calls).contains("alice said hi in hall");
        }
        assertThat(recorder.calls).endsWith("hall closed");
    }

    @Test
    void whoDoesNotWantToHearMessagesIsNotToldOfThem() {
        List<String> told = new ArrayList<>();
        SessionListener deaf = new SessionListener() {
            @Override
            public boolean hearsMessages() {
                return false;
            }

            @Override
            public void sessionClosed(String session) {
                told.add(session + " closed");
            }

            @Override
            public void messageSpoken(LoggedMessage message) {
                told.add("a message");
            }
        };
        Listeners listeners = new Listeners(List.of(deaf));
        assertThat(listeners.hearsMessages()).isFalse();
        listeners.messageSpoken(new LoggedMessage("hall", "alice", 1, 2, null, false, "hi".getBytes(UTF_8)));
        listeners.sessionClosed("hall");
        assertThat(told).containsExactly("hall closed");
        assertThat(new Listeners(List.of(deaf, new Recorder())).hearsMessages()).isTrue();
    }

    @Test
    void listenersThatAreAddedLaterAreNotTold() {
        List<SessionListener> given = new ArrayList<>();
        Listeners listeners = new Listeners(given);
        Recorder late = new Recorder();
        given.add(late);

        listeners.sessionClosed("hall");

        assertThat(listeners.hearsMessages()).isFalse();
        assertThat(late.calls).isEmpty();
        assertThat(new Listeners(given).hearsMessages()).isTrue();
    }
}
