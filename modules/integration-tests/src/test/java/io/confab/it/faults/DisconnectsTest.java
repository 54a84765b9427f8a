package io.confab.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.confab.api.Durability;
import io.confab.codec.SessionOptions;
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
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** However often and whenever connections go, one after the other or while they are being resumed: no gap, and no repeat. */
@ExtendWith(SeededRandomExtension.class)
class DisconnectsTest {

    private static final int CLIENTS = 4;
    private static final List<String> SESSIONS = List.of("lab", "hall");

    @TempDir
    private Path folder;

    @RepeatedTest(5)
    void nothingIsMissedOrHeardTwice(SeededRandom random) throws Exception {
        Durability durability = random.nextBoolean() ? Durability.SYNCED : Durability.WRITTEN;
        SqliteLog log = SqliteLog.open(folder.resolve("messages.db"));
        ConfabServer server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .messageLog(log)
                .resumeTokens(log.tokens())
                .tailBytes(4096) // so that resuming reads from the log as well
                .start()
                .get(30, TimeUnit.SECONDS);
        Journal journal = new Journal();
        List<Talker> talkers = new ArrayList<>();
        try (FaultyProxy proxy = new FaultyProxy(UnaryOperator.identity())) {
            proxy.target(server.address().getPort());
            for (int i = 0; i < CLIENTS; i++) {
                Talker talker = new Talker("c" + i, SESSIONS, journal);
                talker.startHastily(proxy.port());
                talkers.add(talker);
            }
            for (String session : SESSIONS) {
                talkers.get(0)
                        .client()
                        .create(session, SessionOptions.of(durability))
                        .get(30, TimeUnit.SECONDS);
                for (Talker talker : talkers.subList(1, CLIENTS)) {
                    talker.join(session);
                }
            }
            int disconnects = random.between(5, 40);
            for (int i = 0; i < disconnects; i++) {
                for (int said = random.nextInt(60); said > 0; said--) {
                    random.oneOf(talkers).talk(random.nextInt(2));
                }
                if (random.nextInt(3) == 0) {
                    await().until(() ->
                            talkers.stream().allMatch(talker -> talker.client().isOnline()));
                }
                if (random.nextBoolean()) {
                    proxy.cut(random.nextInt(CLIENTS));
                } else {
                    proxy.cutAll();
                }
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> talkers.stream().allMatch(talker -> talker.waiting() == 0));
            for (String session : SESSIONS) {
                List<Journal.Entry> stored = Journal.entries(folder.resolve("messages.db"), session);
                List<String> members = talkers.stream().map(Talker::account).toList();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> members.stream().allMatch(member -> journal.hasHeardAll(member, session, stored)));
                assertThat(journal.check(session, members, stored)).isEmpty();
            }
            assertThat(talkers)
                    .allSatisfy(talker -> assertThat(talker.troubles()).isEmpty());
        } finally {
            talkers.forEach(Talker::close);
            server.close(Duration.ZERO).join();
        }
    }
}
