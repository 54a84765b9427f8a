package io.confab.authenticator.password;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An Argon2id hash with all that is needed to compute it again, in the format of the Password Hashing Competition:
 *
 * <pre>
 *  $argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc
 *             version  parameters     salt       hash, both in base64 without padding
 * </pre>
 */
final class PhcString {

    static final String PREFIX = "$argon2id$";

    private static final int VERSION = 19;
    private static final int MIN_SALT_BYTES = 8;
    private static final int MIN_HASH_BYTES = 16;
    private static final int MAX_BYTES = 64;
    private static final Pattern FORMAT = Pattern.compile("\\$argon2id\\$v=(\\d{1,9})\\$"
            + "m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})\\$([A-Za-z0-9+/]{1,100})\\$([A-Za-z0-9+/]{1,100})");

    private final Argon2Parameters parameters;
    private final byte[] salt;
    private final byte[] hash;

    /** Takes the arrays over. */
    PhcString(Argon2Parameters parameters, byte[] salt, byte[] hash) {
        this.parameters = parameters;
        this.salt = salt;
        this.hash = hash;
    }

    /** @throws IllegalArgumentException if the text is anything else, or asks for too much; never quotes the text */
    static PhcString parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "credential: malformed (expected: $argon2id$v=19$m=…,t=…,p=…$salt$hash)");
        }
        if (number(matcher, 1) != VERSION) {
            throw new IllegalArgumentException(
                    "credential: version " + number(matcher, 1) + " (expected: " + VERSION + ")");
        }
        return new PhcString(
                new Argon2Parameters(number(matcher, 2), number(matcher, 3), number(matcher, 4)),
                bytes("salt", matcher.group(5), MIN_SALT_BYTES),
                bytes("hash", matcher.group(6), MIN_HASH_BYTES));
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group)); // nine digits at most
    }

    private static byte[] bytes(String field, String base64, int least) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field + ": malformed (expected: base64 without padding)", e);
        }
        if (bytes.length < least || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    field + ": " + bytes.length + " bytes (expected: " + least + " to " + MAX_BYTES + ")");
        }
        return bytes;
    }

    Argon2Parameters parameters() {
        return parameters;
    }

    /** Not a copy, and not to be changed. */
    byte[] salt() {
        return salt;
    }

    /** Not a copy, and not to be changed. */
    byte[] hash() {
        return hash;
    }

    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return PREFIX + "v=" + VERSION + "$m=" + parameters.memoryKiB() + ",t=" + parameters.iterations() + ",p="
                + parameters.parallelism() + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }
}
