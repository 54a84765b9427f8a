package io.confab.cli;

import io.confab.api.CommandException;
import io.confab.client.ConnectionClosedException;
import io.confab.client.UntrustedServerException;
import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Waits for the client's futures, and says in one manner what went wrong. */
final class Answers {

    private Answers() {}

    /**
     * Waits for an answer; the client sees to it that there is one.
     *
     * @param whenRefused the exit code if the server says no
     * @throws Problem if it failed, or the thread was interrupted, which leaves open what the server does
     */
    static <T extends @Nullable Object> T await(CompletableFuture<T> answer, ExitCode whenRefused) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            throw new Problem(
                    ExitCode.NO_ANSWER,
                    "INTERRUPTED",
                    "answer: not waited for (the server may have carried the command out)");
        } catch (ExecutionException e) {
            throw problem(e.getCause(), whenRefused);
        }
    }

    private static Problem problem(@Nullable Throwable failure, ExitCode whenRefused) {
        Throwable cause = failure == null ? null : unwrap(failure);
        if (cause instanceof Problem problem) {
            return problem;
        }
        if (cause instanceof CommandException refusal) {
            return new Problem(whenRefused, refusal.code().text(), refusal.reason());
        }
        if (cause instanceof TimeoutException) {
            return new Problem(
                    ExitCode.NO_ANSWER,
                    "TIMEOUT",
                    "answer: none in time (expected: one; the server may have carried the command out)");
        }
        if (cause instanceof ConnectionClosedException) {
            Throwable why = cause.getCause() instanceof SSLException refused ? refused : cause; // which says it all
            return new Problem(ExitCode.CONNECTION_LOST, "CONNECTION_LOST", "connection lost: " + reason(why));
        }
        if (cause instanceof UntrustedServerException) {
            return new Problem(
                    ExitCode.NOT_CONNECTED,
                    "UNTRUSTED",
                    "no connection: " + reason(cause)
                            + "; if that is what the server's operator says it is, start with it as --pin");
        }
        if (cause instanceof ConnectException) {
            return new Problem(ExitCode.NOT_CONNECTED, "NOT_CONNECTED", "no connection: " + reason(cause));
        }
        return new Problem(ExitCode.FAULT, "FAULT", String.valueOf(cause));
    }

    static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The message of a failure, or its name if it has none. */
    static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
