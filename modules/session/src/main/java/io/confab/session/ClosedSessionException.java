package io.confab.session;

/** Says that a stored session has been closed because its last member left, and is to be looked up again. */
final class ClosedSessionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ClosedSessionException() {
        super("session: closed (expected: to be looked up again)", null, false, false);
    }
}
