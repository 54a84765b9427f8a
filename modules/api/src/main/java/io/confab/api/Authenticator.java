package io.confab.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an account may log in. Called from any event loop: thread-safe, never blocks; work that takes
 * time, such as hashing a password, runs on the authenticator's own threads.
 */
@FunctionalInterface
public interface Authenticator {

    /**
     * @param account  the claimed name, valid and in normal form
     * @param password UTF-8 bytes, not to be kept: overwritten once the stage completes
     * @return {@code true} admits; {@code false} is answered {@link NakCode#BAD_CREDENTIALS}, so an unknown account
     *         must take as long to refuse as a wrong password; a stage that fails with a {@link CommandException} is
     *         answered with its code, and any other failure, or one that outlasts the server's {@code loginTimeout},
     *         with {@link NakCode#UNAVAILABLE}. A call that throws counts as a stage that failed.
     */
    CompletionStage<Boolean> authenticate(String account, byte[] password);

    /**
     * Something that is another once the account's credential is another, by which a client that was logged in may do so
     * again without its password; whoever gets hold of it must not learn the credential from it.
     *
     * @return completes with null, as always here, where the account is unknown or has to log in with its password
     */
    default CompletionStage<@Nullable String> mark(String account) {
        return CompletableFuture.completedFuture(null);
    }
}
