package io.confab.standalone;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** Why the server does not start: lines for whoever started it, and how the process ends. Carries no stack trace. */
final class StartException extends Exception {

    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;

    StartException(ExitCode exitCode, String line) {
        this(exitCode, List.of(line));
    }

    StartException(ExitCode exitCode, List<String> lines) {
        super(String.join(System.lineSeparator(), lines), null, false, false);
        this.exitCode = requireNonNull(exitCode, "exitCode");
    }

    ExitCode exitCode() {
        return exitCode;
    }

    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage(), "message");
    }
}
