package io.confab.authenticator.password;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.regex.Pattern;

/** What a store holds that is no Argon2id hash. */
final class PlainCredential {

    // The schemes of crypt(3), and those that PHC strings of other programs begin with.
    private static final Pattern FOREIGN_HASH =
            Pattern.compile("\\$(argon2[di]?|1|2[abxy]?|5|6|7|y|gy|scrypt|pbkdf2[-a-z0-9]*)\\$.*");

    private PlainCredential() {}

    /** Tells a hash that Confab cannot check from a plain password. */
    static boolean isForeignHash(String credential) {
        return FOREIGN_HASH.matcher(credential).matches();
    }

    /** Compares in a time that says nothing about where the two differ; an empty credential matches nothing. */
    static boolean matches(String credential, byte[] password) {
        return !credential.isEmpty() && MessageDigest.isEqual(password, credential.getBytes(UTF_8));
    }
}
