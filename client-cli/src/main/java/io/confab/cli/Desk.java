package io.confab.cli;

/**
 * What commands work with.
 *
 * @param end ends the loop that carries commands out
 */
record Desk(Chat chat, Passwords passwords, Target target, Runnable end) {

    /** Where {@code /login} goes when it does not say. */
    record Target(String host, int port) {}
}
