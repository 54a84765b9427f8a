package io.confab.cli;

/** How one logs in. */
enum Mechanism {
    /** By SCRAM where somebody could read a password on its way: nothing is encrypted, and the server is on another machine. */
    AUTO,
    /** With the password itself. */
    PLAIN,
    /** By SCRAM-SHA-256, which needs keys that an account has once its password was set or used. */
    SCRAM
}
