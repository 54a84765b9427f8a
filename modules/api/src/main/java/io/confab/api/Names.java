package io.confab.api;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * The rules for the names of accounts and sessions: 1 to {@value #MAX_CODE_POINTS} Unicode code points and at most
 * {@value #MAX_BYTES} bytes of UTF-8 after normalisation to NFC; letters, digits and {@code . _ - # @ +}; compared
 * case-sensitively.
 */
public final class Names {

    /** The most code points a name may have. */
    public static final int MAX_CODE_POINTS = 64;

    /** The most bytes a name may have in UTF-8: what the one length byte of a frame can say. */
    public static final int MAX_BYTES = 255;

    private static final String PUNCTUATION = "._-#@+";

    private Names() {}

    /**
     * Gives the form in which a name is stored and compared.
     *
     * @param name  the name as it was received
     * @param field what the name is called in the refusal, such as {@code session}
     * @return the name in NFC; {@code name} itself where it is in that form already
     * @throws CommandException {@link NakCode#INVALID_NAME} if the name breaks a rule
     */
    public static String normalize(String name, String field) {
        requireNonNull(name, "name");
        if (isPlainAscii(name)) {
            return name;
        }
        String normalized = Normalizer.normalize(name, Normalizer.Form.NFC);
        check(normalized, field);
        return normalized;
    }

    /** Tells whether a name keeps the rules and is in its normal form. */
    public static boolean isNormal(String name) {
        if (isPlainAscii(name)) {
            return true;
        }
        try {
            return normalize(name, "name").equals(name);
        } catch (CommandException e) {
            return false;
        }
    }

    // Nearly every name takes this way, and it is taken for every message.
    private static boolean isPlainAscii(String name) {
        int length = name.length();
        if (length == 0 || length > MAX_CODE_POINTS) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c >= 0x80 || !isAllowed(c)) {
                return false;
            }
        }
        return true;
    }

    private static void check(String name, String field) {
        int codePoints = name.codePointCount(0, name.length());
        if (codePoints == 0 || codePoints > MAX_CODE_POINTS) {
            throw new CommandException(
                    NakCode.INVALID_NAME,
                    field + ": " + codePoints + " characters (expected: 1 to " + MAX_CODE_POINTS + ")");
        }
        int refused = name.codePoints().filter(c -> !isAllowed(c)).findFirst().orElse(-1);
        if (refused >= 0) {
            throw new CommandException(
                    NakCode.INVALID_NAME,
                    String.format(
                            "%s: character %s (expected: letters, digits and %s)", field, shown(refused), PUNCTUATION));
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new CommandException(
                    NakCode.INVALID_NAME, field + ": " + bytes + " bytes (expected: at most " + MAX_BYTES + ")");
        }
    }

    private static String shown(int codePoint) {
        boolean plain = codePoint >= ' ' && codePoint <= '~';
        return plain ? "'" + Character.toString(codePoint) + "'" : String.format("U+%04X", codePoint);
    }

    private static boolean isAllowed(int codePoint) {
        return Character.isLetterOrDigit(codePoint) || PUNCTUATION.indexOf(codePoint) >= 0;
    }
}
