package io.confab.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.confab.api.Durability;
import io.confab.codec.SessionOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server is told to stop while its clients talk, and started again at once: they come back by themselves, and nothing is
 * lost or heard twice. {@code -Dconfab.restart.clients=1000} for more than a hundred, {@code -Dconfab.restart.jvm=OPTIONS} for
 * other options of the server's JVM, with spaces between; how long it took is printed, and decides nothing.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RestartTest {

    private static final int CLIENTS = Integer.getInteger("confab.restart.clients", 100);
    private static final List<String> JVM =
            List.of(System.getProperty("confab.restart.jvm", String.join(" ", ServerUnderTest.SHORT_LIVED))
                    .split(" "));
    private static final int MEMBERS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path data;

    @Test
    void aRestartUnderTalkingClientsLosesNothing() throws Exception {
        Journal journal = new Journal();
        List<Talker> talkers = new ArrayList<>();
        int port = portThatNoClientIsGiven();
        ScheduledExecutorService talking = Executors.newSingleThreadScheduledExecutor();
        try (ServerUnderTest server = new ServerUnderTest(JVM, data, port, "sessions.durability=synced")) {
            for (int i = 0; i < CLIENTS; i++) {
                Talker talker = new Talker("c" + i, List.of("s" + i / MEMBERS), journal);
                talker.start(port);
                talkers.add(talker);
                if (i % MEMBERS == 0) {
                    talker.client()
                            .create(talker.sessions().get(0), SessionOptions.of(Durability.SYNCED))
                            .get(60, TimeUnit.SECONDS);
                } else {
                    talker.join(talker.sessions().get(0));
                }
            }
            // Each says something about once a second.
            int[] next = {0};
            talking.scheduleAtFixedRate(
                    () -> talkers.get(next[0]++ % CLIENTS).talk(0), 0, 1_000_000 / CLIENTS, TimeUnit.MICROSECONDS);
            await().atMost(PATIENCE).until(() -> journal.acknowledgements() > CLIENTS);

            long told = System.nanoTime();
            assertThat(server.terminate()).isZero();
            long stopped = System.nanoTime();
            server.start();
            long started = System.nanoTime();
            await().atMost(PATIENCE).until(() -> talkers.stream().allMatch(talker -> talker.resumes() > 0));
            long[] back = talkers.stream().mapToLong(Talker::resumedAt).sorted().toArray();
            System.out.printf(
                    "restart: %d clients: stopped after %d ms, ready after %d ms, half of them back after %d ms, all after %d ms%n",
                    CLIENTS,
                    millis(stopped - told),
                    millis(started - told),
                    millis(back[CLIENTS / 2] - told),
                    millis(back[CLIENTS - 1] - told));

            int before = journal.acknowledgements();
            await().atMost(PATIENCE).until(() -> journal.acknowledgements() > before + CLIENTS);
            talking.shutdown();
            assertThat(talking.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            await().atMost(PATIENCE).until(() -> talkers.stream().allMatch(talker -> talker.waiting() == 0));
            assertThat(wrong(server, journal, talkers)).isEmpty();
            assertThat(talkers)
                    .allSatisfy(talker -> assertThat(talker.troubles()).isEmpty());
            assertThat(talkers)
                    .allSatisfy(talker -> assertThat(talker.resumes()).isOne());
        } finally {
            talking.shutdownNow();
            talkers.forEach(Talker::close);
        }
    }

    private static List<String> wrong(ServerUnderTest server, Journal journal, List<Talker> talkers) throws Exception {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i += MEMBERS) {
            String session = "s" + i / MEMBERS;
            List<Journal.Entry> log = Journal.entries(server.messages(), session);
            List<String> members = talkers.subList(i, Math.min(CLIENTS, i + MEMBERS)).stream()
                    .map(Talker::account)
                    .toList();
            await().atMost(PATIENCE)
                    .until(() -> members.stream().allMatch(member -> journal.hasHeardAll(member, session, log)));
            wrong.addAll(journal.check(session, members, log));
        }
        return wrong;
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    // A client that connects to a port of the system's own range, where nobody listens, may be given that very port and
    // meet itself.
    private static int portThatNoClientIsGiven() throws IOException {
        for (int port = 20_000 + (int) (ProcessHandle.current().pid() % 5_000); port < 26_000; port++) {
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // somebody else's: the next one, perhaps
            }
        }
        throw new IOException("port: none free (expected: one between 20000 and 26000)");
    }
}
