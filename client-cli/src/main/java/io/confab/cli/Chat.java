package io.confab.cli;

import static java.util.Objects.requireNonNull;

import io.confab.api.Durability;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.client.ConfabClient;
import io.confab.client.ConfabClientBuilder;
import io.confab.client.HistoryPage;
import io.confab.client.HistoryQuery;
import io.confab.client.ResumingClient;
import io.confab.client.ResumingClientBuilder;
import io.confab.codec.JoinResult;
import io.confab.codec.ListResult;
import io.confab.codec.SessionOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one user has open: at most one connection, logged in, and the sessions joined on it. Its methods wait for the
 * server's answer, show what came of it, and throw a {@link Problem} where nothing did; they are called on one thread,
 * never on an event loop. Events arrive on the connection's event loop.
 *
 * <p>What is to be shown of an answer is shown where the answer arrives, on the event loop, so that it keeps its place
 * among the events.
 */
final class Chat {

    /** Longer, and a key that was pressed seems to do nothing. */
    private static final Duration REFRESH = Duration.ofMillis(500);

    /** How often it is looked whether there still is a connection, while an answer is waited for. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** What a server says that has no SCRAM, or an account that has no keys for it yet. */
    private static final Set<String> PROOF_REFUSED = Set.of(NakCode.UNSUPPORTED.text(), NakCode.BAD_CREDENTIALS.text());

    private static final String PROOF_HINT =
            "; this was SCRAM, for which an account has keys once its password was set or used;"
                    + " --mechanism plain sends the password itself";

    private final Screen screen;
    private final OpenSessions sessions;
    private final NameBook names;
    private final Reach reach;
    private final Runnable onLost;
    private volatile @Nullable ResumingClient client;
    private volatile boolean lost;

    /**
     * @param onLost told, on an event loop, that a connection was lost for good; after the screen was
     */
    Chat(Screen screen, OpenSessions sessions, NameBook names, Reach reach, Runnable onLost) {
        this.screen = screen;
        this.sessions = sessions;
        this.names = names;
        this.reach = reach;
        this.onLost = onLost;
    }

    void login(String account, String password, String host, int port) {
        String name = Names.normalize(account, "name");
        ResumingClientBuilder login = ResumingClient.builder(connections(host, port))
                .account(name, password)
                .listener(new ServerEvents(this))
                .giveUpAfter(reach.patience());
        switch (reach.mechanism()) {
            case AUTO -> login.scramUnlessPrivate();
            case SCRAM -> login.scram();
            case PLAIN -> {}
        }
        try {
            connecting(
                    login.start().thenAccept(opened -> {
                        lost = false;
                        client = opened;
                        screen.show(new Outcome.LoggedIn(name, host, port));
                    }),
                    ExitCode.LOGIN_REFUSED);
        } catch (Problem problem) {
            throw PROOF_REFUSED.contains(problem.code()) && provesPassword(host)
                    ? new Problem(problem.exit(), problem.code(), problem.reason() + PROOF_HINT)
                    : problem;
        }
    }

    private boolean provesPassword(String host) {
        return switch (reach.mechanism()) {
            case PLAIN -> false;
            case SCRAM -> true;
            case AUTO -> reach.tls() == null && !isThisMachine(host);
        };
    }

    private static boolean isThisMachine(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private ConfabClientBuilder connections(String host, int port) {
        ConfabClientBuilder connections = ConfabClient.builder()
                .host(host)
                .port(port)
                .connectTimeout(reach.timeout())
                .requestTimeout(reach.timeout());
        if (reach.tls() != null) {
            connections.tls(reach.tls());
        }
        return connections;
    }

    void register(String account, String password, String host, int port) {
        String name = Names.normalize(account, "name");
        connecting(
                connections(host, port)
                        .connect()
                        .thenCompose(opened -> opened.register(name, password)
                                .thenRun(() -> screen.show(new Outcome.Registered(name)))
                                .whenComplete((done, failure) -> opened.close())),
                ExitCode.COMMAND_REFUSED);
    }

    // A server that closes before anybody is logged in, such as for want of a certificate, was never one's connection.
    private static void connecting(CompletableFuture<Void> answer, ExitCode whenRefused) {
        try {
            Answers.await(answer, whenRefused);
        } catch (Problem problem) {
            throw problem.exit() == ExitCode.CONNECTION_LOST
                    ? new Problem(ExitCode.NOT_CONNECTED, "NOT_CONNECTED", problem.reason())
                    : problem;
        }
    }

    /** Refused while a session is joined, as one leaves before one goes. */
    void logout() {
        ResumingClient open = client();
        if (!sessions.joined().isEmpty()) {
            throw Problem.refused(
                    NakCode.FORBIDDEN,
                    "logout: still in " + String.join(", ", sessions.joined()) + " (expected: /leavesession first)");
        }
        String name = account();
        await(() -> open.logout().thenRun(() -> {
            client = null;
            screen.show(new Outcome.LoggedOut(requireNonNull(name)));
        }));
    }

    /** @param durability null for what the server does where nobody says */
    void create(String session, @Nullable String topic, @Nullable Durability durability) {
        String name = notJoined(session);
        SessionOptions options = new SessionOptions(null, topic, null, durability == null ? null : durability.text());
        await(() -> client().create(name, options).thenRun(() -> {
            sessions.add(name);
            names.sawSession(name);
            screen.show(new Outcome.Created(name));
        }));
    }

    void join(String session) {
        String name = notJoined(session);
        await(() -> client().join(name).thenAccept((JoinResult result) -> {
            sessions.add(name);
            names.sawSession(name);
            screen.show(new Outcome.Joined(name, result.members(), result.sequence()));
        }));
    }

    /** @param session null for the current one */
    void leave(@Nullable String session) {
        String name = joined(session);
        await(() -> client().leave(name).thenRun(() -> {
            sessions.remove(name);
            screen.show(new Outcome.Left(name));
        }));
    }

    /** Ends a session for everybody. */
    void close(String session) {
        String name = Names.normalize(session, "session");
        await(() -> client().end(name).thenRun(() -> screen.show(new Outcome.Closed(name))));
    }

    void makeCurrent(String session) {
        String name = joined(session);
        sessions.makeCurrent(name);
        screen.show(new Outcome.Switched(name));
    }

    /** Says something in the current session; without a connection, as soon as there is one again. */
    void say(String text) {
        String session = joined(null);
        ResumingClient open = client();
        CompletableFuture<Void> answer =
                open.say(session, text).thenAccept(stamp -> screen.show(Outcome.Sent.of(session, stamp)));
        awaitOrKeep(open, answer, session, text);
    }

    private void awaitOrKeep(ResumingClient open, CompletableFuture<Void> answer, String place, String text) {
        if (!awaitsConnection(open, answer)) {
            Answers.await(answer, ExitCode.COMMAND_REFUSED);
            return;
        }
        screen.show(new Outcome.Kept(place));
        answer.whenComplete((said, failure) -> {
            if (failure != null && client != null) {
                String reason = Answers.reason(Answers.unwrap(failure));
                screen.show(new Outcome.Refused(
                        null, "UNSENT", "text: " + Words.beginning(text) + " (expected: sent by now): " + reason));
            }
        });
    }

    // Whoever types must not be kept waiting for minutes.
    private boolean awaitsConnection(ResumingClient open, CompletableFuture<Void> answer) {
        long until = System.nanoTime() + reach.timeout().toNanos();
        while (!answer.isDone() && System.nanoTime() < until) {
            if (!open.isOnline()) {
                return !answer.isDone();
            }
            try {
                answer.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // it is looked at above, and by whoever waits for it
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return !answer.isDone();
    }

    /** Says something to one account; without a connection, as soon as there is one again. */
    void tell(String account, String text) {
        String name = Names.normalize(account, "name");
        ResumingClient open = client();
        awaitOrKeep(open, open.tell(name, text).thenAccept(stamp -> screen.show(new Outcome.Told(name))), "", text);
    }

    /** @param session null for all of them */
    void list(@Nullable String session) {
        String name = session == null ? null : Names.normalize(session, "session");
        await(() -> (name == null ? client().list() : client().list(name)).thenAccept((ListResult list) -> {
            if (name == null) {
                names.saw(list);
            } else {
                names.sawAccounts(list.users());
            }
            screen.show(Outcome.Listing.of(name, list, sessions.joined()));
        }));
    }

    /** @param session null for the current one */
    void history(int count, @Nullable String session) {
        String name = session == null ? joined(null) : Names.normalize(session, "session");
        await(() -> client().history(name, HistoryQuery.latest(count)).thenAccept((HistoryPage page) -> {
            page.messages().forEach(message -> screen.show(Incoming.Text.of(message, true)));
            screen.show(new Outcome.History(name, page.messages().size(), page.more()));
        }));
    }

    /** @param server off the server, and not only out of the current session */
    void kick(boolean server, String account, @Nullable String reason) {
        String session = server ? "" : joined(null);
        String name = Names.normalize(account, "name");
        await(() -> client().kick(session, name, reason)
                .thenRun(() -> screen.show(new Outcome.PutOut(name, server ? null : session))));
    }

    /** @param time null for ever */
    void ban(boolean server, String account, @Nullable Duration time, @Nullable String reason) {
        String session = server ? "" : joined(null);
        String name = Names.normalize(account, "name");
        Long seconds = time == null ? null : time.toSeconds();
        await(() -> client().ban(session, name, reason, time)
                .thenRun(() -> screen.show(new Outcome.Banned(name, server ? null : session, seconds))));
    }

    void unban(boolean server, String account) {
        String session = server ? "" : joined(null);
        String name = Names.normalize(account, "name");
        await(() -> client().unban(session, name)
                .thenAccept(lifted -> screen.show(new Outcome.Unbanned(name, server ? null : session, lifted))));
    }

    /** Leaves what is joined and logs out, in this order, whatever the server says to it. */
    void closeInOrder() {
        try {
            if (isLoggedIn()) {
                for (String session : sessions.joined()) {
                    leave(session);
                }
            }
            if (isLoggedIn()) {
                logout();
            }
        } catch (Problem problem) {
            if (problem.exit() != ExitCode.CONNECTION_LOST) {
                screen.show(new Outcome.Refused("/quit", problem.code(), problem.reason()));
            }
        } finally {
            close();
        }
    }

    /** Closes the connection without a word to the server. */
    void close() {
        ResumingClient open = client;
        client = null;
        sessions.clear();
        if (open != null) {
            open.close();
        }
    }

    /** What has to be closed before one quits, for people; empty if nothing has. */
    List<String> stillOpen() {
        List<String> open = new ArrayList<>();
        if (!sessions.joined().isEmpty()) {
            open.add("in " + String.join(", ", sessions.joined()));
        }
        String name = account();
        if (name != null) {
            open.add("logged in as " + name);
        }
        return open;
    }

    /** Asks for the names to complete, and waits a moment; an answer that fails or comes late changes little. */
    void refreshNames() {
        ResumingClient open = client;
        if (open == null) {
            return;
        }
        try {
            open.list().thenAccept(names::saw).get(REFRESH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // what was seen before is offered
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isLoggedIn() {
        return client != null;
    }

    boolean isInSession() {
        return sessions.current() != null;
    }

    /** Whether a login goes on that has no connection at the moment, or none that answers. */
    boolean isTrying() {
        ResumingClient open = client;
        return open != null && !open.closeFuture().isDone();
    }

    /** Whether the last connection was lost, and there is none since. */
    boolean isLost() {
        return lost;
    }

    /** The account logged in, or null. */
    @Nullable
    String account() {
        ResumingClient open = client;
        return open == null ? null : open.account();
    }

    /** Shows an event. On the event loop. */
    void show(Output event) {
        screen.show(event);
    }

    /** Remembers who was heard of. On the event loop. */
    void saw(List<String> accounts) {
        names.sawAccounts(accounts);
    }

    /** What is said from now on waits for a connection. On the event loop. */
    void reconnecting(String reason) {
        screen.show(new Incoming.Reconnecting(reason));
    }

    /** This client is in the session no longer. On the event loop. */
    void removed(String session) {
        sessions.remove(session);
        names.forgetSession(session);
    }

    /** The connection has ended, unasked. Said once, and only if somebody was logged in on it. */
    void disconnected(String reason) {
        synchronized (this) {
            if (client == null) {
                return;
            }
            client = null;
            lost = true;
            sessions.clear();
        }
        screen.show(new Incoming.Disconnected(reason));
        onLost.run();
    }

    private ResumingClient client() {
        ResumingClient open = client;
        if (open == null) {
            throw Problem.refused(NakCode.NOT_LOGGED_IN, "not logged in (expected: /login first)");
        }
        return open;
    }

    private String notJoined(String session) {
        String name = Names.normalize(session, "session");
        if (sessions.joined().contains(name)) {
            throw Problem.refused(
                    NakCode.ALREADY_MEMBER,
                    "session: " + name + " is joined already (/switch makes it the current one)");
        }
        return name;
    }

    private String joined(@Nullable String session) {
        String name = session == null ? sessions.current() : Names.normalize(session, "session");
        if (name == null) {
            throw Problem.refused(
                    NakCode.NOT_A_MEMBER, "session: none (expected: /joinsession or /createsession first)");
        }
        if (!sessions.joined().contains(name)) {
            throw Problem.refused(NakCode.NOT_A_MEMBER, "session: " + name + " (expected: one that is joined)");
        }
        return name;
    }

    private static void await(Supplier<CompletableFuture<Void>> request) {
        Answers.await(request.get(), ExitCode.COMMAND_REFUSED);
    }
}
