package io.confab.cli;

import org.jspecify.annotations.Nullable;

/**
 * A line as it was typed, told apart.
 *
 * @param command with its slash, or null if the line is text
 * @param rest    what stands behind the command, or the text
 */
record Input(@Nullable String command, String rest) {

    /**
     * A slash makes a command, also behind spaces, so that a password after a careless space is not said to everybody;
     * two slashes make a text that begins with one.
     */
    static Input parse(String line) {
        String stripped = line.stripLeading();
        if (stripped.startsWith("//")) {
            return new Input(null, stripped.substring(1));
        }
        if (!stripped.startsWith("/")) {
            return new Input(null, line);
        }
        int end = 0;
        while (end < stripped.length() && !Character.isWhitespace(stripped.charAt(end))) {
            end++;
        }
        return new Input(stripped.substring(0, end), stripped.substring(end).stripLeading());
    }
}
