package io.confab.it.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.api.CommandException;
import io.confab.client.ConfabClient;
import io.confab.client.ResumingClient;
import io.confab.client.ResumingClientBuilder;
import io.confab.client.ResumingListener;
import io.confab.codec.DirectEvent;
import io.confab.codec.JoinResult;
import io.confab.codec.TextEvent;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One client: says numbered messages in its sessions, and notes what it hears and what it is answered. */
final class Talker implements ResumingListener, AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    /** For all of them: a thousand threads would be the load, and not their clients. */
    private static final EventLoopGroup GROUP =
            new MultiThreadIoEventLoopGroup(2, new DefaultThreadFactory("talkers", true), NioIoHandler.newFactory());

    private final String account;
    private final List<String> sessions;
    private final Journal journal;
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();
    private final AtomicInteger resumes = new AtomicInteger();
    private volatile long resumedAt;
    private @Nullable ResumingClient client;

    Talker(String account, List<String> sessions, Journal journal) {
        this.account = account;
        this.sessions = sessions;
        this.journal = journal;
    }

    /** Logs in, to come back after a loss as the library does by default. */
    void start(int port) throws Exception {
        start(builder(port));
    }

    /** Logs in, to come back after a loss as fast as can be: whoever kills the server does not wait long. */
    void startHastily(int port) throws Exception {
        start(builder(port).firstDelay(Duration.ofMillis(20)).longestDelay(Duration.ofMillis(500)));
    }

    private ResumingClientBuilder builder(int port) {
        return ResumingClient.builder(ConfabClient.builder().port(port).requestTimeout(Duration.ofSeconds(5)))
                .account(account, "secret")
                .listener(this)
                .eventLoopGroup(GROUP)
                .giveUpAfter(Duration.ofMinutes(2));
    }

    private void start(ResumingClientBuilder builder) throws Exception {
        client = builder.start().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    ResumingClient client() {
        ResumingClient started = client;
        if (started == null) {
            throw new IllegalStateException("client: none (expected: start() first)");
        }
        return started;
    }

    String account() {
        return account;
    }

    List<String> sessions() {
        return sessions;
    }

    void join(String session) throws Exception {
        client().join(session).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Says the next message, in one of its sessions, unless much is waiting already. */
    void talk(int choice) {
        if (waiting.get() > 200) {
            return;
        }
        waiting.incrementAndGet();
        String session = sessions.get(choice % sessions.size());
        String text = account + " " + number.incrementAndGet();
        client().say(session, text).whenComplete((stamp, failure) -> {
            waiting.decrementAndGet();
            if (stamp != null) {
                journal.acknowledged(session, stamp.sequence(), text);
            } else if (failure instanceof CommandException refusal) {
                journal.refused(session, text, refusal.code().text());
            } else {
                troubles.add(account + ": " + text + " ended with " + failure);
            }
        });
    }

    /** Says the next message to somebody alone, unless much is waiting already. */
    void tell(String to) {
        if (waiting.get() > 200) {
            return;
        }
        waiting.incrementAndGet();
        String text = account + " " + number.incrementAndGet();
        client().tell(to, text).whenComplete((stamp, failure) -> {
            waiting.decrementAndGet();
            if (stamp != null) {
                journal.told(to, text);
            } else if (failure instanceof CommandException refusal) {
                journal.notTold(to, text, refusal.code().text());
            } else {
                troubles.add(account + ": " + text + " to " + to + " ended with " + failure);
            }
        });
    }

    int waiting() {
        return waiting.get();
    }

    List<String> troubles() {
        return List.copyOf(troubles);
    }

    @Override
    public void text(TextEvent event) {
        journal.heard(
                account,
                event.message().session(),
                event.message().sequence(),
                new String(event.message().data(), UTF_8));
    }

    /** How often it has come back. */
    int resumes() {
        return resumes.get();
    }

    /** When it has come back last, in {@link System#nanoTime} terms. */
    long resumedAt() {
        return resumedAt;
    }

    @Override
    public void resumed() {
        resumedAt = System.nanoTime();
        resumes.incrementAndGet();
    }

    @Override
    public void direct(DirectEvent event) {
        journal.heardAlone(account, event.text());
    }

    @Override
    public void missed(String session, JoinResult result) {
        troubles.add(account + ": missed something in " + session + ": " + result);
    }

    @Override
    public void sessionLost(String session, CommandException why) {
        troubles.add(account + ": lost " + session + ": " + why.getMessage());
    }

    @Override
    public void disconnected(@Nullable Throwable cause) {
        if (cause != null) {
            troubles.add(account + ": gave up: " + cause);
        }
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
