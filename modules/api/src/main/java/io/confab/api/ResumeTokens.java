package io.confab.api;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what lets a client that was logged in do so again without its password. Of a token only the hash gets here, so who
 * reads what is kept can log in as nobody. Thread-safe; nothing here blocks.
 */
public interface ResumeTokens {

    /**
     * What a token stands for.
     *
     * @param account whom it logs in
     * @param mark    the {@linkplain Authenticator#mark mark} of its credential when the token was given
     * @param expires from when on it is worth nothing, in milliseconds since the Unix epoch
     */
    record Grant(String account, String mark, long expires) {}

    /**
     * Keeps a token.
     *
     * @param hash SHA-256 of the token, 32 bytes; not to be changed
     */
    CompletionStage<@Nullable Void> add(byte[] hash, Grant grant);

    /**
     * Finds what a token stands for, expired or not.
     *
     * @return completes with null if it is not known
     */
    CompletionStage<@Nullable Grant> find(byte[] hash);
}
