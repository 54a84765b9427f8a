package io.confab.cli;

import io.confab.api.CommandException;
import io.confab.api.NakCode;

/** Ends one command: what went wrong, for people, for programs and for the exit code. Carries no stack trace. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exit;
    private final String code;

    /**
     * @param code   for programs: the text of a {@link NakCode}, or a word of this client's own
     * @param reason for people
     */
    Problem(ExitCode exit, String code, String reason) {
        super(reason, null, false, false);
        this.exit = exit;
        this.code = code;
    }

    /** What this client knows to be impossible, in the words the server would have for it. */
    static Problem refused(NakCode code, String reason) {
        return new Problem(ExitCode.COMMAND_REFUSED, code.text(), reason);
    }

    static Problem refused(CommandException refusal) {
        return refused(refusal.code(), refusal.reason());
    }

    /** A line that is no command as the table knows it. */
    static Problem usage(String reason) {
        return new Problem(ExitCode.COMMAND_REFUSED, "USAGE", reason);
    }

    ExitCode exit() {
        return exit;
    }

    String code() {
        return code;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
