package io.confab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Durability;
import io.confab.codec.SessionOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever speaks faster than the log writes is slowed, not refused. */
class ThrottleTest {

    private static final String MEGABYTE = "x".repeat(1024 * 1024);

    private final TestLog log = new TestLog(true);

    private static int megabytes(Client client, int count, List<Remark> said) {
        int before = said.size();
        while (said.size() - before < count && client.holds() == 0) {
            said.add(client.say(MEGABYTE));
        }
        return said.size() - before;
    }

    private void commitAll(World world) {
        while (!log.held.isEmpty()) {
            log.held.remove(0).commit();
            world.run();
        }
    }

    @Test
    void holdsBackWhoSpeaksIntoALogThatStallsAndNobodyElse() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            Client bob = world.client("bob");
            Client carol = world.client("carol");
            Client dave = world.client("dave");
            alice.create("hall");
            bob.join("hall");
            dave.join("hall");
            carol.create("attic", SessionOptions.of(Durability.MEMORY));
            log.hold = true;
            List<Remark> said = new ArrayList<>();
            assertThat(megabytes(alice, 100, said)).isEqualTo(4);
            assertThat(log.held).hasSize(4);
            Remark late = bob.say("late");
            assertThat(alice.holds()).isEqualTo(1);
            assertThat(bob.holds()).isEqualTo(1);
            assertThat(dave.holds()).isZero();
            assertThat(log.held).hasSize(4);
            carol.say("undisturbed");
            assertThat(carol.holds()).isZero();

            log.held.remove(0).commit();
            world.run();
            assertThat(alice.holds()).isEqualTo(1);
            commitAll(world);
            assertThat(alice.holds()).isZero();
            assertThat(bob.holds()).isZero();
            assertThat(said).allMatch(remark -> remark.sequence() > 0);
            assertThat(late.sequence()).isGreaterThan(said.get(3).sequence());
            log.hold = false;
            assertThat(alice.say("on").sequence()).isGreaterThan(late.sequence());
        }
    }

    @Test
    void letsEverybodyGoOnWhenTheLogFails() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            alice.create("hall");
            log.hold = true;
            List<Remark> said = new ArrayList<>();
            megabytes(alice, 100, said);
            Remark late = alice.say("read before it was held back");
            log.held.forEach(TestLog.Append::fail);
            log.hold = false;
            world.run();
            assertThat(alice.holds()).isZero();
            assertThat(said).allMatch(remark -> remark.refusal() != null);
            assertThat(late.sequence()).isPositive();
        }
    }

    @Test
    void doesNotLoseWhatSomebodySaidWhoLeftWhileItWasHeldBack() {
        try (World world = new World(log)) {
            Client alice = world.client("alice");
            alice.create("hall");
            log.hold = true;
            megabytes(alice, 100, new ArrayList<>());
            alice.say("last words");
            alice.disconnect();
            assertThat(world.manager.find("hall")).isNotNull();
            log.hold = false;
            commitAll(world);
            assertThat(world.manager.find("hall")).isNull();
            assertThat(log.kept("hall")).hasSize(5);
        }
    }

    @Test
    void holdsBackInAllStoredSessionsWhereTooMuchWaitsForAll() {
        try (World world = new World(log)) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Client client = world.client("client" + i);
                client.create("session" + i);
                clients.add(client);
            }
            log.hold = true;
            List<Remark> said = new ArrayList<>();
            for (Client client : clients) {
                megabytes(client, 4, said);
            }
            assertThat(log.held.size()).isBetween(32, 34);
            Remark waits = clients.get(9).say("waits");
            assertThat(clients.get(9).holds()).isEqualTo(1);
            assertThat(waits.isAnswered()).isFalse();
            commitAll(world);
            assertThat(clients).allMatch(client -> client.holds() == 0);
            assertThat(said).allMatch(remark -> remark.sequence() > 0);
            assertThat(waits.sequence()).isPositive();
        }
    }
}
