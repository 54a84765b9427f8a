package io.confab.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
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
     *         with {@link NakCode#UNAVAILABLE}. A call that throws counts as a stage that failed. Its
     *         {@link CompletionStage#toCompletableFuture future} is {@linkplain CompletableFuture#cancel cancelled} once nobody
     *         waits for it any more, because the connection is closed or the time is over: what has not begun need not
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

    /**
     * Whether an account could log in if it brought the right credential, so that what is said to it alone may be kept for it.
     * Whoever is logged in can find out by this which names exist, by saying something to them.
     *
     * @return completes with {@code false}, as always here, where that is not known; then nothing is kept for it while it is
     *         offline
     */
    default CompletionStage<Boolean> exists(String account) {
        return CompletableFuture.completedFuture(false);
    }

    /**
     * Whether a token is an account's that was given to a client elsewhere: by an application that logs its users in itself. It
     * comes in the {@code LOGIN}, or with the HTTP request that opened a WebSocket, in a cookie or as {@code Authorization: Bearer} (RFC
     * 6750).
     *
     * @param account the claimed name, valid and in normal form
     * @param token   as the client sent it: anything at all
     * @return as that of {@link #authenticate}; {@code false}, as always here, where there are no such tokens
     */
    default CompletionStage<Boolean> authenticateBearer(String account, String token) {
        return CompletableFuture.completedFuture(false);
    }

    /**
     * Begins a login by a mechanism in which the client does not send its password, such as {@code SCRAM-SHA-256}.
     *
     * @param mechanism as the client named it
     * @param account   the claimed name, valid and in normal form. That it is unknown must not show before the last step
     * @return null where there is no such mechanism, as always here: answered {@link NakCode#UNSUPPORTED}
     */
    default @Nullable LoginExchange begin(String mechanism, String account) {
        return null;
    }

    /**
     * What an account may do. Asked at each login of an account that was admitted, and whenever {@link #whenChanged} has
     * told of it; also of accounts that a moderator wants to put out.
     *
     * @return completes with null if it may not log in, because it is locked or unknown: then it is put off the server; always
     *         with {@link Role#MEMBER} here
     */
    default CompletionStage<@Nullable Role> role(String account) {
        return CompletableFuture.completedFuture(Role.MEMBER);
    }

    /**
     * Has the server told of accounts that have changed or are gone.
     *
     * @param changed takes a name, on any thread; does not block
     */
    default void whenChanged(Consumer<String> changed) {
        // nothing is known of changes
    }
}
