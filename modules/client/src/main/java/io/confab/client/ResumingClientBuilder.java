package io.confab.client;

import static java.util.Objects.requireNonNull;

import io.confab.api.CommandException;
import io.confab.api.Names;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a {@link ResumingClient}. Not thread-safe. */
public final class ResumingClientBuilder {

    private static final Duration LONGEST = Duration.ofDays(365);

    final ConfabClientBuilder connections;

    @Nullable
    String account;

    @Nullable
    String password;

    ResumingListener listener = new ResumingListener() {};
    Duration firstDelay = Duration.ofMillis(100);
    Duration longestDelay = Duration.ofSeconds(30);
    Duration giveUpAfter = Duration.ofMinutes(10);
    int maxUnacknowledged = 4096;
    Predicate<ConfabClient> scram = client -> false;

    @Nullable
    EventLoopGroup group;

    Class<? extends SocketChannel> channelType = NioSocketChannel.class;

    ResumingClientBuilder(ConfabClientBuilder connections) {
        this.connections = connections;
    }

    /**
     * Who logs in. The password is kept: a server that does not know the token any more is shown it again.
     *
     * @throws CommandException if the name breaks the rules
     */
    public ResumingClientBuilder account(String account, String password) {
        this.account = Names.normalize(account, "account");
        this.password = requireNonNull(password, "password");
        return this;
    }

    /**
     * Logs in by {@linkplain ConfabClient#loginScram SCRAM-SHA-256} where there is no token yet, and never sends the password,
     * whatever the server says.
     */
    public ResumingClientBuilder scram() {
        this.scram = client -> true;
        return this;
    }

    /**
     * Does so over connections on which others could read the password: those that are neither encrypted nor to this machine.
     * A server that is asked for SCRAM there and does not have it is not shown the password either: somebody on the way could
     * have said so.
     */
    public ResumingClientBuilder scramUnlessPrivate() {
        this.scram = client -> !client.isPrivate();
        return this;
    }

    /** Who is told what happens; nobody by default. That of the connections' own settings is not used. */
    public ResumingClientBuilder listener(ResumingListener listener) {
        this.listener = requireNonNull(listener, "listener");
        return this;
    }

    /** After how long a lost connection is first tried again, about: each time it is drawn anew; 100 ms by default. */
    public ResumingClientBuilder firstDelay(Duration delay) {
        this.firstDelay = check(delay, "firstDelay");
        return this;
    }

    /** What the delay, which doubles with every attempt, does not exceed; 30 s by default. */
    public ResumingClientBuilder longestDelay(Duration delay) {
        this.longestDelay = check(delay, "longestDelay");
        return this;
    }

    /** How long after the loss of a connection the last attempt begins; 10 min by default. */
    public ResumingClientBuilder giveUpAfter(Duration time) {
        this.giveUpAfter = check(time, "giveUpAfter");
        return this;
    }

    /** How many messages may wait for their acknowledgement, sent or not; 4096 by default. */
    public ResumingClientBuilder maxUnacknowledged(int messages) {
        if (messages < 1) {
            throw new IllegalArgumentException("maxUnacknowledged: " + messages + " (expected: 1 or more)");
        }
        this.maxUnacknowledged = messages;
        return this;
    }

    /**
     * The event loops of which one is this client's, for many clients to share; they are left running when it ends. By default
     * a client has an event loop, with a daemon thread, of its own.
     *
     * @param group event loops for NIO
     */
    public ResumingClientBuilder eventLoopGroup(EventLoopGroup group) {
        return eventLoopGroup(group, NioSocketChannel.class);
    }

    /**
     * As {@link #eventLoopGroup(EventLoopGroup)}, where these are not for NIO.
     *
     * @param channelType the sort of channel that these event loops serve, such as {@code EpollSocketChannel}
     */
    public ResumingClientBuilder eventLoopGroup(EventLoopGroup group, Class<? extends SocketChannel> channelType) {
        this.group = requireNonNull(group, "group");
        this.channelType = requireNonNull(channelType, "channelType");
        return this;
    }

    private static Duration check(Duration time, String name) {
        if (requireNonNull(time, name).compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + ": " + time + " (expected: a millisecond to a year)");
        }
        return time;
    }

    /**
     * Connects and logs in for the first time; this is not tried again by itself.
     *
     * @return completes on the client's event loop; fails as {@link ConfabClientBuilder#connect} and
     *         {@link ConfabClient#login} do
     * @throws IllegalStateException if no account was named
     */
    public CompletableFuture<ResumingClient> start() {
        if (account == null) {
            throw new IllegalStateException("account: none (expected: one)");
        }
        return new ResumingClient(this).start();
    }
}
