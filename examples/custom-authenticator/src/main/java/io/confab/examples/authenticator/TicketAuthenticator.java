package io.confab.examples.authenticator;

import io.confab.api.Authenticator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Admits whoever has a ticket, sent as the password. The application issues tickets to its own users, once it has
 * logged them in its own way; the server needs to know nothing but the key.
 *
 * <pre>
 *  ticket = base64url( expiry, 8 bytes of milliseconds | HMAC-SHA256(key, expiry | account) )
 * </pre>
 *
 * Checking a ticket takes microseconds, so it is done at once, on the event loop. Whatever takes longer, such as asking a
 * database, belongs on a thread of its own that completes the stage.
 */
public final class TicketAuthenticator implements Authenticator {

    private final SecretKeySpec key;
    private final Clock clock;

    /** @param key at least 32 random bytes */
    public TicketAuthenticator(byte[] key, Clock clock) {
        if (key.length < 32) {
            throw new IllegalArgumentException("key: " + key.length + " bytes (expected: 32 or more)");
        }
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.clock = clock;
    }

    /** Issues a ticket for an account that the application trusts. */
    public String issue(String account, Duration validity) {
        long expiry = clock.instant().plus(validity).toEpochMilli();
        byte[] ticket = ByteBuffer.allocate(40)
                .putLong(expiry)
                .put(seal(expiry, account))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(ticket);
    }

    @Override
    public CompletionStage<Boolean> authenticate(String account, byte[] password) {
        return CompletableFuture.completedFuture(isValid(account, password));
    }

    private boolean isValid(String account, byte[] password) {
        byte[] ticket;
        try {
            ticket = Base64.getUrlDecoder().decode(password);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (ticket.length != 40) {
            return false;
        }
        ByteBuffer fields = ByteBuffer.wrap(ticket);
        long expiry = fields.getLong();
        byte[] seal = new byte[32];
        fields.get(seal);
        return MessageDigest.isEqual(seal, seal(expiry, account)) && clock.millis() < expiry;
    }

    private byte[] seal(long expiry, String account) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            mac.update(ByteBuffer.allocate(8).putLong(expiry).flip());
            return mac.doFinal(account.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is part of every Java platform", e);
        }
    }
}
