package io.confab.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Where a new password comes from: typed twice at a terminal, without echo, or a line of the standard input. */
@FunctionalInterface
interface NewPassword {

    /** @throws StartException if there is none, or two that differ */
    String of(String account) throws StartException;

    /** The terminal, if there is one, otherwise the input. */
    @SuppressWarnings("SystemConsoleNull") // seen to by the property
    static NewPassword standard(InputStream in) {
        // From 22 on the JDK has a console even where there is no terminal, unless it is told otherwise.
        System.setProperty("jdk.console", "java.base");
        Console console = System.console();
        return console == null ? account -> fromLine(in) : account -> typed(console, account);
    }

    private static String typed(Console console, String account) throws StartException {
        char[] first = console.readPassword("new password of %s: ", account);
        char[] second = first == null ? null : console.readPassword("once more: ");
        if (first == null || second == null || first.length == 0) {
            throw new StartException(ExitCode.USAGE, "password: none (expected: one)");
        }
        try {
            if (!Arrays.equals(first, second)) {
                throw new StartException(ExitCode.USAGE, "password: not the same twice (expected: the same)");
            }
            return new String(first);
        } finally {
            Arrays.fill(first, ' ');
            Arrays.fill(second, ' ');
        }
    }

    /** Up to the end of the line, and no further: what follows may be somebody else's. */
    static String fromLine(InputStream in) throws StartException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                line.write(next);
            }
        } catch (IOException e) {
            throw new StartException(ExitCode.FAILED, "password: " + e);
        }
        String password = line.toString(UTF_8);
        if (password.endsWith("\r")) {
            password = password.substring(0, password.length() - 1);
        }
        if (password.isEmpty()) {
            throw new StartException(
                    ExitCode.USAGE, "password: none (expected: a terminal, or a line on the standard input)");
        }
        return password;
    }
}
