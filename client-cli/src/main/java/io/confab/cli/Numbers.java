package io.confab.cli;

/** Numbers as users type them. */
final class Numbers {

    private Numbers() {}

    /** @throws Problem if it is no positive number */
    static int parse(String number, String name) {
        int value = 0;
        try {
            value = Integer.parseInt(number);
        } catch (NumberFormatException e) {
            // 0 is refused below, in the same words
        }
        if (value < 1) {
            throw Problem.usage(name + ": " + number + " (expected: a number, 1 or more)");
        }
        return value;
    }
}
