package io.confab.api.scram;

import java.util.ArrayList;
import java.util.List;

/** A SCRAM message taken apart: {@code r=…,s=…,i=…}. */
final class Attributes {

    /** Longer than any that makes sense. */
    private static final int MAX_CHARS = 4096;

    private final List<String> parts;
    private int next;

    private Attributes(List<String> parts) {
        this.parts = parts;
    }

    /** @throws IllegalArgumentException if it is too long to be one */
    static Attributes of(String message) {
        if (message.length() > MAX_CHARS) {
            throw new IllegalArgumentException(
                    "data: " + message.length() + " characters (expected: at most " + MAX_CHARS + ")");
        }
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int comma = message.indexOf(','); comma >= 0; comma = message.indexOf(',', start)) {
            parts.add(message.substring(start, comma));
            start = comma + 1;
        }
        parts.add(message.substring(start));
        return new Attributes(parts);
    }

    /** The next part, whatever it is. @throws IllegalArgumentException if there is none */
    String next() {
        if (next >= parts.size()) {
            throw new IllegalArgumentException("data: too short (expected: a SCRAM message)");
        }
        return parts.get(next++);
    }

    /** The value of the next part. @throws IllegalArgumentException if that has another name, or there is none */
    String value(char name) {
        String part = next();
        if (part.length() < 2 || part.charAt(0) != name || part.charAt(1) != '=') {
            throw new IllegalArgumentException("data: no " + name + "= where it has to be (expected: a SCRAM message)");
        }
        return part.substring(2);
    }

    /** Passes over what is not known, up to the last part. */
    void skipToLast() {
        next = Math.max(next, parts.size() - 1);
    }

    /** As RFC 5802 wants a nonce: printable ASCII without a comma. */
    static String nonce(String value) {
        if (value.isEmpty() || value.length() > 512 || !value.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException("nonce: malformed (expected: 1 to 512 printable ASCII characters)");
        }
        return value;
    }
}
