package io.confab.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The connection ended before a request was sent or answered. Where it was sent, the server may have carried it out.
 */
public final class ConnectionClosedException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what was not done
     * @param cause   why the connection ended; null if this side asked for it
     */
    ConnectionClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
