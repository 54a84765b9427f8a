package io.confab.authenticator.password;

import static java.util.Objects.requireNonNull;

import io.confab.api.Account;
import io.confab.api.AccountStore;
import io.confab.api.Authenticator;
import io.confab.api.CommandException;
import io.confab.api.LoginExchange;
import io.confab.api.Meter;
import io.confab.api.Metered;
import io.confab.api.Meters;
import io.confab.api.NakCode;
import io.confab.api.Registrar;
import io.confab.api.Role;
import io.confab.api.scram.ScramKeys;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger log = LoggerFactory.getLogger(PasswordAuthenticator.class);

    /** Of a password that is set by registration. */
    private static final int MAX_PASSWORD_CHARS = 128;

    private final AccountStore accounts;
    private final PasswordHasher hasher;
    private final Duration replacementTimeout;
    private final int scramIterations;
    private final byte[] secret;
    private final int minPasswordChars;
    private final BlockingQueue<Runnable> queue;
    private final ThreadPoolExecutor threads;

    private PasswordAuthenticator(Builder builder) {
        accounts = builder.accounts;
        hasher = new PasswordHasher(builder.parameters, builder.argon2);
        replacementTimeout = builder.replacementTimeout;
        scramIterations = builder.scramIterations;
        secret = builder.secret.clone();
        minPasswordChars = builder.minPasswordChars;
        queue = new LinkedBlockingQueue<>(builder.queueLength);
        AtomicInteger count = new AtomicInteger();
        threads = new ThreadPoolExecutor(builder.threads, builder.threads, 0, TimeUnit.SECONDS, queue, task -> {
            Thread thread = new Thread(task, "confab-password-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts an authenticator over a store of accounts. */
    public static Builder builder(AccountStore accounts) {
        return new Builder(accounts);
    }

    @Override
    public CompletionStage<Boolean> authenticate(String account, byte[] password) {
        if (threads.isShutdown()) {
            return CompletableFuture.failedFuture(closed());
        }
        Attempt attempt = new Attempt(account, password.clone());
        CompletionStage<Optional<Account>> found;
        try {
            found = accounts.find(account);
        } catch (RuntimeException e) {
            found = CompletableFuture.failedFuture(e);
        }
        found.whenComplete((answer, failure) -> {
            if (answer == null) {
                attempt.refuse(attempt.storeFailure(failure));
            } else {
                attempt.queue(answer);
            }
        });
        return attempt.result;
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
        if (threads.isShutdown()) {
            return CompletableFuture.failedFuture(closed());
        }
        String text;
        try {
            text = requireFit(password);
        } catch (CommandException e) {
            return CompletableFuture.failedFuture(e);
        }
        Registration registration = new Registration(account, text);
        return accounts.find(account).thenCompose(found -> {
            if (found.isPresent()) {
                return CompletableFuture.failedFuture(Registration.exists(account)); // without spending a hash on it
            }
            execute(registration);
            return registration.result;
        });
    }

    private String requireFit(byte[] password) {
        String text = utf8(password);
        int characters = text == null ? 0 : text.codePointCount(0, text.length());
        if (text == null || characters < minPasswordChars || characters > MAX_PASSWORD_CHARS) {
            throw new CommandException(
                    NakCode.UNFIT_PASSWORD,
                    "password: " + (text == null ? "not UTF-8" : characters + " characters") + " (expected: "
                            + minPasswordChars + " to " + MAX_PASSWORD_CHARS + " characters)");
        }
        return text;
    }

    /** Null where it is none. */
    private static @Nullable String utf8(byte[] password) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(password))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private void execute(Task task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.refuse(
                    threads.isShutdown()
                            ? closed()
                            : new CommandException(
                                    NakCode.UNAVAILABLE,
                                    "login: too many at once (expected: to be tried again in a moment)"));
        }
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
        meters.gauge(
                Meter.of("confab.passwords.waiting", "Logins that wait for their password to be checked"), queue::size);
        meters.gauge(
                Meter.of("confab.passwords.room", "Logins that may wait besides, before more are refused"),
                queue::remainingCapacity);
        meters.gauge(Meter.of("confab.passwords.checking", "Threads that check a password"), threads::getActiveCount);
        meters.gauge(
                Meter.of("confab.passwords.threads", "Threads there may be to check passwords"),
                threads::getMaximumPoolSize);
        meters.counter(
                Meter.of("confab.passwords.checked", "Passwords that were checked"), threads::getCompletedTaskCount);
    }

    /**
     * Ends the threads: hashes under way are finished, logins that wait for their turn and all later ones are refused
     * with {@link NakCode#UNAVAILABLE}. Does not wait. Idempotent.
     */
    @Override
    public void close() {
        threads.shutdown(); // without interrupts, which would hit the store
        List<Runnable> waiting = new ArrayList<>();
        queue.drainTo(waiting);
        for (Runnable attempt : waiting) {
            ((Task) attempt).refuse(closed());
        }
    }

    /** For tests: waits until the threads of a closed authenticator have ended. */
    boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }

    private static CommandException closed() {
        return new CommandException(NakCode.UNAVAILABLE, "login: closed (expected: a running server)");
    }

    /** What waits for a thread. */
    private interface Task extends Runnable {
        void refuse(RuntimeException reason);
    }

    /** A new account. */
    private final class Registration implements Task {

        private final String name;
        private final String password;
        final CompletableFuture<@Nullable Void> result = new CompletableFuture<>();

        Registration(String name, String password) {
            this.name = name;
            this.password = password;
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
    }

    /** One login, from the lookup of its account on; wipes its copy of the password whatever happens. */
    private final class Attempt implements Task {

        private final String name;
        private final byte[] password;
        private @Nullable Account account; // handed to the pool's thread by the queue
        final CompletableFuture<Boolean> result = new CompletableFuture<>();

        Attempt(String name, byte[] password) {
            this.name = name;
            this.password = password;
        }

        void queue(Optional<Account> found) {
            account = found.orElse(null);
            execute(this);
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
            String text = utf8(password);
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
    }

    private static @Nullable Throwable unwrap(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Collects the settings of a {@link PasswordAuthenticator}. Not thread-safe. */
    public static final class Builder {

        private static final int DEFAULT_QUEUE_LENGTH = 256;

        private final AccountStore accounts;
        private Argon2Parameters parameters = Argon2Parameters.OWASP;
        private Argon2Function argon2 = Argon2Function.BOUNCY_CASTLE;
        private int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        private int queueLength = DEFAULT_QUEUE_LENGTH;
        private Duration replacementTimeout = Duration.ofSeconds(5);
        private int scramIterations = ScramKeys.ITERATIONS;
        private byte[] secret = new byte[32];
        private int minPasswordChars = 8;

        private Builder(AccountStore accounts) {
            this.accounts = requireNonNull(accounts, "accounts");
            new SecureRandom().nextBytes(secret);
        }

        /**
         * How dear SCRAM keys made here are to try passwords against, and to log in with; {@link ScramKeys#ITERATIONS} by
         * default.
         */
        public Builder scramIterations(int scramIterations) {
            if (scramIterations < ScramKeys.MIN_ITERATIONS || scramIterations > ScramKeys.MAX_ITERATIONS) {
                throw new IllegalArgumentException("scramIterations: " + scramIterations + " (expected: "
                        + ScramKeys.MIN_ITERATIONS + " to " + ScramKeys.MAX_ITERATIONS + ")");
            }
            this.scramIterations = scramIterations;
            return this;
        }

        /**
         * What the challenges of unknown accounts are made from: at least 16 bytes, known to nobody else. By default random, so
         * that they are others after a restart, which tells them from those of real accounts.
         */
        public Builder secret(byte[] secret) {
            if (secret.length < 16) {
                throw new IllegalArgumentException("secret: " + secret.length + " bytes (expected: 16 or more)");
            }
            this.secret = secret.clone();
            return this;
        }

        /** How many characters a password of a new account has at least: 1 to 128; 8 by default. */
        public Builder minPasswordChars(int minPasswordChars) {
            if (minPasswordChars > MAX_PASSWORD_CHARS) {
                throw new IllegalArgumentException(
                        "minPasswordChars: " + minPasswordChars + " (expected: at most " + MAX_PASSWORD_CHARS + ")");
            }
            this.minPasswordChars = atLeastOne("minPasswordChars", minPasswordChars);
            return this;
        }

        /** What a hash made here costs, and the refusal of an unknown account; {@link Argon2Parameters#OWASP} by default. */
        public Builder parameters(Argon2Parameters parameters) {
            this.parameters = requireNonNull(parameters, "parameters");
            return this;
        }

        /** How many hashes are computed at the same time: at least 1; half of the processors by default. */
        public Builder threads(int threads) {
            this.threads = atLeastOne("threads", threads);
            return this;
        }

        /** How many logins may wait for a thread: at least 1; {@value #DEFAULT_QUEUE_LENGTH} by default. */
        public Builder queueLength(int queueLength) {
            this.queueLength = atLeastOne("queueLength", queueLength);
            return this;
        }

        Builder argon2(Argon2Function argon2) {
            this.argon2 = argon2;
            return this;
        }

        Builder replacementTimeout(Duration replacementTimeout) {
            this.replacementTimeout = replacementTimeout;
            return this;
        }

        /** Makes the authenticator; its threads start with the first logins. */
        public PasswordAuthenticator build() {
            return new PasswordAuthenticator(this);
        }

        private static int atLeastOne(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
            }
            return value;
        }
    }
}
