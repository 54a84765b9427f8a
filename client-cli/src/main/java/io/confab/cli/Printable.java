package io.confab.cli;

/** Text from others as a terminal may be given it: whatever could control the terminal is made visible instead. */
final class Printable {

    private static final int DELETE = 0x7F;

    private Printable() {}

    /**
     * Replaces control characters, line ends, half surrogates and characters without a shape of their own, which
     * reorder or hide what stands beside them; joiners stay, because emoji and several scripts need them.
     */
    static String of(String text) {
        if (text.codePoints().allMatch(Printable::isHarmless)) {
            return text;
        }
        StringBuilder printable = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(c -> {
            if (isHarmless(c)) {
                printable.appendCodePoint(c);
            } else {
                replace(c, printable);
            }
        });
        return printable.toString();
    }

    private static boolean isHarmless(int c) {
        if (c < DELETE) {
            return c >= ' ';
        }
        if (c == 0x200C || c == 0x200D) { // the joiners
            return true;
        }
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }

    private static void replace(int c, StringBuilder out) {
        if (c == '\n') {
            out.append('⏎');
        } else if (c == '\t') {
            out.append("    ");
        } else if (c < ' ' || c == DELETE) {
            out.append('^').append((char) (c ^ 0x40));
        } else {
            out.append(String.format("<U+%04X>", c));
        }
    }
}
