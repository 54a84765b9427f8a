package io.confab.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.confab.log.sqlite.MailboxLimits;
import io.confab.log.sqlite.SqliteLog;
import io.confab.server.ConfabServer;
import io.confab.testkit.SeededRandom;
import io.confab.testkit.SeededRandomExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is away, and whenever connections go: what was said to one alone and acknowledged is told it once. */
@ExtendWith(SeededRandomExtension.class)
class DirectMessagesTest {

    private static final int CLIENTS = 4;

    @TempDir
    private Path folder;

    @RepeatedTest(3)
    void everyOneIsToldOnce(SeededRandom random) throws Exception {
        assertThat(run(random, UnaryOperator.identity(), Duration.ofSeconds(60)))
                .isEmpty();
    }

    @Test
    void aRunWithoutIdsFails(SeededRandom random) throws Exception {
        assertThat(run(random, Frames::withoutDirectId, Duration.ofSeconds(5))).isNotEmpty();
    }

    @Test
    void aRunOfClientsThatDoNotSayWhatTheyHaveFails(SeededRandom random) throws Exception {
        assertThat(run(random, Frames::withoutReceipts, Duration.ofSeconds(5))).isNotEmpty();
    }

    /** @return what is wrong */
    private List<String> run(SeededRandom random, UnaryOperator<byte[]> changes, Duration settling) throws Exception {
        SqliteLog log = SqliteLog.open(folder.resolve("messages.db"));
        ConfabServer server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .messageLog(log)
                .resumeTokens(log.tokens())
                .mailbox(log.mailbox(new MailboxLimits(100_000, Duration.ZERO)))
                .start()
                .get(30, TimeUnit.SECONDS);
        Journal journal = new Journal();
        List<Talker> talkers = new ArrayList<>();
        List<FaultyProxy> proxies = new ArrayList<>(); // one each, so that one alone can be away
        try {
            for (int i = 0; i < CLIENTS; i++) {
                FaultyProxy proxy = new FaultyProxy(changes);
                proxy.target(server.address().getPort());
                proxies.add(proxy);
                Talker talker = new Talker("c" + i, List.of(), journal);
                talker.startHastily(proxy.port());
                talkers.add(talker);
            }
            for (int i = 0; i < 40; i++) {
                FaultyProxy faulty = random.oneOf(proxies);
                boolean away = random.nextBoolean();
                if (away) {
                    faulty.target(0);
                    faulty.cutAll();
                } else if (random.nextBoolean()) {
                    faulty.hold(0, true); // what the server says from here on is lost
                }
                for (int said = random.nextInt(60); said > 0; said--) {
                    random.oneOf(talkers).tell("c" + random.nextInt(CLIENTS));
                }
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> talkers.stream()
                                .allMatch(talker ->
                                        talker.waiting() == 0 || proxies.get(talkers.indexOf(talker)) == faulty));
                awaitSomeProgress(log); // so that some of it is on its way to one that does not get it
                awaitSomeProgress(log);
                faulty.cutAll();
                faulty.releaseAll();
                faulty.target(server.address().getPort());
            }
            return settled(talkers, journal, settling);
        } finally {
            talkers.forEach(Talker::close);
            for (FaultyProxy proxy : proxies) {
                proxy.close();
            }
            server.close(Duration.ZERO).join();
        }
    }

    // Behind everything that was asked of the store so far.
    private static void awaitSomeProgress(SqliteLog log) throws Exception {
        log.mailbox(MailboxLimits.DEFAULT)
                .remove("nobody", 0)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static List<String> settled(List<Talker> talkers, Journal journal, Duration settling) {
        try {
            await().atMost(settling)
                    .until(() -> talkers.stream()
                            .allMatch(talker -> talker.waiting() == 0 && journal.hasHeardAllAlone(talker.account())));
        } catch (ConditionTimeoutException e) {
            // what does not come is complained of below
        }
        List<String> wrong = new ArrayList<>();
        for (Talker talker : talkers) {
            wrong.addAll(journal.checkDirects(talker.account()));
            wrong.addAll(talker.troubles());
            if (talker.waiting() > 0) {
                wrong.add(talker.account() + ": " + talker.waiting() + " were never answered");
            }
        }
        return wrong;
    }
}
