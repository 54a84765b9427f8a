package io.confab.authenticator.password;

import static java.util.Objects.requireNonNull;

import io.confab.api.AccountStore;
import io.confab.api.scram.ScramKeys;
import java.security.SecureRandom;
import java.time.Duration;

/** Collects the settings of a {@link PasswordAuthenticator}. Not thread-safe. */
public final class PasswordAuthenticatorBuilder {

    private static final int DEFAULT_QUEUE_LENGTH = 256;

    final AccountStore accounts;
    Argon2Parameters parameters = Argon2Parameters.OWASP;
    Argon2Function argon2 = Argon2Function.BOUNCY_CASTLE;
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    int queueLength = DEFAULT_QUEUE_LENGTH;
    Duration replacementTimeout = Duration.ofSeconds(5);
    int scramIterations = ScramKeys.ITERATIONS;
    byte[] secret = new byte[32];
    int minPasswordChars = 8;

    PasswordAuthenticatorBuilder(AccountStore accounts) {
        this.accounts = requireNonNull(accounts, "accounts");
        new SecureRandom().nextBytes(secret);
    }

    /**
     * How dear SCRAM keys made here are to try passwords against, and to log in with; {@link ScramKeys#ITERATIONS} by
     * default.
     */
    public PasswordAuthenticatorBuilder scramIterations(int scramIterations) {
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
    public PasswordAuthenticatorBuilder secret(byte[] secret) {
        if (secret.length < 16) {
            throw new IllegalArgumentException("secret: " + secret.length + " bytes (expected: 16 or more)");
        }
        this.secret = secret.clone();
        return this;
    }

    /** How many characters a password of a new account has at least: 1 to 128; 8 by default. */
    public PasswordAuthenticatorBuilder minPasswordChars(int minPasswordChars) {
        if (minPasswordChars > PasswordAuthenticator.MAX_PASSWORD_CHARS) {
            throw new IllegalArgumentException("minPasswordChars: " + minPasswordChars + " (expected: at most "
                    + PasswordAuthenticator.MAX_PASSWORD_CHARS + ")");
        }
        this.minPasswordChars = atLeastOne("minPasswordChars", minPasswordChars);
        return this;
    }

    /** What a hash made here costs, and the refusal of an unknown account; {@link Argon2Parameters#OWASP} by default. */
    public PasswordAuthenticatorBuilder parameters(Argon2Parameters parameters) {
        this.parameters = requireNonNull(parameters, "parameters");
        return this;
    }

    /** How many hashes are computed at the same time: at least 1; half of the processors by default. */
    public PasswordAuthenticatorBuilder threads(int threads) {
        this.threads = atLeastOne("threads", threads);
        return this;
    }

    /** How many logins may wait for a thread: at least 1; {@value #DEFAULT_QUEUE_LENGTH} by default. */
    public PasswordAuthenticatorBuilder queueLength(int queueLength) {
        this.queueLength = atLeastOne("queueLength", queueLength);
        return this;
    }

    PasswordAuthenticatorBuilder argon2(Argon2Function argon2) {
        this.argon2 = argon2;
        return this;
    }

    PasswordAuthenticatorBuilder replacementTimeout(Duration replacementTimeout) {
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
