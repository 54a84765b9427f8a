package io.confab.api;

import static java.util.Objects.requireNonNull;

/**
 * Refuses one command: its sender is answered {@code NAK} with this code and reason, nothing was changed, and the
 * connection stays. Carries no stack trace, because a refusal is an answer and not a fault.
 */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient NakCode code;

    /**
     * @param code   what is told to programs
     * @param reason what is told to people, as {@code name: value (expected: …)}; sent to the client as it is
     */
    public CommandException(NakCode code, String reason) {
        super(requireNonNull(reason, "reason"), null, false, false);
        this.code = requireNonNull(code, "code");
    }

    /** What is told to programs. */
    public NakCode code() {
        return code;
    }

    /** What is told to people. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
