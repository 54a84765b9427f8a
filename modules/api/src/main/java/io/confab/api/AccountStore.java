package io.confab.api;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Where accounts live. Thread-safe; no method but {@link #close} blocks, so a store that reads a disk or a database
 * does it on threads of its own. A stage that fails means that the store could not answer, never that an account is
 * unknown.
 *
 * <p>A store that keeps names and credentials only leaves the default methods alone: all accounts are members then, and log in
 * with their passwords.
 */
public interface AccountStore extends AutoCloseable {

    /**
     * Looks an account up.
     *
     * @param name valid and in normal form
     */
    CompletionStage<Optional<Account>> find(String name);

    /**
     * Replaces an account's credential, if it still is the expected one. It is as durable as the store can make it
     * before the stage completes. Keys for SCRAM, which belong to the credential, go with it; the rest stays as it is.
     *
     * @param replacement one line of text, not empty
     * @return {@code false} if the account is gone or has another credential by now; nothing was changed then
     */
    CompletionStage<Boolean> replaceCredential(String name, String expected, String replacement);

    /** Whether it keeps all that an {@link Account} has, and so implements {@link #replace} and {@link #add}. */
    default boolean keepsEverything() {
        return false;
    }

    /**
     * Replaces an account, if it still is what is expected; as durable as {@link #replaceCredential}.
     *
     * @param replacement of the same name
     * @return {@code false} if the account is gone or another by now; nothing was changed then. Fails with an
     *         {@link UnsupportedOperationException} where the store does not keep everything
     */
    default CompletionStage<Boolean> replace(Account expected, Account replacement) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("account store: " + this + " (expected: one that keeps everything)"));
    }

    /**
     * Adds an account; as durable as {@link #replaceCredential}.
     *
     * @return {@code false} if there is one of its name; nothing was changed then. Fails with an
     *         {@link UnsupportedOperationException} where the store does not keep everything
     */
    default CompletionStage<Boolean> add(Account account) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("account store: " + this + " (expected: one that keeps everything)"));
    }

    /**
     * Has somebody told of accounts that have changed or are gone, by whomever, within a few seconds. A store that cannot know
     * tells nothing: what it says of accounts then counts at their next login.
     *
     * @param changed takes a name, on any thread; does not block
     */
    default void whenChanged(Consumer<String> changed) {
        // nothing is known of changes
    }

    /**
     * Ends the store's threads and lets go of its files; what was completed before stays, and every stage that was
     * handed out completes or fails. May wait for writes under way. Idempotent.
     */
    @Override
    void close();
}
