package io.confab.cli;

/** Small turns of phrase. */
final class Words {

    private static final int BEGINNING = 40;

    private Words() {}

    /** As much of a text as one knows it again by; whole characters, with a mark where there is more. */
    static String beginning(String text) {
        return text.codePointCount(0, text.length()) <= BEGINNING
                ? text
                : text.substring(0, text.offsetByCodePoints(0, BEGINNING)) + "…";
    }

    /** Such as {@code 1 member} and {@code 3 members}. */
    static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
