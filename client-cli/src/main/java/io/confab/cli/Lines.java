package io.confab.cli;

import org.jspecify.annotations.Nullable;

/** Where lines come from. Used by one thread, but for {@link #lost}. */
interface Lines extends AutoCloseable {

    /**
     * Waits for the next line.
     *
     * @return null at the end of input, and, where nobody sits there, after {@link #lost}
     */
    @Nullable
    String next();

    /**
     * Asks for a password without echo.
     *
     * @return null if nobody can be asked, or would not say
     */
    @Nullable
    String password(String prompt);

    /** Whether somebody sits there, to see what went wrong and to go on. */
    boolean interactive();

    /** The connection was lost: where nobody can do anything about it, ends the input. From any thread. */
    void lost();

    @Override
    void close();
}
