package io.confab.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.AuditEvent;
import io.confab.api.Authenticator;
import io.confab.api.Authorizer;
import io.confab.api.Mailbox;
import io.confab.api.MessageFilter;
import io.confab.api.MessageLog;
import io.confab.api.ReadPositions;
import io.confab.api.Registrar;
import io.confab.api.ResumeTokens;
import io.confab.handlers.limits.Admission;
import io.confab.handlers.limits.Limits;
import io.confab.session.MemoryLog;
import io.confab.session.Moderation;
import io.confab.session.OnlineAccounts;
import io.confab.session.SessionManager;
import io.confab.session.SessionSettings;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All command handlers, and clients on embedded channels that send them messages. What is not set before the first
 * client comes is as permissive as can be. Closing it checks that nothing is left of anybody.
 */
final class TestServer implements AutoCloseable {

    Authenticator authenticator = (account, password) -> CompletableFuture.completedFuture(true);

    @Nullable
    Registrar registrar;

    Authorizer authorizer = Authorizer.EVERYONE;
    MessageFilter filter = MessageFilter.PASS;
    final List<AuditEvent> audit = new ArrayList<>();
    MessageLog log = new MemoryLog();
    ResumeTokens tokens = new MemoryTokens(2);
    Duration tokenLifetime = Duration.ofHours(1);
    Duration loginTimeout = Duration.ofSeconds(10);

    @Nullable
    Mailbox mailbox;

    @Nullable
    ReadPositions readPositions;

    DuplicateLogin duplicateLogin = DuplicateLogin.REFUSE;
    PlainTextLogin plainTextLogin = PlainTextLogin.LOOPBACK;
    SessionSettings settings = SessionSettings.DEFAULT;
    int maxFrameBytes = 65_536;
    int maxAccountsOnline = 100;
    List<CommandPlugin> plugins = List.of();
    Limits limits = Limits.none();
    final TestClock clock = new TestClock();

    private final List<TestClient> clients = new ArrayList<>();
    private @Nullable Admission admission;
    private @Nullable Services services;
    private @Nullable CommandHandlers handlers;

    /** A connection that has not logged in. */
    TestClient connect() {
        return connect(new EmbeddedChannel());
    }

    TestClient connect(EmbeddedChannel channel, ChannelHandler... inTurn) {
        TestClient client = new TestClient(this, channel, inTurn);
        clients.add(client);
        return client;
    }

    /** A connection that has not logged in, from somewhere else. */
    TestClient connectFrom(String address) {
        InetSocketAddress remote = new InetSocketAddress(address, 50_000);
        return connect(new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return remote;
            }
        });
    }

    /** A connection that has logged in. */
    TestClient login(String account) {
        TestClient client = connect();
        assertThat(client.ask(Commands.login(1, account, "-"))).containsExactly("ACK 1");
        return client;
    }

    CommandHandlers handlers() {
        if (handlers == null) {
            handlers = new CommandHandlers(services(), plugins);
        }
        return handlers;
    }

    Admission admission() {
        if (admission == null) {
            admission = new Admission(limits, () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
        }
        return admission;
    }

    Services services() {
        if (services == null) {
            SessionManager sessions =
                    new SessionManager(settings, log, PooledByteBufAllocator.DEFAULT, clock, List.of());
            OnlineAccounts online = new OnlineAccounts(maxAccountsOnline);
            services = new Services(
                    authenticator,
                    registrar,
                    authorizer,
                    filter,
                    sessions,
                    online,
                    new Moderation(sessions, online, clock, audit::add),
                    tokens,
                    () -> new LoginSettings(loginTimeout, duplicateLogin, tokenLifetime),
                    plainTextLogin,
                    maxFrameBytes,
                    admission(),
                    clock,
                    audit::add,
                    mailbox,
                    readPositions);
        }
        return services;
    }

    /** Runs all event loops until there is nothing left to do. */
    void run() {
        boolean more = true;
        while (more) {
            more = false;
            for (TestClient client : List.copyOf(clients)) {
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
        clients.forEach(client -> client.channel.runScheduledPendingTasks());
        run();
    }

    @Override
    public void close() {
        clients.forEach(client -> client.channel.close());
        run();
        advance(60_000);
        clients.forEach(client -> client.channel.finishAndReleaseAll());
        assertThat(services().sessions().size()).isZero();
        assertThat(services().online().size()).isZero();
        LeakPresenceDetector.check();
    }
}
