package io.confab.api;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where accounts live. Thread-safe; no method but {@link #close} blocks, so a store that reads a disk or a database
 * does it on threads of its own. A stage that fails means that the store could not answer, never that an account is
 * unknown.
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
     * before the stage completes.
     *
     * @param replacement one line of text, not empty
     * @return {@code false} if the account is gone or has another credential by now; nothing was changed then
     */
    CompletionStage<Boolean> replaceCredential(String name, String expected, String replacement);

    /**
     * Ends the store's threads and lets go of its files; what was completed before stays, and every stage that was
     * handed out completes or fails. May wait for writes under way. Idempotent.
     */
    @Override
    void close();
}
