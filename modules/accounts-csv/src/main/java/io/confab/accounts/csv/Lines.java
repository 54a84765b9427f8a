package io.confab.accounts.csv;

import java.util.ArrayList;
import java.util.List;

/** Takes a text apart into lines that can be put together again as they were. */
final class Lines {

    private Lines() {}

    /** Splits after each {@code \n}, {@code \r\n} and lone {@code \r}; never empty, and joined again it is the text. */
    static List<String> split(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n')) {
                lines.add(text.substring(start, i + 1));
                start = i + 1;
            }
        }
        if (start < text.length() || lines.isEmpty()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    /** A line without what ends it. */
    static String content(String line) {
        return line.substring(0, line.length() - end(line).length());
    }

    /** What ends a line: empty for the last one of a text that does not end with a line break. */
    static String end(String line) {
        if (line.endsWith("\r\n")) {
            return "\r\n";
        }
        return line.endsWith("\n") ? "\n" : line.endsWith("\r") ? "\r" : "";
    }
}
