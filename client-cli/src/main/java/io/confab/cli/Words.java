package io.confab.cli;

/** Small turns of phrase. */
final class Words {

    private Words() {}

    /** Such as {@code 1 member} and {@code 3 members}. */
    static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
