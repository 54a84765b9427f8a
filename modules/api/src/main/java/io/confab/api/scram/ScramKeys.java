package io.confab.api.scram;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept of a password for SCRAM-SHA-256. Who reads it cannot log in with it, but can try passwords, and pretend to be
 * the server. As text it is what PostgreSQL keeps, too:
 *
 * <pre>
 *  SCRAM-SHA-256$600000:c2FsdA==$StoredKey:ServerKey
 *                iterations salt, keys: base64
 * </pre>
 *
 * Immutable: the arrays are copied on their way in and out.
 */
public final class ScramKeys {

    /** The mechanism's name. */
    public static final String MECHANISM = "SCRAM-SHA-256";

    /** What OWASP's password storage cheat sheet asks for with PBKDF2 and HMAC-SHA-256; the client spends it at each login. */
    public static final int ITERATIONS = 600_000;

    /** The fewest that RFC 7677 allows. */
    public static final int MIN_ITERATIONS = 4096;

    /** The most that a client spends on a server's word: some seconds. */
    public static final int MAX_ITERATIONS = 10_000_000;

    private static final int SALT_BYTES = 16;
    private static final int MAX_SALT_BYTES = 64;
    private static final Pattern FORMAT = Pattern.compile(
            "SCRAM-SHA-256\\$(\\d{1,9}):([A-Za-z0-9+/=]{1,100})\\$([A-Za-z0-9+/=]{44}):([A-Za-z0-9+/=]{44})");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final int iterations;
    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;

    /** @throws IllegalArgumentException if a number or a length is outside its limits */
    public ScramKeys(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
        this.iterations = checkIterations(iterations);
        this.salt = checkLength(salt, "salt", 1, MAX_SALT_BYTES);
        this.storedKey = checkLength(storedKey, "storedKey", Primitives.HASH_BYTES, Primitives.HASH_BYTES);
        this.serverKey = checkLength(serverKey, "serverKey", Primitives.HASH_BYTES, Primitives.HASH_BYTES);
    }

    /**
     * Makes the keys of a password, with a new random salt. Blocks for as long as the iterations take, some tenths of a second
     * with {@link #ITERATIONS}: not for event loops.
     *
     * @param password   not empty; prepared as {@link ScramClient} does
     * @param iterations {@value #MIN_ITERATIONS} to {@value #MAX_ITERATIONS}
     */
    public static ScramKeys of(String password, int iterations) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return of(password, salt, iterations);
    }

    static ScramKeys of(String password, byte[] salt, int iterations) {
        if (password.isEmpty()) {
            throw new IllegalArgumentException("password: empty (expected: one)");
        }
        byte[] salted = Primitives.saltedPassword(password, salt, checkIterations(iterations));
        return new ScramKeys(
                iterations,
                salt,
                Primitives.hash(Primitives.hmac(salted, "Client Key")),
                Primitives.hmac(salted, "Server Key"));
    }

    /**
     * What an account without keys, or without a password at all, can be challenged with: nobody can tell it from others'
     * keys, and no password fits it. For the same secret and account it is always the same.
     *
     * @param secret that nobody else knows
     */
    public static ScramKeys decoy(byte[] secret, String account, int iterations) {
        return new ScramKeys(
                iterations,
                Arrays.copyOf(Primitives.hmac(secret, "salt of " + account), SALT_BYTES),
                Primitives.hmac(secret, "stored key of " + account),
                Primitives.hmac(secret, "server key of " + account));
    }

    /** These keys' challenge, with a key that no password fits: for an account that may not log in at present. */
    public ScramKeys unfit(byte[] secret, String account) {
        return new ScramKeys(iterations, salt, Primitives.hmac(secret, "stored key of " + account), serverKey);
    }

    /** @throws IllegalArgumentException if the text is anything else; never quotes it */
    public static ScramKeys parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "scram: malformed (expected: SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey)");
        }
        return new ScramKeys(
                Integer.parseInt(matcher.group(1)), // nine digits at most
                Primitives.bytes(matcher.group(2), "salt"),
                Primitives.bytes(matcher.group(3), "StoredKey"),
                Primitives.bytes(matcher.group(4), "ServerKey"));
    }

    static int checkIterations(int iterations) {
        if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException(
                    "iterations: " + iterations + " (expected: " + MIN_ITERATIONS + " to " + MAX_ITERATIONS + ")");
        }
        return iterations;
    }

    static byte[] checkLength(byte[] bytes, String name, int least, int most) {
        if (requireNonNull(bytes, name).length < least || bytes.length > most) {
            throw new IllegalArgumentException(name + ": " + bytes.length + " bytes (expected: " + least
                    + (least == most ? "" : " to " + most) + ")");
        }
        return bytes.clone();
    }

    int iterations() {
        return iterations;
    }

    /** Not to be changed. */
    byte[] salt() {
        return salt;
    }

    /** Not to be changed. */
    byte[] storedKey() {
        return storedKey;
    }

    /** Not to be changed. */
    byte[] serverKey() {
        return serverKey;
    }

    /** What {@link #parse} reads. Not for logs: passwords can be tried against it. */
    public String text() {
        return MECHANISM + "$" + iterations + ":" + Primitives.base64(salt) + "$" + Primitives.base64(storedKey) + ":"
                + Primitives.base64(serverKey);
    }

    /** Leaves out what is secret. */
    @Override
    public String toString() {
        return MECHANISM + "[iterations=" + iterations + "]";
    }
}
