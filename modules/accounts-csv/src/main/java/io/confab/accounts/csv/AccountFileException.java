package io.confab.accounts.csv;

import java.io.IOException;
import java.nio.file.Path;

/** An account file that cannot be understood. The message leads with file and line and never quotes a password. */
public final class AccountFileException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final int line;

    AccountFileException(Path file, int line, String problem) {
        super(file + ":" + line + ": " + problem);
        this.file = file;
        this.line = line;
    }

    /** The file, as it was named when the store was opened. */
    public Path file() {
        return file;
    }

    /** The number of the broken line; the first is 1. */
    public int line() {
        return line;
    }
}
