package io.confab.api;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Takes up new accounts that clients ask for themselves. A server has none unless it is configured. Called from any event loop:
 * thread-safe, never blocks.
 */
@FunctionalInterface
public interface Registrar {

    /**
     * Adds an account.
     *
     * @param account  the name that is asked for, valid and in normal form
     * @param password UTF-8 bytes, not to be kept: overwritten once the stage completes
     * @return completes when the account is stored for good; fails with a {@link CommandException}:
     *         {@link NakCode#ACCOUNT_EXISTS}, {@link NakCode#UNFIT_PASSWORD}, {@link NakCode#UNAVAILABLE}, or one of its own
     */
    CompletionStage<@Nullable Void> register(String account, byte[] password);
}
