package io.confab.handlers;

import static java.util.Objects.requireNonNull;

import io.confab.api.AuditEvent;
import io.confab.api.AuditListener;
import io.confab.api.Ban;
import io.confab.api.CommandException;
import io.confab.api.Mailbox;
import io.confab.api.Meter;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.codec.Ack;
import io.confab.codec.LoginCommand;
import io.confab.codec.LoginResult;
import io.confab.codec.MessageType;
import io.confab.codec.Tally;
import io.confab.handlers.limits.Admission;
import io.confab.handlers.limits.FailedLogins;
import io.confab.session.Connection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs an account in, if the authenticator admits it and it is not logged in elsewhere. */
@Sharable
final class LoginHandler extends CommandHandler<LoginCommand> {

    private static final Logger log = LoggerFactory.getLogger(LoginHandler.class);

    private static final String ACCEPTED = "accepted";
    private static final String RESUMED = "resumed";
    private static final String SCRAM = "scram-";

    private final Services services;
    private final LoginDeadline deadline;
    private final @Nullable IdleSweep idle;
    private final AccountWatch watch;
    private final Mechanisms mechanisms;

    private final Tally results =
            new Tally(Meter.of("confab.logins", "Logins, by what became of them"), "result", ACCEPTED, RESUMED);

    /** @param idle looks after those who have logged in; null if nobody does */
    LoginHandler(Services services, LoginDeadline deadline, @Nullable IdleSweep idle, AccountWatch watch) {
        super(MessageType.LOGIN, LoginCommand.class);
        this.services = services;
        this.deadline = deadline;
        this.idle = idle;
        this.watch = watch;
        this.mechanisms = new Mechanisms(services);
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, LoginCommand login) {
        String account = Names.normalize(login.source(), "account");
        requirePrivacy(client, account, login);
        Function<CompletionStage<?>, CompletionStage<Grant>> asking = mechanisms.asking(client, account, login);
        FailedLogins.Attempt attempt =
                services.admission().logins().begin(account, Admission.address(client.channel()));
        client.become(ConnectionState.LOGGING_IN);
        CompletableFuture<Grant> answer = ask(client, account, asking);
        answer.whenComplete((grant, failure) -> tell(client, attempt, grant, failure));
        if (answer.isDone()) {
            return settled(
                    client, login, answer.handle((grant, failure) -> admit(client, account, grant, failure)), answer);
        }
        EventLoop eventLoop = client.channel().eventLoop();
        return settled(
                client,
                login,
                answer.handleAsync((grant, failure) -> admit(client, account, grant, failure), eventLoop),
                answer);
    }

    /** How many logins there were, by what became of them. */
    Tally results() {
        return results;
    }

    @Override
    void refused(ClientContext client, LoginCommand login, NakCode code) {
        results.count(code.text().toLowerCase(Locale.ROOT));
        services.audit().audited(new AuditEvent.LoginRefused(login.source(), client.address(), code));
    }

    private static void tell(
            ClientContext client, FailedLogins.Attempt attempt, @Nullable Grant grant, @Nullable Throwable failure) {
        if (failure == null && grant != null && grant.pending() != null) {
            attempt.abandoned(); // the step that decides is an attempt of its own
        } else if (failure == null) {
            if (grant != null && grant.admitted()) {
                attempt.succeeded();
            } else {
                attempt.failed();
            }
        } else if (cause(failure) instanceof CommandException refusal
                && refusal.code().equals(NakCode.BAD_CREDENTIALS)) {
            attempt.failed();
        } else if (!client.channel().isActive()) {
            attempt.failed(); // who does not wait for the answer costs as much as who guesses wrong
        } else {
            attempt.abandoned();
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    // It was read already by whoever reads along, but whoever was told so will not send it again.
    private void requirePrivacy(ClientContext client, String account, LoginCommand login) {
        if (services.plainTextLogin().permits(client.channel()) || hidesItsSecret(login.mechanism())) {
            return;
        }
        Arrays.fill(login.credentials(), (byte) 0);
        log.info("{} login refused: {} {}, not encrypted", client.connection(), account, NakCode.FORBIDDEN);
        throw PlainTextLogin.refusal("login");
    }

    /** Whether a mechanism proves that one has the secret without showing it, as SCRAM (RFC 5802) does. */
    private static boolean hidesItsSecret(@Nullable String mechanism) {
        return mechanism != null && mechanism.regionMatches(true, 0, SCRAM, 0, SCRAM.length());
    }

    private CompletableFuture<Grant> ask(
            ClientContext client, String account, Function<CompletionStage<?>, CompletionStage<Grant>> asking) {
        CompletableFuture<@Nullable Void> unwanted = new CompletableFuture<>();
        CompletableFuture<Grant> asked;
        try {
            asked = asking.apply(unwanted)
                    .thenCompose(grant -> withRole(account, grant))
                    .toCompletableFuture();
        } catch (Throwable t) {
            asked = CompletableFuture.failedFuture(t);
        }
        if (asked.isDone()) {
            return asked;
        }
        CompletableFuture<Grant> answer = new CompletableFuture<>();
        long millis = services.loginTimeout().toMillis();
        Channel channel = client.channel();
        Future<?> timeout = channel.eventLoop()
                .schedule(
                        () -> answer.completeExceptionally(new CommandException(
                                NakCode.UNAVAILABLE, "login: no answer in " + millis + " ms (expected: one)")),
                        millis,
                        TimeUnit.MILLISECONDS);
        ChannelFutureListener gone = closed -> answer.completeExceptionally(
                new CommandException(NakCode.UNAVAILABLE, "connection: closed (expected: to wait for the answer)"));
        channel.closeFuture().addListener(gone);
        asked.whenComplete((grant, failure) -> {
            if (failure == null) {
                answer.complete(grant);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        answer.whenComplete((grant, failure) -> {
            timeout.cancel(false);
            channel.closeFuture().removeListener(gone);
            unwanted.complete(null);
        });
        return answer;
    }

    private CompletionStage<Grant> withRole(String account, Grant grant) {
        return grant.admitted()
                ? services.authenticator().role(account).thenApply(grant::with)
                : CompletableFuture.completedFuture(grant);
    }

    private CompletionStage<Void> admit(
            ClientContext client, String account, @Nullable Grant grant, @Nullable Throwable failure) {
        if (failure != null) {
            return CompletableFuture.failedFuture(refusal(client, account, failure));
        }
        if (grant != null && grant.pending() != null) {
            return CompletableFuture.completedFuture(null);
        }
        if (grant == null || !grant.admitted()) {
            log.info("{} login refused: {} {}", client.connection(), account, NakCode.BAD_CREDENTIALS);
            return CompletableFuture.failedFuture(new CommandException(
                    NakCode.BAD_CREDENTIALS, "login: " + account + " (expected: an account and its password)"));
        }
        return enter(client, account, grant.resumes());
    }

    private static CommandException refusal(ClientContext client, String account, Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof CommandException refusal) {
            log.info("{} login refused: {} {}", client.connection(), account, refusal.code());
            return refusal;
        }
        log.error("{} login of {} failed", client.connection(), account, cause);
        return new CommandException(NakCode.UNAVAILABLE, "login: failed (expected: an authenticator that answers)");
    }

    private CompletionStage<Void> enter(ClientContext client, String account, boolean resumes) {
        if (!client.channel().isActive()) { // or it would put out whoever has logged in since
            return CompletableFuture.failedFuture(
                    new CommandException(NakCode.UNAVAILABLE, "connection: closed (expected: an open one)"));
        }
        Connection other;
        try {
            services.sessions().bans().check(Ban.SERVER, account);
            other = services.online().enter(account, client.connection());
        } catch (CommandException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (other == null) {
            client.connection().loggedIn(account, services.online());
            return CompletableFuture.completedFuture(null);
        }
        // Who resumes has most likely lost the other connection, which the server has not noticed yet.
        if (services.duplicateLogin() == DuplicateLogin.REFUSE && !resumes) {
            return CompletableFuture.failedFuture(new CommandException(
                    NakCode.ALREADY_LOGGED_IN, "account: " + account + " (expected: one not logged in elsewhere)"));
        }
        return takeOver(client, account, other);
    }

    private CompletionStage<Void> takeOver(ClientContext client, String account, Connection connection) {
        Channel other = connection.channel();
        log.info("{} takes over {} from {}", client.connection(), account, other);
        connection.putOff("logged in elsewhere");
        CompletableFuture<Void> entered = new CompletableFuture<>();
        EventLoop eventLoop = client.channel().eventLoop();
        // The other connection leaves everything on the same future, before us.
        other.closeFuture()
                .addListener(closed ->
                        eventLoop.execute(() -> enter(client, account, true).whenComplete((nothing, refusal) -> {
                            if (refusal == null) {
                                entered.complete(null);
                            } else {
                                entered.completeExceptionally(refusal);
                            }
                        })));
        return entered;
    }

    // The client's state changes in the same step in which it is answered, on its event loop.
    private CompletionStage<Outcome> settled(
            ClientContext client,
            LoginCommand login,
            CompletionStage<CompletionStage<Void>> nested,
            CompletableFuture<Grant> answer) {
        return nested.thenCompose(stage -> stage).handle((nothing, failure) -> {
            if (failure != null) {
                client.become(ConnectionState.OPEN);
                throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
            }
            Grant grant = answer.join();
            LoginResult result = grant.result();
            if (grant.pending() != null) {
                client.become(ConnectionState.OPEN);
                client.pendingLogin(grant.pending());
                return Outcome.of(Ack.of(login.requestId(), requireNonNull(result)));
            }
            client.become(ConnectionState.LOGGED_IN);
            deadline.met(client.channel());
            client.lift();
            if (idle != null) {
                client.watch(idle);
            }
            results.count(grant.resumes() ? RESUMED : ACCEPTED);
            audit(client, grant.resumes());
            client.connection().role(requireNonNull(grant.role()));
            watch.check(requireNonNull(client.connection().account())); // it may have changed since it was asked
            Outcome outcome =
                    result == null ? Outcome.ack(login.requestId()) : Outcome.of(Ack.of(login.requestId(), result));
            Mailbox mailbox = services.mailbox();
            return mailbox == null ? outcome : outcome.then(() -> client.deliverDirects(mailbox));
        });
    }

    private void audit(ClientContext client, boolean resumed) {
        AuditListener audit = services.audit();
        if (audit == AuditListener.NONE) {
            return; // and a connection less to keep a listener for
        }
        String account = client.account();
        SocketAddress address = client.address(); // a channel that is closed may not know it any more
        audit.audited(new AuditEvent.LoginAccepted(account, address, resumed));
        client.channel().closeFuture().addListener(closed -> audit.audited(new AuditEvent.LoggedOut(account, address)));
    }
}
