package io.confab.authenticator.password;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * Makes and checks the credentials of an account store: Argon2id hashes as PHC strings. Thread-safe. {@link #hash} and
 * {@link #verify} block for as long as a hash takes (with the default parameters some 50 ms and 19 MiB), so they are
 * not for event loops.
 */
public final class PasswordHasher {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final Argon2Parameters parameters;
    private final Argon2Function argon2;
    private final SecureRandom random = new SecureRandom();

    /** Hashes with {@link Argon2Parameters#OWASP}. */
    public PasswordHasher() {
        this(Argon2Parameters.OWASP);
    }

    /** Hashes with these parameters; what is verified brings its own. */
    public PasswordHasher(Argon2Parameters parameters) {
        this(parameters, Argon2Function.BOUNCY_CASTLE);
    }

    PasswordHasher(Argon2Parameters parameters, Argon2Function argon2) {
        this.parameters = requireNonNull(parameters, "parameters");
        this.argon2 = requireNonNull(argon2, "argon2");
    }

    /** Tells whether a credential is an Argon2id hash, well-formed or not, rather than a plain password. */
    public static boolean isHash(String credential) {
        return credential.startsWith(PhcString.PREFIX);
    }

    /**
     * Tells whether a credential is a plain password: neither an Argon2id hash nor recognisably one of another scheme,
     * such as {@code $2b$…}.
     */
    public static boolean isPlain(String credential) {
        return !isHash(credential) && !PlainCredential.isForeignHash(credential);
    }

    /**
     * Hashes a password with a new random salt.
     *
     * @param password UTF-8 bytes; neither changed nor kept
     * @return a PHC string: {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}
     */
    public String hash(byte[] password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PhcString(parameters, salt, argon2.compute(password, salt, parameters, HASH_BYTES)).toString();
    }

    /**
     * Tells whether a password is the one that was hashed, at the cost the PHC string names; where in the hash a
     * difference is makes no difference in time.
     *
     * @param password UTF-8 bytes; neither changed nor kept
     * @param phc      an Argon2id PHC string, whatever its parameters within the limits of {@link Argon2Parameters}
     * @throws IllegalArgumentException if {@code phc} is malformed or outside the limits; nothing was computed then
     */
    public boolean verify(byte[] password, String phc) {
        PhcString stored = PhcString.parse(phc);
        byte[] computed = argon2.compute(password, stored.salt(), stored.parameters(), stored.hash().length);
        return MessageDigest.isEqual(computed, stored.hash());
    }

    /** Takes the time and memory of a {@link #verify} that says no, for answers that must not be told from one. */
    void spend(byte[] password) {
        argon2.compute(password, new byte[SALT_BYTES], parameters, HASH_BYTES);
    }
}
