package io.confab.client;

/**
 * The client has as much under way as it may have, because the server or the network is slower than the caller. The
 * request was not sent; it may be repeated when earlier ones have been answered. Carries no stack trace.
 */
public final class BacklogFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BacklogFullException(String reason) {
        super(reason, null, false, false);
    }
}
