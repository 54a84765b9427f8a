package io.confab.authenticator.password;

import io.confab.api.Account;
import io.confab.api.AccountStore;
import io.confab.api.Authenticator;
import io.confab.api.CommandException;
import io.confab.api.LoginExchange;
import io.confab.api.Metered;
import io.confab.api.Meters;
import io.confab.api.NakCode;
import io.confab.api.Registrar;
import io.confab.api.Role;
import io.confab.api.scram.ScramKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Admits whoever knows the password that the account store holds. Thread-safe; never blocks: hashes are computed on a
 * few threads of its own with a bounded queue before them, and a login that finds the queue full is refused with
 * {@link NakCode#UNAVAILABLE}.
 *
 * <p>An unknown account and a wrong password get the same answer at the same cost, one hash. (An account whose stored
 * hash has other parameters than the configured ones costs what those say.)
 *
 * <p>A credential that is a plain password is accepted with a warning and, once it has admitted somebody, replaced in
 * the store by a hash; if that fails the warning says so and the login holds. Credentials hashed by other schemes
 * ({@code $2b$…}, {@code $6$…}) admit nobody: taken for plain passwords they would let in whoever has seen the file.
 *
 * <p>{@code SCRAM-SHA-256} is a second way in, for accounts that have keys for it. Whoever logs in with a password and has
 * none is given some, in a store that keeps them. An account without keys, or none at all, is challenged as the others are.
 *
 * <p>A locked account is refused like a wrong password, by either way.
 *
 * <p>The store stays its owner's, who closes it after the authenticator. Completing the returned stage from outside,
 * as {@link CompletableFuture#orTimeout} does, saves the hash of a login that still waits for its turn.
 */
public final class PasswordAuthenticator implements Authenticator, Registrar, Metered, AutoCloseable {

    /** Of a password that is set by registration. */
    static final int MAX_PASSWORD_CHARS = 128;

    private final AccountStore accounts;
    private final PasswordHasher hasher;
    private final Duration replacementTimeout;
    private final int scramIterations;
    private final byte[] secret;
    private final int minPasswordChars;
    private final PasswordThreads threads;

    PasswordAuthenticator(PasswordAuthenticatorBuilder builder) {
        accounts = builder.accounts;
        hasher = new PasswordHasher(builder.parameters, builder.argon2);
        replacementTimeout = builder.replacementTimeout;
        scramIterations = builder.scramIterations;
        secret = builder.secret.clone();
        minPasswordChars = builder.minPasswordChars;
        threads = new PasswordThreads(builder.threads, builder.queueLength);
    }

    /** Starts an authenticator over a store of accounts. */
    public static PasswordAuthenticatorBuilder builder(AccountStore accounts) {
        return new PasswordAuthenticatorBuilder(accounts);
    }

    @Override
    public CompletionStage<Boolean> authenticate(String account, byte[] password) {
        if (threads.isClosed()) {
            return CompletableFuture.failedFuture(PasswordThreads.closed());
        }
        PasswordCheck check =
                new PasswordCheck(account, password.clone(), accounts, hasher, scramIterations, replacementTimeout);
        CompletionStage<Optional<Account>> found;
        try {
            found = accounts.find(account);
        } catch (RuntimeException e) {
            found = CompletableFuture.failedFuture(e);
        }
        found.whenComplete((answer, failure) -> {
            if (answer == null) {
                check.refuse(check.storeFailure(failure));
            } else {
                check.of(answer.orElse(null));
                threads.execute(check);
            }
        });
        return check.result();
    }

    /** The SHA-256 of the stored credential: a password that is set anew, even to the same, makes another. */
    @Override
    public CompletionStage<@Nullable String> mark(String account) {
        return accounts.find(account)
                .thenApply(found -> found.filter(there -> !there.locked())
                        .map(Account::credential)
                        .filter(PasswordHasher::isHash) // a plain one could be guessed from its mark
                        .map(PasswordAuthenticator::sha256)
                        .orElse(null));
    }

    @Override
    public CompletionStage<Boolean> exists(String account) {
        return accounts.find(account).thenApply(Optional::isPresent);
    }

    @Override
    public @Nullable LoginExchange begin(String mechanism, String account) {
        return mechanism.equals(ScramKeys.MECHANISM)
                ? new ScramExchange(accounts, account, secret, scramIterations)
                : null;
    }

    @Override
    public CompletionStage<@Nullable Role> role(String account) {
        return accounts.find(account)
                .thenApply(found -> found.filter(there -> !there.locked())
                        .map(Account::role)
                        .orElse(null));
    }

    @Override
    public void whenChanged(Consumer<String> changed) {
        accounts.whenChanged(changed);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Needs a store that {@linkplain AccountStore#keepsEverything keeps everything}.
     */
    @Override
    public CompletionStage<@Nullable Void> register(String account, byte[] password) {
        if (threads.isClosed()) {
            return CompletableFuture.failedFuture(PasswordThreads.closed());
        }
        String text;
        try {
            text = requireFit(password);
        } catch (CommandException e) {
            return CompletableFuture.failedFuture(e);
        }
        Registration registration = new Registration(account, text, accounts, hasher, scramIterations);
        return accounts.find(account).thenCompose(found -> {
            if (found.isPresent()) {
                return CompletableFuture.failedFuture(Registration.exists(account)); // without spending a hash on it
            }
            threads.execute(registration);
            return registration.result();
        });
    }

    private String requireFit(byte[] password) {
        String text = Utf8.decode(password);
        int characters = text == null ? 0 : text.codePointCount(0, text.length());
        if (text == null || characters < minPasswordChars || characters > MAX_PASSWORD_CHARS) {
            throw new CommandException(
                    NakCode.UNFIT_PASSWORD,
                    "password: " + (text == null ? "not UTF-8" : characters + " characters") + " (expected: "
                            + minPasswordChars + " to " + MAX_PASSWORD_CHARS + " characters)");
        }
        return text;
    }

    private static String sha256(String credential) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(credential.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: unknown (expected: what every JDK has)", e);
        }
    }

    @Override
    public void publish(Meters meters) {
        threads.publish(meters);
    }

    /**
     * Ends the threads: hashes under way are finished, logins that wait for their turn and all later ones are refused
     * with {@link NakCode#UNAVAILABLE}. Does not wait. Idempotent.
     */
    @Override
    public void close() {
        threads.close();
    }

    /** For tests: waits until the threads of a closed authenticator have ended. */
    boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }
}
