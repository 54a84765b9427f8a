package io.confab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.Stamp;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RepeatsTest {

    private static final UUID ONE = new UUID(0, 1);
    private static final UUID TWO = new UUID(0, 2);

    private final Repeats repeats = new Repeats();

    @Test
    void anIdBelongsToItsAccount() {
        repeats.add("alice", ONE, new Stamp(7, 70));

        assertThat(repeats.find("alice", ONE)).isEqualTo(new Stamp(7, 70));
        assertThat(repeats.find("bob", ONE)).isNull();
        assertThat(repeats.find("alice", TWO)).isNull();
    }

    @Test
    void forgetsWhatIsNoLongerHeldAndNothingElse() {
        repeats.add("alice", ONE, new Stamp(7, 70));
        repeats.add("alice", TWO, new Stamp(8, 80));
        repeats.add("bob", ONE, new Stamp(9, 90));

        repeats.forgetUntil(6);
        assertThat(repeats.size()).isEqualTo(3);
        repeats.forgetUntil(8);

        assertThat(repeats.size()).isEqualTo(1);
        assertThat(repeats.find("bob", ONE)).isEqualTo(new Stamp(9, 90));
        repeats.forgetUntil(100);
        assertThat(repeats.size()).isZero();
    }

    @Test
    void whatFailedMayBeSaidAgain() {
        repeats.add("alice", ONE, new Stamp(7, 70));
        repeats.remove("alice", ONE);

        assertThat(repeats.find("alice", ONE)).isNull();
        assertThat(repeats.size()).isZero();
    }
}
