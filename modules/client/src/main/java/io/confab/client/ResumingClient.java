package io.confab.client;

import static java.util.Objects.requireNonNull;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.codec.Ack;
import io.confab.codec.ClosedEvent;
import io.confab.codec.DirectEvent;
import io.confab.codec.JoinResult;
import io.confab.codec.KickedEvent;
import io.confab.codec.ListResult;
import io.confab.codec.LoginCommand;
import io.confab.codec.LoginResult;
import io.confab.codec.SessionOptions;
import io.confab.codec.ShutdownEvent;
import io.confab.codec.Stamp;
import io.confab.codec.TextEvent;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A login that outlives its connections. When one is lost, another is made: after a while that doubles with every attempt,
 * drawn anew so that the clients of a server that restarts do not all come at once; steadily, where the server has said when it
 * will be back, for ten times as long as it has said. It logs in with a token instead of the password where the server gives one, joins every session again after what was heard last, and says again what was not
 * acknowledged, in order and under the same ids. So in a stored session everything is said and heard exactly once.
 *
 * <pre>
 *  start() --logged in--&gt; ONLINE --connection lost--&gt; WAITING --delay--&gt; CONNECTING --resumed--&gt; ONLINE
 *                           |                           ^---------------------+ |
 *                           +----------close(), or given up---------------------+--&gt; CLOSED
 * </pre>
 *
 * <p>Thread-safe; nothing blocks. Futures complete, and the listener is called, on one event loop, where nobody may wait for
 * a future. Without a connection {@link #say} waits for the next; everything else fails with a
 * {@link ConnectionClosedException}. Failures are otherwise those of {@link ConfabClient}.
 */
public final class ResumingClient implements AutoCloseable {

    private final ConfabClientBuilder connections;
    private final String account;
    private final String password;
    private final ResumingListener listener;
    private final ResumingClientBuilder settings;
    private final @Nullable EventLoopGroup ownGroup;
    private final EventLoop eventLoop;
    private final MessageSender sender;
    private final Backoff backoff;
    private final CompletableFuture<ResumingClient> started = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();

    // Everything below is used on the event loop only, but for the reading of online.

    /** Logged in, and in all sessions; null otherwise. */
    private volatile @Nullable ConfabClient online;

    /** The connection there is, or the one that is being resumed; null otherwise. */
    private @Nullable Link link;

    /** What to resume each session after, in the order of joining. While online, the connection knows better. */
    private final Map<String, Long> sessions = new LinkedHashMap<>();

    /** The greatest sequence of a direct message that the listener was told of. */
    private long lastDirect;

    private @Nullable String token;
    private boolean plainOnly;
    private boolean ended;

    ResumingClient(ResumingClientBuilder settings) {
        this.settings = settings;
        this.connections = settings.connections;
        this.account = requireNonNull(settings.account, "account");
        this.password = requireNonNull(settings.password, "password");
        this.listener = settings.listener;
        this.ownGroup = settings.group == null ? ownGroup() : null;
        this.eventLoop = (settings.group == null ? requireNonNull(ownGroup) : settings.group).next();
        this.sender = new MessageSender(settings.maxUnacknowledged);
        this.backoff = new Backoff(settings.firstDelay, settings.longestDelay, settings.giveUpAfter, System::nanoTime);
    }

    private static EventLoopGroup ownGroup() {
        return new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("confab-resuming-client", true), NioIoHandler.newFactory());
    }

    /**
     * Begins to collect settings.
     *
     * @param connections where to, and how; used for every connection, and not to be used elsewhere meanwhile. Its listener
     *                    and its event loops are set from here
     */
    public static ResumingClientBuilder builder(ConfabClientBuilder connections) {
        return new ResumingClientBuilder(requireNonNull(connections, "connections"));
    }

    CompletableFuture<ResumingClient> start() {
        eventLoop.execute(this::connect);
        return started.copy();
    }

    // ---- what one can ask for ----

    /** As {@link ConfabClient#create(String, SessionOptions)}. */
    public CompletableFuture<Void> create(String session, SessionOptions options) {
        return ask(client -> client.create(session, options).thenRun(() -> joined(session)));
    }

    /** As {@link ConfabClient#join(String)}. */
    public CompletableFuture<JoinResult> join(String session) {
        return ask(client -> client.join(session).thenApply(result -> {
            joined(session);
            return result;
        }));
    }

    /** As {@link ConfabClient#join(String, long)}: the listener is told what was said since, own messages too. */
    public CompletableFuture<JoinResult> join(String session, long after) {
        return ask(client -> client.join(session, after).thenApply(result -> {
            joined(session);
            return result;
        }));
    }

    private void joined(String session) {
        sessions.put(Names.normalize(session, "session"), 0L);
    }

    /** As {@link ConfabClient#leave}; the session is named. */
    public CompletableFuture<Void> leave(String session) {
        return ask(client -> client.leave(session).thenRun(() -> left(Names.normalize(session, "session"))));
    }

    /** As {@link ConfabClient#end}. */
    public CompletableFuture<Void> end(String session) {
        return ask(client -> client.end(session));
    }

    /** As {@link ConfabClient#kick}. */
    public CompletableFuture<Void> kick(String session, String account, @Nullable String reason) {
        return ask(client -> client.kick(session, account, reason));
    }

    /** As {@link ConfabClient#ban}. */
    public CompletableFuture<Void> ban(
            String session, String account, @Nullable String reason, @Nullable Duration time) {
        return ask(client -> client.ban(session, account, reason, time));
    }

    /** As {@link ConfabClient#unban}. */
    public CompletableFuture<Boolean> unban(String session, String account) {
        return ask(client -> client.unban(session, account));
    }

    /** As {@link ConfabClient#list()}. */
    public CompletableFuture<ListResult> list() {
        return ask(ConfabClient::list);
    }

    /** As {@link ConfabClient#list(String)}. */
    public CompletableFuture<ListResult> list(String session) {
        return ask(client -> client.list(session));
    }

    /** As {@link ConfabClient#history}. */
    public CompletableFuture<HistoryPage> history(String session, HistoryQuery query) {
        return ask(client -> client.history(session, query));
    }

    /** As {@link ConfabClient#read}. */
    public CompletableFuture<Void> read(String session, long sequence) {
        return ask(client -> client.read(session, sequence));
    }

    /** As {@link ConfabClient#logout}; this client has ended then. */
    public CompletableFuture<Void> logout() {
        // Asked for on the event loop, so that this client has ended before the server's closing can look like a loss.
        CompletableFuture<Void> done = new CompletableFuture<>();
        Runnable leave =
                () -> ask(client -> client.logout().thenRun(this::close)).whenComplete((nothing, failure) -> {
                    if (failure == null) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(requireNonNull(unwrap(failure)));
                    }
                });
        if (!onEventLoop(leave)) {
            done.completeExceptionally(
                    new ConnectionClosedException("connection: none, as this client has ended (expected: one)", null));
        }
        return done;
    }

    private <T> CompletableFuture<T> ask(Function<ConfabClient, CompletableFuture<T>> request) {
        ConfabClient client = online;
        if (client == null) {
            return CompletableFuture.failedFuture(
                    new ConnectionClosedException("connection: none at the moment (expected: one)", null));
        }
        return request.apply(client);
    }

    /** Says something, as {@link #say(String, byte[])}, in UTF-8. */
    public CompletableFuture<Stamp> say(String session, String text) {
        return say(session, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Says something in a session, now or, without a connection, on the next one; once, however many it takes.
     *
     * @param session one that is joined, named
     * @param data    the text; not to be changed afterwards
     * @return its place and time, once the message is as durable as the session promises. Fails with a
     *         {@link CommandException} if it is refused, with a {@link BacklogFullException} if too much waits already, and
     *         with a {@link ConnectionClosedException} if this client ends before it is known
     */
    public CompletableFuture<Stamp> say(String session, byte[] data) {
        requireNonNull(data, "data");
        String name;
        try {
            name = Names.normalize(session, "session");
        } catch (CommandException e) {
            return CompletableFuture.failedFuture(e);
        }
        return say((client, id) -> client.say(name, id, data));
    }

    /**
     * Says something to one account alone, now or, without a connection, on the next one; once, however many it takes, if the
     * server recognises it: see {@link ConfabClient#tell(String, UUID, String)}. Failures are those of {@link #say}.
     */
    public CompletableFuture<Stamp> tell(String account, String text) {
        requireNonNull(text, "text");
        String name;
        try {
            name = Names.normalize(account, "account");
        } catch (CommandException e) {
            return CompletableFuture.failedFuture(e);
        }
        return say((client, id) -> client.tell(name, id, text));
    }

    private CompletableFuture<Stamp> say(BiFunction<ConfabClient, UUID, CompletableFuture<Stamp>> sending) {
        try {
            sender.reserve();
        } catch (BacklogFullException e) {
            return CompletableFuture.failedFuture(e);
        }
        MessageSender.Said message = new MessageSender.Said(sending);
        Runnable take = () -> {
            if (ended) {
                sender.refuse(message, closedFailure(null));
            } else {
                sender.say(message);
            }
        };
        if (!onEventLoop(take)) {
            sender.refuse(message, closedFailure(null));
        }
        return message.stamp();
    }

    /** The account. */
    public String account() {
        return account;
    }

    /** Whether there is a connection, logged in and in all sessions. */
    public boolean isOnline() {
        return online != null;
    }

    /** Completes when this client has ended, by {@link #close} or because it has given up. */
    public CompletableFuture<@Nullable Void> closeFuture() {
        return closed.copy();
    }

    /** Ends the connection and tries no more; messages that are not acknowledged fail. Does not wait. Idempotent. */
    @Override
    public void close() {
        onEventLoop(() -> finish(null));
    }

    /** @return false if the event loop has ended */
    private boolean onEventLoop(Runnable task) {
        if (eventLoop.inEventLoop()) {
            task.run();
            return true;
        }
        try {
            eventLoop.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    // ---- connecting ----

    private void connect() {
        if (ended) {
            return;
        }
        Link next = new Link();
        link = next;
        connections
                .listener(next)
                .eventLoopGroup(eventLoop, settings.channelType)
                .connect()
                .whenComplete((client, failure) -> {
                    if (failure != null) {
                        lost(next, requireNonNull(unwrap(failure)));
                    } else if (ended) {
                        client.close();
                    } else {
                        next.client = client;
                        login(next, client);
                    }
                });
    }

    private void login(Link next, ConfabClient client) {
        String resume = token;
        CompletableFuture<Ack> asked = plainOnly
                ? client.request(id -> new LoginCommand(id, account, null, password.getBytes(StandardCharsets.UTF_8)))
                : resume != null
                        ? client.request(id -> LoginCommand.withToken(id, account, resume))
                        : settings.scram.test(client)
                                ? client.loginScram(account, password, true).thenApply(result -> Ack.of(0, result))
                                : client.request(id -> LoginCommand.resumable(id, account, password));
        asked.whenComplete((ack, failure) -> {
            Throwable cause = unwrap(failure);
            if (cause == null) {
                take(ack);
                resume(next, client, new ArrayList<>(sessions.keySet()).iterator());
            } else if (cause instanceof CommandException refusal && retriesDifferently(client, refusal, resume)) {
                login(next, client);
            } else {
                next.failure = cause;
                client.close();
            }
        });
    }

    private void take(Ack ack) {
        if (ack.json()) {
            String given = ack.result(LoginResult.class).token();
            token = given == null ? token : given;
        }
    }

    private boolean retriesDifferently(ConfabClient client, CommandException refusal, @Nullable String resume) {
        if (resume != null && refusal.code().equals(NakCode.BAD_CREDENTIALS)) {
            token = null;
            return true;
        }
        if (!plainOnly && !settings.scram.test(client) && refusal.code().equals(NakCode.UNSUPPORTED)) {
            plainOnly = true; // an older server
            token = null;
            return true;
        }
        return false;
    }

    private void resume(Link next, ConfabClient client, Iterator<String> rest) {
        if (!rest.hasNext()) {
            resumed(next, client);
            return;
        }
        String session = rest.next();
        Long after = sessions.get(session);
        if (after == null) { // left meanwhile
            resume(next, client, rest);
            return;
        }
        next.resumes.add(session);
        client.join(session, after).whenComplete((result, failure) -> {
            Throwable cause = unwrap(failure);
            if (cause == null) {
                if (!result.recovered()) {
                    listener.missed(session, result);
                }
                resume(next, client, rest);
            } else if (cause instanceof CommandException refusal && !isTemporary(refusal)) {
                left(session);
                listener.sessionLost(session, refusal);
                resume(next, client, rest);
            } else {
                next.failure = cause;
                client.close();
            }
        });
    }

    private void resumed(Link next, ConfabClient client) {
        if (!client.isOpen()) {
            return; // and so about to be told as lost
        }
        boolean first = !started.isDone();
        online = client;
        next.complete = true;
        backoff.connected();
        if (first) {
            started.complete(this);
        } else {
            listener.resumed();
        }
        if (online == client) { // unless the listener has closed
            sender.connected(client);
        }
    }

    // What was said there and not acknowledged is refused by the server, which knows.
    private void left(String session) {
        sessions.remove(session);
        if (link != null) {
            link.resumes.remove(session);
        }
    }

    private static boolean isTemporary(CommandException refusal) {
        NakCode code = refusal.code();
        return code.equals(NakCode.UNAVAILABLE)
                || code.equals(NakCode.RATE_LIMITED)
                || code.equals(NakCode.LIMIT_REACHED)
                || code.equals(NakCode.ALREADY_LOGGED_IN)
                || code.equals(NakCode.ALREADY_MEMBER)
                || code.equals(NakCode.INTERNAL);
    }

    // ---- losing ----

    /** A connection has ended, or none came about. */
    private void lost(Link gone, Throwable cause) {
        if (link != gone || ended) {
            return;
        }
        link = null;
        online = null;
        sender.disconnected();
        ConfabClient client = gone.client;
        if (client != null && gone.complete) {
            sessions.replaceAll((session, after) -> client.lastSequence(session).orElse(after));
            backoff.lost();
        } else if (client != null) {
            // Some sessions were resumed, and may have brought something already.
            sessions.replaceAll((session, after) ->
                    Math.max(after, client.lastSequence(session).orElse(after)));
        }
        if (!started.isDone() || cause instanceof CommandException refusal && !isTemporary(refusal)) {
            finish(cause);
            return;
        }
        Duration delay = backoff.next();
        if (delay == null) {
            finish(cause);
            return;
        }
        listener.reconnecting(backoff.attempts(), delay, cause);
        eventLoop.schedule(this::connect, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void finish(@Nullable Throwable cause) {
        if (ended) {
            return;
        }
        ended = true;
        online = null;
        Link last = link;
        if (last != null && last.client != null) {
            last.client.close();
        }
        sender.end(closedFailure(cause));
        if (!started.isDone()) {
            started.completeExceptionally(cause == null ? closedFailure(null) : cause);
        } else {
            listener.disconnected(cause);
        }
        closed.complete(null);
        if (ownGroup != null) {
            ownGroup.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private static ConnectionClosedException closedFailure(@Nullable Throwable cause) {
        return new ConnectionClosedException("TEXT: the client ended before the reply", cause);
    }

    private static @Nullable Throwable unwrap(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** One connection, and what the server says on it. */
    private final class Link extends ForwardingListener {

        private @Nullable ConfabClient client;
        private boolean complete;
        private @Nullable Throwable failure;

        /** Sessions whose replay is of no interest as far as it is this client's own. */
        private final Set<String> resumes = new HashSet<>();

        Link() {
            super(listener);
        }

        @Override
        public void text(TextEvent event) {
            boolean own = event.replay()
                    && event.message().source().equals(account)
                    && resumes.contains(event.message().session());
            if (!own) {
                super.text(event);
            }
        }

        @Override
        public void direct(DirectEvent event) {
            long sequence = event.stamp().sequence();
            if (event.replay() && sequence <= lastDirect) {
                return; // told on an earlier connection, which was lost before the server knew
            }
            lastDirect = Math.max(lastDirect, sequence);
            super.direct(event);
        }

        @Override
        public void closed(ClosedEvent event) {
            left(event.session());
            super.closed(event);
        }

        @Override
        public void kicked(KickedEvent event) {
            if (event.session().isEmpty()) {
                failure = new CommandException(NakCode.FORBIDDEN, "login: " + event.reason());
            } else {
                left(event.session());
            }
            super.kicked(event);
        }

        @Override
        public void shutdown(ShutdownEvent event) {
            backoff.shutdown(event.reconnectAfter());
            super.shutdown(event);
        }

        @Override
        public void disconnected(@Nullable Throwable cause) {
            Throwable why = failure != null ? failure : cause;
            lost(this, why != null ? why : new ConnectionClosedException("connection: given up", null));
        }
    }
}
