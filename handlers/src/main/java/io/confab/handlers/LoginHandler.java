package io.confab.handlers;

import static java.util.Objects.requireNonNull;

import io.confab.api.AuditEvent;
import io.confab.api.AuditListener;
import io.confab.api.Ban;
import io.confab.api.CommandException;
import io.confab.api.LoginExchange;
import io.confab.api.LoginStep;
import io.confab.api.Mailbox;
import io.confab.api.Meter;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.api.Role;
import io.confab.codec.Ack;
import io.confab.codec.LoginCommand;
import io.confab.codec.LoginDetails;
import io.confab.codec.LoginResult;
import io.confab.codec.MessageType;
import io.confab.codec.Tally;
import io.confab.handlers.limits.Admission;
import io.confab.handlers.limits.FailedLogins;
import io.confab.session.Connection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
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

    private static final String ACCEPTED = "accepted";
    private static final String RESUMED = "resumed";
    private static final String SCRAM = "scram-";

    private final Services services;
    private final LoginDeadline deadline;
    private final @Nullable IdleSweep idle;
    private final AccountWatch watch;
    private final Tokens tokens;

    private final Tally results =
            new Tally(Meter.of("confab.logins", "Logins, by what became of them"), "result", ACCEPTED, RESUMED);

    /** @param idle looks after those who have logged in; null if nobody does */
    LoginHandler(Services services, LoginDeadline deadline, @Nullable IdleSweep idle, AccountWatch watch) {
        super(MessageType.LOGIN, LoginCommand.class);
        this.services = services;
        this.deadline = deadline;
        this.idle = idle;
        this.watch = watch;
        this.tokens =
                new Tokens(services.tokens(), services.authenticator(), services::tokenLifetime, services.clock());
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, LoginCommand login) {
        String account = Names.normalize(login.source(), "account");
        requirePrivacy(client, account, login);
        Supplier<CompletionStage<Grant>> asking = asking(client, account, login);
        FailedLogins.Attempt attempt =
                services.admission().logins().begin(account, Admission.address(client.channel()));
        client.become(ConnectionState.LOGGING_IN);
        CompletableFuture<Grant> answer = ask(client, account, asking);
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

    /** How many logins there were, by what became of them. */
    Tally results() {
        return results;
    }

    @Override
    void refused(ClientContext client, LoginCommand login, NakCode code) {
        results.count(code.text().toLowerCase(Locale.ROOT));
        services.audit().audited(new AuditEvent.LoginRefused(login.source(), client.address(), code));
    }

    private static void tell(FailedLogins.Attempt attempt, @Nullable Grant grant, @Nullable Throwable failure) {
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

    /**
     * What the authenticator, or who keeps the tokens, said.
     *
     * @param admitted whether the client is who it says it is; false with a challenge
     * @param result   what the client is told; null for nothing
     * @param resumes  whether the client was logged in before, and so takes the place of a connection it has lost
     * @param pending  what goes on with the client's answer to a challenge; null where the login is decided
     * @param role     what the account may do; null where it may not log in
     */
    private record Grant(
            boolean admitted,
            @Nullable LoginResult result,
            boolean resumes,
            @Nullable PendingLogin pending,
            @Nullable Role role) {

        static final Grant REFUSED = new Grant(false, null, false, null, null);

        static Grant admitted(@Nullable LoginResult result, boolean resumes) {
            return new Grant(true, result, resumes, null, null);
        }

        static Grant challenge(PendingLogin pending, byte[] data) {
            return new Grant(false, new LoginResult(null, null, base64(data), null, null), false, pending, null);
        }

        Grant with(@Nullable Role role) {
            if (role == null) {
                return REFUSED; // locked, say, since it was asked
            }
            LoginResult told = result == null
                    ? null
                    : new LoginResult(result.token(), result.expires(), null, result.data(), role.text());
            return new Grant(true, told, resumes, null, role);
        }
    }

    private static @Nullable String base64(byte[] data) {
        return data.length == 0 ? null : Base64.getEncoder().encodeToString(data);
    }

    private Supplier<CompletionStage<Grant>> asking(ClientContext client, String account, LoginCommand login) {
        PendingLogin pending = client.takePendingLogin(); // whatever else is tried ends it
        client.receipts(false);
        String mechanism = login.mechanism();
        if (mechanism == null) {
            byte[] password = login.credentials();
            return () -> authenticate(account, password)
                    .thenApply(admitted -> Boolean.TRUE.equals(admitted) ? Grant.admitted(null, false) : Grant.REFUSED);
        }
        LoginDetails details = details(login);
        client.receipts(Boolean.TRUE.equals(details.receipts()));
        Arrays.fill(login.credentials(), (byte) 0);
        // A token would be shown to whoever reads along, also to one who logs in without showing a secret.
        boolean resumable = Boolean.TRUE.equals(details.resumable())
                && services.plainTextLogin().permits(client.channel());
        String password = details.password();
        String token = details.token();
        String data = details.data();
        if (mechanism.equals(LoginDetails.TOKEN) && token != null) {
            return () -> tokens.admits(account, token)
                    .thenApply(admitted -> admitted ? Grant.admitted(nothing(), true) : Grant.REFUSED);
        }
        if (mechanism.equals(LoginDetails.PLAIN) && password != null) {
            byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
            return () -> authenticate(account, bytes)
                    .thenCompose(admitted -> Boolean.TRUE.equals(admitted)
                            ? granted(account, resumable, null)
                            : CompletableFuture.completedFuture(Grant.REFUSED));
        }
        LoginExchange exchange = PendingLogin.exchange(pending, account, mechanism);
        if (exchange == null && data != null) {
            exchange = services.authenticator().begin(mechanism, account);
        }
        if (exchange == null || data == null) {
            throw unsupported(mechanism);
        }
        PendingLogin next = new PendingLogin(account, mechanism, exchange);
        byte[] said = decoded(data);
        return () -> next.exchange().next(said).thenCompose(step -> step(next, step, resumable));
    }

    private CompletionStage<Grant> step(PendingLogin pending, LoginStep step, boolean resumable) {
        return switch (step.state()) {
            case CHALLENGE -> CompletableFuture.completedFuture(Grant.challenge(pending, step.data()));
            case ADMITTED -> granted(pending.account(), resumable, base64(step.data()));
            case REFUSED -> CompletableFuture.completedFuture(Grant.REFUSED);
        };
    }

    private CompletionStage<Grant> granted(String account, boolean resumable, @Nullable String data) {
        CompletionStage<LoginResult> given =
                resumable ? tokens.give(account) : CompletableFuture.completedFuture(nothing());
        return given.thenApply(
                token -> Grant.admitted(new LoginResult(token.token(), token.expires(), null, data, null), false));
    }

    private static LoginResult nothing() {
        return new LoginResult(null, null, null, null, null);
    }

    private static byte[] decoded(String data) {
        try {
            return Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            throw new CommandException(NakCode.UNSUPPORTED, "data: malformed (expected: base64)");
        }
    }

    private static CommandException unsupported(@Nullable String mechanism) {
        return new CommandException(
                NakCode.UNSUPPORTED,
                "mechanism: " + mechanism + " (expected: plain with a password, token with a token, or another that the"
                        + " server has, with data)");
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
            throw unsupported(login.mechanism());
        }
    }

    private CompletableFuture<Grant> ask(
            ClientContext client, String account, Supplier<CompletionStage<Grant>> asking) {
        CompletableFuture<Grant> asked;
        try {
            asked = asking.get().thenCompose(grant -> withRole(account, grant)).toCompletableFuture();
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
