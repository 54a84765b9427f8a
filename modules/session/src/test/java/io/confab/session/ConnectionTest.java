package io.confab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.codec.NativeFormat;
import io.confab.codec.SessionOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {

    private final World world = new World();
    private final Client alice = world.client("alice");

    @AfterEach
    void leavesNothingBehind() {
        world.close();
    }

    @Test
    void knowsItsMemberships() {
        assertThat(alice.connection.onlyMember()).isNull();
        Member hall = alice.create("hall");
        assertThat(alice.connection.onlyMember()).isSameAs(hall);
        Member yard = alice.create("yard");

        assertThat(alice.connection.onlyMember()).isNull();
        assertThat(alice.connection.member("yard")).isSameAs(yard);
        assertThat(alice.connection.member("attic")).isNull();
        assertThat(alice.connection.memberships()).isEqualTo(2);

        alice.leave("hall");
        assertThat(alice.connection.onlyMember()).isSameAs(yard);
        assertThat(alice.connection.member("hall")).isNull();
        alice.leave("yard");
        assertThat(alice.connection.memberships()).isZero();
    }

    @Test
    void forgetsWhatItAnsweredWhenAMembershipChanges() {
        assertThat(alice.connection.member("hall")).isNull();
        Member first = alice.create("hall");
        assertThat(alice.connection.member("hall")).isSameAs(first);

        alice.leave("hall");
        assertThat(alice.connection.member("hall")).isNull();
        Member second = alice.create("hall");
        assertThat(alice.connection.member("hall")).isSameAs(second).isNotSameAs(first);
    }

    @Test
    void logsInOnce() {
        assertThat(alice.connection.account()).isEqualTo("alice");
        assertThatThrownBy(() -> alice.connection.loggedIn("bob", world.online))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("account: alice (expected: none yet)");
        assertThat(alice.connection.account()).isEqualTo("alice");
    }

    @Test
    void namesItsAccountOnceItIsKnown() {
        Connection stranger = new Connection(alice.channel, NativeFormat.INSTANCE);

        assertThat(stranger).hasToString(alice.channel.toString());
        assertThat(stranger.account()).isNull();
        assertThat(stranger.channel()).isSameAs(alice.channel);
        assertThat(stranger.format()).isSameAs(NativeFormat.INSTANCE);
        assertThat(alice.connection).hasToString("alice on " + alice.channel);
    }

    @Test
    void refusesOtherThreads() {
        try (Loop loop = new Loop()) {
            Connection elsewhere = loop.connect("bob").connection;
            assertThatThrownBy(() -> world.manager.join(elsewhere, "hall", null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("(expected: the event loop of ");
            assertThatThrownBy(() -> world.manager.create(elsewhere, "hall", SessionOptions.DEFAULT))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> elsewhere.loggedIn("carol", world.online))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("thread: ");
        }
    }

    @Test
    void handsOverWhatWasSaidOnceAndToEverySession() {
        Client bob = world.client("bob");
        alice.create("hall");
        alice.create("yard");
        bob.join("hall");
        bob.join("yard");
        Remark one = new Remark("one");
        Remark two = new Remark("two");
        alice.member("hall").say(one);
        alice.member("yard").say(two);
        alice.connection.readComplete();
        alice.connection.readComplete();
        world.run();

        assertThat(one.isAnswered()).isTrue();
        assertThat(two.isAnswered()).isTrue();
        assertThat(bob.texts()).containsExactlyInAnyOrder("alice: one", "alice: two");
    }
}
