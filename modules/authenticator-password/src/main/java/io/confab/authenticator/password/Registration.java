package io.confab.authenticator.password;

import io.confab.api.Account;
import io.confab.api.AccountStore;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.scram.ScramKeys;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A new account, made in its turn. */
final class Registration implements PasswordThreads.Task {

    private static final Logger log = LoggerFactory.getLogger(PasswordAuthenticator.class);

    private final String name;
    private final String password;
    private final AccountStore accounts;
    private final PasswordHasher hasher;
    private final int scramIterations;
    private final CompletableFuture<@Nullable Void> result = new CompletableFuture<>();

    Registration(String name, String password, AccountStore accounts, PasswordHasher hasher, int scramIterations) {
        this.name = name;
        this.password = password;
        this.accounts = accounts;
        this.hasher = hasher;
        this.scramIterations = scramIterations;
    }

    /** Completes once the account is stored. */
    CompletableFuture<@Nullable Void> result() {
        return result;
    }

    static CommandException exists(String name) {
        return new CommandException(
                NakCode.ACCOUNT_EXISTS, "account: " + name + " (expected: a name that no account has)");
    }

    @Override
    public void refuse(RuntimeException reason) {
        result.completeExceptionally(reason);
    }

    @Override
    public void run() {
        if (result.isDone()) {
            return;
        }
        try {
            Account account = new Account(name, hasher.hash(password.getBytes(StandardCharsets.UTF_8)))
                    .withScram(ScramKeys.of(password, scramIterations).text());
            accounts.add(account).whenComplete((added, failure) -> {
                if (failure != null) {
                    log.error("account {}: could not be added", name, unwrap(failure));
                    refuse(new CommandException(
                            NakCode.UNAVAILABLE, "account: " + name + " (expected: accounts that can be stored)"));
                } else if (!added) {
                    refuse(exists(name));
                } else {
                    log.info("account {}: registered", name);
                    result.complete(null);
                }
            });
        } catch (Throwable e) { // an OutOfMemoryError too: the stage has to end
            result.completeExceptionally(e);
        }
    }

    private static @Nullable Throwable unwrap(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
