package io.confab.api.scram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one login, without channel binding. Not thread-safe.
 *
 * <p>Of SASLprep, which the password goes through first, the mappings and NFKC are done; what it forbids is not refused.
 */
public final class ScramClient {

    private static final String HEADER = "n,,";

    private final String password;
    private final String nonce;
    private final String firstBare;
    private byte @Nullable [] expected;

    /**
     * @param account  valid and in normal form
     * @param password not empty
     */
    public ScramClient(String account, String password) {
        this(account, password, ScramServer.newNonce());
    }

    ScramClient(String account, String password, String nonce) {
        this.password = requireNonNull(password, "password");
        this.nonce = nonce;
        this.firstBare = "n=" + account.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
    }

    /** What the login begins with. */
    public String first() {
        return HEADER + firstBare;
    }

    /**
     * Answers the server's challenge. Blocks for as long as that takes, some tenths of a second: not for event loops.
     *
     * @throws IllegalArgumentException if it is no challenge, one of another login, or one so cheap that whoever sent it could
     *                                  try passwords, or so dear that it would keep this client busy
     */
    public String answer(String challenge) {
        Attributes attributes = Attributes.of(challenge);
        String both = Attributes.nonce(attributes.value('r'));
        if (!both.startsWith(nonce) || both.length() == nonce.length()) {
            throw new IllegalArgumentException("r: another nonce (expected: one that begins with the client's)");
        }
        byte[] salt = ScramKeys.checkLength(Primitives.bytes(attributes.value('s'), "s"), "s", 1, 1024);
        int iterations = ScramKeys.checkIterations(number(attributes.value('i')));
        byte[] salted = Primitives.saltedPassword(password, salt, iterations);
        byte[] clientKey = Primitives.hmac(salted, "Client Key");
        String withoutProof = "c=" + Primitives.base64(HEADER.getBytes(UTF_8)) + ",r=" + both;
        String said = firstBare + "," + challenge + "," + withoutProof;
        expected = Primitives.hmac(Primitives.hmac(salted, "Server Key"), said);
        byte[] proof = Primitives.xor(clientKey, Primitives.hmac(Primitives.hash(clientKey), said));
        return withoutProof + ",p=" + Primitives.base64(proof);
    }

    private static int number(String value) {
        if (!value.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("i: no number (expected: one)");
        }
        return Integer.parseInt(value);
    }

    /**
     * Looks whether the server knows the account, and so is the one meant. After {@link #answer}.
     *
     * @return false if it does not, or says something else
     */
    public boolean isGenuine(String serverFinal) {
        byte[] signature;
        try {
            signature = Primitives.bytes(Attributes.of(serverFinal).value('v'), "v");
        } catch (IllegalArgumentException e) {
            return false;
        }
        return MessageDigest.isEqual(signature, requireNonNull(expected, "expected"));
    }
}
