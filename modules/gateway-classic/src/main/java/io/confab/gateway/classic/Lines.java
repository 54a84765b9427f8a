package io.confab.gateway.classic;

import java.util.Arrays;

/** The ends of lines, which come along because clients read what is typed up to and with them. */
final class Lines {

    private Lines() {}

    /** A text without the line end behind it, if it has one. */
    static byte[] withoutEnd(byte[] text) {
        int length = text.length;
        while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r')) {
            length--;
        }
        return length == text.length ? text : Arrays.copyOf(text, length);
    }
}
