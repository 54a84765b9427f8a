package io.confab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.PresenceEvent;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PresenceTest {

    private final World world = new World();
    private final Client alice = world.client("alice");
    private final Client bob = world.client("bob");
    private final Client carol = world.client("carol");
    private final Client dave = world.client("dave");

    @AfterEach
    void leavesNothingBehind() {
        world.close();
    }

    private static PresenceEvent event(List<String> joined, List<String> left, int members) {
        return new PresenceEvent("hall", joined, left, members);
    }

    @Test
    void joinsWithinTheDelayAreOneEvent() {
        alice.create("hall");
        bob.join("hall");
        world.advance(99);
        carol.join("hall");
        assertThat(alice.received()).isEmpty();

        world.advance(1);

        assertThat(alice.received()).containsExactly(event(List.of("bob", "carol"), List.of(), 3));
        assertThat(bob.received()).containsExactly(event(List.of("bob", "carol"), List.of(), 3));
        assertThat(carol.received()).containsExactly(event(List.of("bob", "carol"), List.of(), 3));
        world.advance(1000);
        assertThat(alice.received()).isEmpty();
    }

    @Test
    void nobodyIsToldOfItsOwnArrivalAlone() {
        alice.create("hall");
        bob.join("hall");
        world.advance(100);

        assertThat(alice.received()).containsExactly(event(List.of("bob"), List.of(), 2));
        assertThat(bob.received()).isEmpty();
    }

    @Test
    void ownArrivalIsToldTogetherWithWhoLeft() {
        alice.create("hall");
        bob.join("hall");
        world.advance(100);
        alice.received();
        bob.leave("hall");
        carol.join("hall");
        world.advance(100);

        assertThat(carol.received()).containsExactly(event(List.of("carol"), List.of("bob"), 2));
        assertThat(alice.received()).containsExactly(event(List.of("carol"), List.of("bob"), 2));
    }

    @Test
    void whoComesAndGoesBetweenTwoEventsIsInNeither() {
        alice.create("hall");
        bob.join("hall");
        bob.leave("hall");
        world.advance(100);
        assertThat(alice.received()).isEmpty();

        bob.join("hall");
        carol.join("hall");
        world.advance(100);
        alice.received();
        carol.leave("hall");
        carol.join("hall");
        world.advance(100);
        assertThat(alice.received()).isEmpty();
    }

    @Test
    void aSessionTooLargeTellsTheCountOnly() {
        alice.create("hall");
        bob.join("hall");
        carol.join("hall");
        dave.join("hall");
        world.advance(100);

        for (Client each : List.of(alice, bob, carol, dave)) {
            assertThat(each.received()).containsExactly(event(List.of(), List.of(), 4));
        }
        dave.leave("hall");
        world.advance(100);
        assertThat(alice.received()).containsExactly(event(List.of(), List.of("dave"), 3));
    }

    @Test
    void onceTooLargeTheWholeEventNamesNobody() {
        alice.create("hall");
        bob.join("hall");
        carol.join("hall");
        world.advance(100);
        alice.received();
        dave.join("hall");
        dave.leave("hall");
        carol.leave("hall");
        world.advance(100);

        assertThat(alice.received()).containsExactly(event(List.of(), List.of(), 2));
    }

    @Test
    void aNewcomerIsNotToldWhoCameAndWentWhileNobodyWasThere() {
        alice.create("hall");
        bob.join("hall");
        bob.leave("hall");
        alice.leave("hall");
        alice.create("hall");
        bob.join("hall");
        alice.leave("hall");
        world.advance(100);

        assertThat(bob.received()).containsExactly(event(List.of("bob"), List.of("alice"), 1));
    }

    @Test
    void anotherEventIsScheduledAfterTheFirst() {
        alice.create("hall");
        bob.join("hall");
        world.advance(100);
        alice.received();
        carol.join("hall");
        world.advance(99);
        assertThat(alice.received()).isEmpty();
        world.advance(1);
        assertThat(alice.received()).containsExactly(event(List.of("carol"), List.of(), 3));
    }

    @Test
    void whatWasTakenIsNotToldAgain() {
        Presence presence = new Presence();
        assertThat(presence.hasNews()).isFalse();
        presence.joined("alice", true);
        presence.left("bob", true);
        assertThat(presence.hasNews()).isTrue();

        assertThat(presence.take("hall", 7)).isEqualTo(event(List.of("alice"), List.of("bob"), 7));
        assertThat(presence.hasNews()).isFalse();
        presence.left("alice", false);
        assertThat(presence.hasNews()).isTrue();
        assertThat(presence.take("hall", 6)).isEqualTo(event(List.of(), List.of(), 6));
        presence.left("carol", true);
        assertThat(presence.take("hall", 5)).isEqualTo(event(List.of(), List.of("carol"), 5));
        presence.joined("dave", false);
        presence.forget();
        assertThat(presence.hasNews()).isFalse();
    }
}
