package io.confab.cli;

/** What the process says when it ends. The numbers are a contract with scripts. */
enum ExitCode {
    OK(0, "all went well"),
    FAULT(1, "a fault of the client, or a reply that is not what the protocol says"),
    USAGE(2, "the options are wrong"),
    NOT_CONNECTED(3, "no connection came about"),
    LOGIN_REFUSED(4, "the login was refused"),
    COMMAND_REFUSED(5, "a command was refused, by the server or before it was asked"),
    CONNECTION_LOST(6, "the connection was lost"),
    NO_ANSWER(7, "the server did not answer in time");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    String meaning() {
        return meaning;
    }
}
