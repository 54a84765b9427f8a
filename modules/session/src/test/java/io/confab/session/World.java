package io.confab.session;

import io.confab.api.BanStore;
import io.confab.api.Durability;
import io.confab.api.MessageLog;
import io.confab.api.SessionListener;
import io.confab.codec.WireFormat;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** Sessions whose clients are embedded channels, each with an event loop of its own; all run on the test's thread. */
final class World implements AutoCloseable {

    static final SessionSettings SMALL =
            new SessionSettings(100, 10, 100, SessionSettings.MIN_TAIL_BYTES, Duration.ofMillis(100), 3);

    final TestClock clock = new TestClock();
    final OnlineAccounts online = new OnlineAccounts(1000);
    final SessionManager manager;
    private final MessageLog log;
    private final List<Client> clients = new ArrayList<>();

    World() {
        this(SMALL, new MemoryLog());
    }

    World(SessionSettings settings, MessageLog log, SessionListener... listeners) {
        this(settings, log, null, listeners);
    }

    World(SessionSettings settings, MessageLog log, @Nullable BanStore bans, SessionListener... listeners) {
        this.log = log;
        manager = new SessionManager(
                storing(settings, log),
                log,
                PooledByteBufAllocator.DEFAULT,
                clock,
                List.of(listeners),
                new BanList(clock, bans));
    }

    /** Where the log keeps anything, it keeps every session. */
    World(MessageLog log) {
        this(SMALL, log);
    }

    private static SessionSettings storing(SessionSettings settings, MessageLog log) {
        return new SessionSettings(
                settings.maxSessions(),
                settings.maxSessionsPerAccount(),
                settings.maxMembersPerSession(),
                settings.tailBytes(),
                settings.presenceDelay(),
                settings.presenceNames(),
                log.keeps(Durability.SYNCED) ? Durability.SYNCED : Durability.MEMORY);
    }

    Client client(String account) {
        return add(new Client(this, account));
    }

    Client client(String account, WireFormat format) {
        return add(new Client(this, account, format));
    }

    private Client add(Client client) {
        clients.add(client);
        return client;
    }

    /** Runs all event loops until there is nothing left to do. */
    void run() {
        boolean more = true;
        while (more) {
            more = false;
            for (Client client : List.copyOf(clients)) {
                if (client.channel.hasPendingTasks()) {
                    more = true;
                    client.channel.runPendingTasks();
                }
            }
        }
    }

    void advance(long millis) {
        clock.advance(millis);
        clients.forEach(client -> client.channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS));
        run();
    }

    /** Everybody goes, which another world's search for leaks has to come after. */
    void everybodyGoes() {
        clients.forEach(Client::disconnect);
        advance(10_000);
        clients.forEach(client -> client.channel.finishAndReleaseAll());
    }

    /** Everybody goes; then nothing may be left. */
    @Override
    public void close() {
        everybodyGoes();
        Assertions.assertThat(manager.entries(null)).allMatch(session -> manager.find(session.name()) == null);
        Assertions.assertThat(manager.entries(null)).hasSize(manager.size());
        if (!log.keeps(Durability.SYNCED)) {
            Assertions.assertThat(manager.size()).isZero();
        }
        Assertions.assertThat(online.size()).isZero();
        Assertions.assertThat(online.names(null, 10)).isEmpty();
        for (Client client : clients) {
            Assertions.assertThat(client.connection.memberships()).isZero();
            Assertions.assertThat(client.connection.claims()).isZero();
        }
        LeakPresenceDetector.check();
    }
}
