package io.confab.handlers;

import io.confab.api.AuditEvent;
import io.confab.api.AuditListener;
import io.confab.api.Ban;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.codec.Ack;
import io.confab.codec.LoginCommand;
import io.confab.codec.LoginDetails;
import io.confab.codec.LoginResult;
import io.confab.codec.MessageType;
import io.confab.handlers.limits.Admission;
import io.confab.handlers.limits.FailedLogins;
import io.confab.session.Connection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs an account in, if the authenticator admits it and it is not logged in elsewhere. */
@Sharable
final class LoginHandler extends CommandHandler<LoginCommand> {

    private static final Logger log = LoggerFactory.getLogger(LoginHandler.class);

    private final Services services;
    private final LoginDeadline deadline;
    private final @Nullable IdleSweep idle;
    private final Tokens tokens;

    /** @param idle looks after those who have logged in; null if nobody does */
    LoginHandler(Services services, LoginDeadline deadline, @Nullable IdleSweep idle) {
        super(MessageType.LOGIN, LoginCommand.class);
        this.services = services;
        this.deadline = deadline;
        this.idle = idle;
        this.tokens =
                new Tokens(services.tokens(), services.authenticator(), services::tokenLifetime, services.clock());
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, LoginCommand login) {
        String account = Names.normalize(login.source(), "account");
        Supplier<CompletionStage<Grant>> asking = asking(account, login);
        FailedLogins.Attempt attempt =
                services.admission().logins().begin(account, Admission.address(client.channel()));
        client.become(ConnectionState.LOGGING_IN);
        CompletableFuture<Grant> answer = ask(client, asking);
        answer.whenComplete((grant, failure) -> tell(attempt, grant, failure));
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

    @Override
    void refused(ClientContext client, LoginCommand login, NakCode code) {
        services.audit().audited(new AuditEvent.LoginRefused(login.source(), client.address(), code));
    }

    private static void tell(FailedLogins.Attempt attempt, @Nullable Grant grant, @Nullable Throwable failure) {
        if (failure == null) {
            if (grant != null && grant.admitted()) {
                attempt.succeeded();
            } else {
                attempt.failed();
            }
        } else if (cause(failure) instanceof CommandException refusal
                && refusal.code().equals(NakCode.BAD_CREDENTIALS)) {
            attempt.failed();
        } else {
            attempt.abandoned();
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /**
     * What the authenticator, or who keeps the tokens, said.
     *
     * @param result what the client is told besides yes; null for nothing
     * @param resumes whether the client was logged in before, and so takes the place of a connection it has lost
     */
    private record Grant(boolean admitted, @Nullable LoginResult result, boolean resumes) {}

    private Supplier<CompletionStage<Grant>> asking(String account, LoginCommand login) {
        if (login.mechanism() == null) {
            byte[] password = login.credentials();
            return () -> authenticate(account, password)
                    .thenApply(admitted -> new Grant(Boolean.TRUE.equals(admitted), null, false));
        }
        LoginDetails details = details(login);
        Arrays.fill(login.credentials(), (byte) 0);
        String password = details.password();
        String token = details.token();
        if (LoginDetails.TOKEN.equals(login.mechanism()) && token != null) {
            return () -> tokens.admits(account, token)
                    .thenApply(admitted -> new Grant(admitted, new LoginResult(null, null), true));
        }
        if (!LoginDetails.PLAIN.equals(login.mechanism()) || password == null) {
            throw new CommandException(
                    NakCode.UNSUPPORTED,
                    "mechanism: " + login.mechanism() + " (expected: plain with a password, or token with a token)");
        }
        boolean resumable = Boolean.TRUE.equals(details.resumable());
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        return () -> authenticate(account, bytes).thenCompose(admitted -> {
            if (!Boolean.TRUE.equals(admitted) || !resumable) {
                return CompletableFuture.completedFuture(new Grant(Boolean.TRUE.equals(admitted), null, false));
            }
            return tokens.give(account).thenApply(result -> new Grant(true, result, false));
        });
    }

    // The authenticator may look at the password until it has answered, also behind the time that it has for that.
    private CompletionStage<Boolean> authenticate(String account, byte[] password) {
        CompletionStage<Boolean> admitted;
        try {
            admitted = services.authenticator().authenticate(account, password);
        } catch (Throwable t) {
            admitted = CompletableFuture.failedFuture(t);
        }
        return admitted.whenComplete((yes, failure) -> Arrays.fill(password, (byte) 0));
    }

    private static LoginDetails details(LoginCommand login) {
        try {
            return login.details();
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    NakCode.UNSUPPORTED,
                    "mechanism: " + login.mechanism() + " (expected: plain with a password, or token with a token)");
        }
    }

    private CompletableFuture<Grant> ask(ClientContext client, Supplier<CompletionStage<Grant>> asking) {
        CompletableFuture<Grant> asked;
        try {
            asked = asking.get().toCompletableFuture();
        } catch (Throwable t) {
            asked = CompletableFuture.failedFuture(t);
        }
        if (asked.isDone()) {
            return asked;
        }
        CompletableFuture<Grant> answer = new CompletableFuture<>();
        long millis = services.loginTimeout().toMillis();
        Future<?> timeout = client.channel()
                .eventLoop()
                .schedule(
                        () -> answer.completeExceptionally(new CommandException(
                                NakCode.UNAVAILABLE, "login: no answer in " + millis + " ms (expected: one)")),
                        millis,
                        TimeUnit.MILLISECONDS);
        asked.whenComplete((grant, failure) -> {
            timeout.cancel(false);
            if (failure == null) {
                answer.complete(grant);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    private CompletionStage<Void> admit(
            ClientContext client, String account, @Nullable Grant grant, @Nullable Throwable failure) {
        if (failure != null) {
            return CompletableFuture.failedFuture(refusal(client, account, failure));
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
            client.become(ConnectionState.LOGGED_IN);
            deadline.met(client.channel());
            client.lift();
            if (idle != null) {
                client.watch(idle);
            }
            Grant grant = answer.join();
            audit(client, grant.resumes());
            LoginResult result = grant.result();
            return result == null ? Outcome.ack(login.requestId()) : Outcome.of(Ack.of(login.requestId(), result));
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
