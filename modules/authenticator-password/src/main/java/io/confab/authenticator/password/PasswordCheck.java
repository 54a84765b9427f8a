package io.confab.authenticator.password;

import io.confab.api.Account;
import io.confab.api.AccountStore;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.scram.ScramKeys;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The check of one login's password, in its turn; wipes its copy of the password whatever happens. */
final class PasswordCheck implements PasswordThreads.Task {

    private static final Logger log = LoggerFactory.getLogger(PasswordAuthenticator.class);

    private final String name;
    private final byte[] password;
    private @Nullable Account account; // handed to the thread by the queue
    private final AccountStore accounts;
    private final PasswordHasher hasher;
    private final int scramIterations;
    private final Duration replacementTimeout;
    private final CompletableFuture<Boolean> result = new CompletableFuture<>();

    /**
     * @param password  its own from here on
     * @param accounts  get what is missing for an account whose password was right
     */
    PasswordCheck(
            String name,
            byte[] password,
            AccountStore accounts,
            PasswordHasher hasher,
            int scramIterations,
            Duration replacementTimeout) {
        this.name = name;
        this.password = password;
        this.accounts = accounts;
        this.hasher = hasher;
        this.scramIterations = scramIterations;
        this.replacementTimeout = replacementTimeout;
    }

    /** Whether the password is right; one that is completed from outside saves the hash. */
    CompletableFuture<Boolean> result() {
        return result;
    }

    /** Says what was found of the account, before this is run: null, if there is none. */
    void of(@Nullable Account found) {
        account = found;
    }

    @Override
    public void run() {
        if (result.isDone()) {
            wipe();
            return;
        }
        try {
            check();
        } catch (Throwable e) { // an OutOfMemoryError too: the stage has to end
            log.error("account {}: its password could not be checked", name, e);
            result.completeExceptionally(e);
        } finally {
            wipe();
        }
    }

    @Override
    public void refuse(RuntimeException reason) {
        wipe();
        result.completeExceptionally(reason);
    }

    private void check() {
        Account known = account;
        if (known == null || known.locked()) {
            result.complete(admitsNobody());
        } else if (PasswordHasher.isHash(known.credential())) {
            boolean matches = matchesHash(known.credential());
            result.complete(matches);
            if (matches && known.scram() == null && accounts.keepsEverything()) {
                addKeys(known); // the client need not wait for it
            }
        } else if (PlainCredential.isForeignHash(known.credential())) {
            log.warn("account {}: hashed by an unsupported scheme (expected: $argon2id$…); it cannot log in", name);
            result.complete(admitsNobody());
        } else {
            checkPlain(known);
        }
    }

    private boolean matchesHash(String phc) {
        try {
            return hasher.verify(password, phc);
        } catch (IllegalArgumentException e) {
            log.warn("account {}: it cannot log in: {}", name, e.getMessage());
            return admitsNobody();
        }
    }

    private boolean admitsNobody() {
        hasher.spend(password);
        return false;
    }

    private void addKeys(Account known) {
        String keys = keys();
        if (keys == null) {
            return;
        }
        try {
            accounts.replace(known, known.withScram(keys)).whenComplete((done, failure) -> {
                if (failure != null) {
                    log.warn("account {}: its keys for SCRAM could not be stored", name, unwrap(failure));
                }
            });
        } catch (RuntimeException e) {
            log.warn("account {}: its keys for SCRAM could not be stored", name, e);
        }
    }

    private @Nullable String keys() {
        String text = Utf8.decode(password);
        return text == null || text.isEmpty()
                ? null
                : ScramKeys.of(text, scramIterations).text();
    }

    private void checkPlain(Account known) {
        String plain = known.credential();
        String replacement = hasher.hash(password); // before comparing: every answer costs one hash
        if (!PlainCredential.matches(plain, password)) {
            result.complete(false);
            return;
        }
        log.warn("account {}: its password is stored as plain text (expected: a hash); replacing it", name);
        CompletionStage<Boolean> replaced;
        try {
            replaced = accounts.keepsEverything()
                    ? accounts.replace(known, known.withPassword(replacement, keys()))
                    : accounts.replaceCredential(name, plain, replacement);
        } catch (RuntimeException e) {
            replaced = CompletableFuture.failedFuture(e);
        }
        replaced.thenApply(done -> done) // the timeout is ours, not the store's
                .toCompletableFuture()
                .orTimeout(replacementTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        log.warn("account {}: its plain password could not be replaced", name, unwrap(failure));
                    }
                    result.complete(true);
                });
    }

    RuntimeException storeFailure(@Nullable Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof CommandException refusal) {
            return refusal;
        }
        log.warn("account {}: the account store did not answer", name, cause);
        return new CommandException(
                NakCode.UNAVAILABLE, "login: accounts out of reach (expected: to be tried again in a moment)");
    }

    private void wipe() {
        Arrays.fill(password, (byte) 0);
    }

    private static @Nullable Throwable unwrap(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
