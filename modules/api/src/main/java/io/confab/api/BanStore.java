package io.confab.api;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps bans over restarts. The server knows all of them itself and asks for them once, at its start; bans from sessions that
 * end with their last member do not get here. Thread-safe; nothing here blocks. Calls come one after the other for the
 * same session and account only.
 */
public interface BanStore {

    /** The bans it keeps, those that are over among them or not. */
    CompletionStage<List<Ban>> all();

    /**
     * Keeps a ban, in the place of one of the same account from the same session.
     *
     * @return completes when it survives the server; fails if it is not kept, and then it does not hold
     */
    CompletionStage<@Nullable Void> add(Ban ban);

    /** Forgets a ban, if there is one. Fails if it is still kept, and then it goes on to hold. */
    CompletionStage<@Nullable Void> remove(String session, String account);

    /** Forgets all bans from a session, which is no more. */
    CompletionStage<@Nullable Void> removeAll(String session);
}
