package io.confab.log.sqlite;

/** Says that a row of the log is not what was stored in it. */
final class CorruptLogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CorruptLogException(String message) {
        super(message);
    }

    CorruptLogException(String message, Throwable cause) {
        super(message, cause);
    }
}
