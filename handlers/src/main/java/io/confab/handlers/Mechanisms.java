package io.confab.handlers;

import io.confab.api.CommandException;
import io.confab.api.LoginExchange;
import io.confab.api.LoginStep;
import io.confab.api.NakCode;
import io.confab.codec.LoginCommand;
import io.confab.codec.LoginDetails;
import io.confab.codec.LoginResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** By what a client may show who it is: a password, a token, or what else the authenticator has. */
final class Mechanisms {

    private final Services services;
    private final Tokens tokens;

    Mechanisms(Services services) {
        this.services = services;
        this.tokens =
                new Tokens(services.tokens(), services.authenticator(), services::tokenLifetime, services.clock());
    }

    /**
     * How a login is asked about. What the command says is taken from it here, and its secrets are overwritten.
     *
     * @return to be called with a stage that completes once nobody wants to know the answer any more
     * @throws CommandException if there is no such mechanism
     */
    Function<CompletionStage<?>, CompletionStage<Grant>> asking(
            ClientContext client, String account, LoginCommand login) {
        PendingLogin pending = client.takePendingLogin(); // whatever else is tried ends it
        client.receipts(false);
        String mechanism = login.mechanism();
        if (mechanism == null) {
            byte[] password = login.credentials();
            return unwanted -> authenticate(account, password, unwanted)
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
            return unwanted -> tokens.admits(account, token)
                    .thenApply(admitted -> admitted ? Grant.admitted(nothing(), true) : Grant.REFUSED);
        }
        if (mechanism.equals(LoginDetails.PLAIN) && password != null) {
            byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
            return unwanted -> authenticate(account, bytes, unwanted)
                    .thenCompose(admitted -> Boolean.TRUE.equals(admitted)
                            ? granted(account, resumable, null)
                            : CompletableFuture.completedFuture(Grant.REFUSED));
        }
        if (mechanism.equals(LoginDetails.BEARER) && data == null) {
            String bearer = token != null ? token : BearerToken.take(client.channel());
            return unwanted -> bearer == null
                    ? CompletableFuture.completedFuture(Grant.REFUSED)
                    : asked(() -> services.authenticator().authenticateBearer(account, bearer), unwanted)
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
        return unwanted -> next.exchange().next(said).thenCompose(step -> step(next, step, resumable));
    }

    private CompletionStage<Grant> step(PendingLogin pending, LoginStep step, boolean resumable) {
        return switch (step.state()) {
            case CHALLENGE -> CompletableFuture.completedFuture(Grant.challenge(pending, step.data()));
            case ADMITTED -> granted(pending.account(), resumable, Grant.base64(step.data()));
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

    // The authenticator may look at the password until it has answered; of one that is cancelled nobody knows whether
    // it still
    // does, and then it is left as it is.
    private CompletionStage<Boolean> authenticate(String account, byte[] password, CompletionStage<?> unwanted) {
        CompletableFuture<Boolean> asked =
                asked(() -> services.authenticator().authenticate(account, password), unwanted);
        return asked.whenComplete((yes, failure) -> {
            if (!asked.isCancelled()) {
                Arrays.fill(password, (byte) 0);
            }
        });
    }

    /** What the authenticator says; it is told once nobody wants to know any more. */
    private static CompletableFuture<Boolean> asked(
            Supplier<CompletionStage<Boolean>> question, CompletionStage<?> unwanted) {
        CompletableFuture<Boolean> asked;
        try {
            asked = question.get().toCompletableFuture();
        } catch (Throwable t) {
            asked = CompletableFuture.failedFuture(t);
        }
        CompletableFuture<Boolean> answer = asked;
        unwanted.whenComplete((nothing, failure) -> answer.cancel(false));
        return answer;
    }

    private static LoginDetails details(LoginCommand login) {
        try {
            return login.details();
        } catch (IllegalArgumentException e) {
            throw unsupported(login.mechanism());
        }
    }
}
