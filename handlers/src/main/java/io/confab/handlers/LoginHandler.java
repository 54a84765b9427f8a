package io.confab.handlers;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.codec.KickedEvent;
import io.confab.codec.LoginCommand;
import io.confab.codec.MessageType;
import io.confab.session.Connection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.EventLoop;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs an account in, if the authenticator admits it and it is not logged in elsewhere. */
@Sharable
final class LoginHandler extends CommandHandler<LoginCommand> {

    private static final Logger log = LoggerFactory.getLogger(LoginHandler.class);

    private final Services services;
    private final LoginDeadline deadline;

    LoginHandler(Services services, LoginDeadline deadline) {
        super(MessageType.LOGIN, LoginCommand.class);
        this.services = services;
        this.deadline = deadline;
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, LoginCommand login) {
        if (login.mechanism() != null) {
            throw new CommandException(
                    NakCode.UNSUPPORTED, "mechanism: " + login.mechanism() + " (expected: a plain password)");
        }
        String account = Names.normalize(login.source(), "account");
        client.become(ConnectionState.LOGGING_IN);
        CompletableFuture<Boolean> answer = ask(client, account, login.credentials());
        if (answer.isDone()) {
            return settled(
                    client, login, answer.handle((admitted, failure) -> admit(client, account, admitted, failure)));
        }
        EventLoop eventLoop = client.channel().eventLoop();
        return settled(
                client,
                login,
                answer.handleAsync((admitted, failure) -> admit(client, account, admitted, failure), eventLoop));
    }

    private CompletableFuture<Boolean> ask(ClientContext client, String account, byte[] password) {
        CompletableFuture<Boolean> asked;
        try {
            asked = services.authenticator().authenticate(account, password).toCompletableFuture();
        } catch (Throwable t) {
            asked = CompletableFuture.failedFuture(t);
        }
        asked.whenComplete((admitted, failure) -> Arrays.fill(password, (byte) 0));
        if (asked.isDone()) {
            return asked;
        }
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        long millis = services.loginTimeout().toMillis();
        Future<?> timeout = client.channel()
                .eventLoop()
                .schedule(
                        () -> answer.completeExceptionally(new CommandException(
                                NakCode.UNAVAILABLE, "login: no answer in " + millis + " ms (expected: one)")),
                        millis,
                        TimeUnit.MILLISECONDS);
        asked.whenComplete((admitted, failure) -> {
            timeout.cancel(false);
            if (failure == null) {
                answer.complete(admitted);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    private CompletionStage<Void> admit(
            ClientContext client, String account, @Nullable Boolean admitted, @Nullable Throwable failure) {
        if (failure != null) {
            return CompletableFuture.failedFuture(refusal(client, account, failure));
        }
        if (!Boolean.TRUE.equals(admitted)) {
            log.info("{} login refused: {} {}", client.channel(), account, NakCode.BAD_CREDENTIALS);
            return CompletableFuture.failedFuture(new CommandException(
                    NakCode.BAD_CREDENTIALS, "login: " + account + " (expected: an account and its password)"));
        }
        return enter(client, account);
    }

    private static CommandException refusal(ClientContext client, String account, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof CommandException refusal) {
            log.info("{} login refused: {} {}", client.channel(), account, refusal.code());
            return refusal;
        }
        log.error("{} login of {} failed", client.channel(), account, cause);
        return new CommandException(NakCode.UNAVAILABLE, "login: failed (expected: an authenticator that answers)");
    }

    private CompletionStage<Void> enter(ClientContext client, String account) {
        if (!client.channel().isActive()) { // or it would put out whoever has logged in since
            return CompletableFuture.failedFuture(
                    new CommandException(NakCode.UNAVAILABLE, "connection: closed (expected: an open one)"));
        }
        Connection other;
        try {
            other = services.online().enter(account, client.connection());
        } catch (CommandException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (other == null) {
            client.connection().loggedIn(account, services.online());
            return CompletableFuture.completedFuture(null);
        }
        if (services.duplicateLogin() == DuplicateLogin.REFUSE) {
            return CompletableFuture.failedFuture(new CommandException(
                    NakCode.ALREADY_LOGGED_IN, "account: " + account + " (expected: one not logged in elsewhere)"));
        }
        return takeOver(client, account, other.channel());
    }

    private CompletionStage<Void> takeOver(ClientContext client, String account, Channel other) {
        log.info("{} takes over {} from {}", client.channel(), account, other);
        other.writeAndFlush(new KickedEvent("", "logged in elsewhere"), other.voidPromise());
        other.close(); // does not wait for a peer that may be gone
        CompletableFuture<Void> entered = new CompletableFuture<>();
        EventLoop eventLoop = client.channel().eventLoop();
        // The other connection leaves everything on the same future, before us.
        other.closeFuture()
                .addListener(closed ->
                        eventLoop.execute(() -> enter(client, account).whenComplete((nothing, refusal) -> {
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
            ClientContext client, LoginCommand login, CompletionStage<CompletionStage<Void>> nested) {
        return nested.thenCompose(stage -> stage).handle((nothing, failure) -> {
            if (failure != null) {
                client.become(ConnectionState.OPEN);
                throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
            }
            client.become(ConnectionState.LOGGED_IN);
            deadline.met(client.channel());
            return Outcome.ack(login.requestId());
        });
    }
}
