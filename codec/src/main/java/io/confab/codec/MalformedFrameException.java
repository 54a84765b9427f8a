package io.confab.codec;

/** A frame cannot be decoded. Carries no stack trace: it tells of the peer's bytes, not of our code. */
final class MalformedFrameException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param reason as {@code name: value (expected: …)}; told to the peer */
    MalformedFrameException(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
