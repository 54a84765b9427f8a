package io.confab.api.scram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one login. Not thread-safe; computes a few hashes and blocks for nothing.
 *
 * <pre>
 *  new ScramServer(client-first) -&gt; account() -&gt; challenge(keys) -&gt; finish(client-final) -&gt; server-final, or null
 * </pre>
 */
public final class ScramServer {

    private static final int NONCE_BYTES = 18;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String header;
    private final String account;
    private final String firstBare;
    private final String nonce;
    private @Nullable ScramKeys keys;
    private @Nullable String challenge;

    /**
     * Reads what the client begins with.
     *
     * @throws IllegalArgumentException if it is no such message, or wants what there is not: channel binding ({@code p=}),
     *                                  to act for somebody else ({@code a=}), or an extension it depends on ({@code m=})
     */
    public ScramServer(String clientFirst) {
        this(clientFirst, newNonce());
    }

    ScramServer(String clientFirst, String serverNonce) {
        Attributes attributes = Attributes.of(clientFirst);
        String binding = attributes.next();
        if (binding.startsWith("p=")) {
            throw new IllegalArgumentException("channel binding: asked for (expected: n or y, as there is none)");
        }
        if (!binding.equals("n") && !binding.equals("y")) {
            throw new IllegalArgumentException("data: no SCRAM message (expected: n,,n=name,r=nonce)");
        }
        String authorization = attributes.next();
        if (!authorization.isEmpty()) {
            throw new IllegalArgumentException("a: another identity (expected: none, the account acts for itself)");
        }
        header = binding + ",,";
        if (clientFirst.startsWith("m=", header.length())) {
            throw new IllegalArgumentException("m: an extension (expected: none)");
        }
        account = unescaped(attributes.value('n'));
        nonce = Attributes.nonce(attributes.value('r')) + serverNonce;
        firstBare = clientFirst.substring(header.length());
    }

    static String newNonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        return Primitives.base64(bytes);
    }

    /** The account, as the client wrote it, neither checked nor normalised. */
    public String account() {
        return account;
    }

    /** What the client is challenged with. Once. */
    public String challenge(ScramKeys keys) {
        this.keys = requireNonNull(keys, "keys");
        String made = "r=" + nonce + ",s=" + Primitives.base64(keys.salt()) + ",i=" + keys.iterations();
        challenge = made;
        return made;
    }

    /**
     * Decides. After {@link #challenge}, once.
     *
     * @return what the client is told to know the server by; null if it does not know the password
     * @throws IllegalArgumentException if it is no such message, or one of another login
     */
    public @Nullable String finish(String clientFinal) {
        ScramKeys known = requireNonNull(keys, "keys");
        Attributes attributes = Attributes.of(clientFinal);
        if (!attributes.value('c').equals(Primitives.base64(header.getBytes(UTF_8)))) {
            throw new IllegalArgumentException("c: not what the login began with (expected: its header in base64)");
        }
        if (!attributes.value('r').equals(nonce)) {
            throw new IllegalArgumentException("r: another nonce (expected: that of the challenge)");
        }
        attributes.skipToLast();
        byte[] proof = Primitives.bytes(attributes.value('p'), "p");
        if (proof.length != Primitives.HASH_BYTES) {
            throw new IllegalArgumentException(
                    "p: " + proof.length + " bytes (expected: " + Primitives.HASH_BYTES + ")");
        }
        String withoutProof = clientFinal.substring(0, clientFinal.lastIndexOf(",p="));
        String said = firstBare + "," + challenge + "," + withoutProof;
        byte[] clientKey = Primitives.xor(proof, Primitives.hmac(known.storedKey(), said));
        // Computed in any case, so that yes and no take the same time.
        String answer = "v=" + Primitives.base64(Primitives.hmac(known.serverKey(), said));
        return MessageDigest.isEqual(Primitives.hash(clientKey), known.storedKey()) ? answer : null;
    }

    private static String unescaped(String name) {
        if (name.replace("=2C", "").replace("=3D", "").indexOf('=') >= 0) {
            throw new IllegalArgumentException("n: malformed (expected: a name, with =2C and =3D for , and =)");
        }
        return name.replace("=2C", ",").replace("=3D", "=");
    }
}
