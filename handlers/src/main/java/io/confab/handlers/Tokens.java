package io.confab.handlers;

import io.confab.api.Authenticator;
import io.confab.api.ResumeTokens;
import io.confab.codec.LoginResult;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives tokens, and admits who brings one. A token is 32 random bytes in Base64url (RFC 4648); its SHA-256 is what is kept.
 * It holds until it expires, or the account's credential is another.
 */
final class Tokens {

    private static final Logger log = LoggerFactory.getLogger(Tokens.class);

    private static final int BYTES = 32;

    /** No token is longer, and nothing longer is hashed. */
    private static final int MAX_CHARS = 64;

    private final ResumeTokens kept;
    private final Authenticator authenticator;
    private final Supplier<Duration> lifetime;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Tokens(ResumeTokens kept, Authenticator authenticator, Supplier<Duration> lifetime, Clock clock) {
        this.kept = kept;
        this.authenticator = authenticator;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /**
     * Gives an account that was just admitted a token.
     *
     * @return completes with a result without one where none is to be had; never fails
     */
    CompletionStage<LoginResult> give(String account) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        long expires = clock.millis() + lifetime.get().toMillis();
        return authenticator
                .mark(account)
                .thenCompose(mark -> mark == null
                        ? CompletableFuture.completedFuture(new LoginResult(null, null, null, null, null))
                        : kept.add(hash(token), new ResumeTokens.Grant(account, mark, expires))
                                .thenApply(done -> new LoginResult(token, expires, null, null, null)))
                .exceptionally(failure -> {
                    log.warn("account {}: logged in without a token, which could not be kept", account, failure);
                    return new LoginResult(null, null, null, null, null);
                });
    }

    /** Whether a token is this account's, and holds. */
    CompletionStage<Boolean> admits(String account, String token) {
        if (token.length() > MAX_CHARS) {
            return CompletableFuture.completedFuture(false);
        }
        return kept.find(hash(token))
                .thenCompose(
                        grant -> grant == null || !grant.account().equals(account) || grant.expires() <= clock.millis()
                                ? CompletableFuture.completedFuture(false)
                                : authenticator
                                        .mark(account)
                                        .thenApply(mark -> grant.mark().equals(mark)));
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: unknown (expected: what every JDK has)", e);
        }
    }
}
