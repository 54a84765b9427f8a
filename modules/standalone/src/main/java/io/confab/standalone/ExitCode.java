package io.confab.standalone;

/** What the process says to its caller when it ends. The description is what {@code --help} prints. */
enum ExitCode {
    OK(0, "stopped as asked, or done"),
    FAILED(1, "something unexpected; the log has it"),
    USAGE(2, "the command line or the configuration is wrong"),
    ADDRESS(3, "the address could not be bound: the port is in use, not allowed, or the host is not here"),
    ACCOUNTS(4, "the account file is missing or broken, has no account of the name, or has one already"),
    DATA(5, "the data folder cannot be read or written"),
    NOT_RUNNING(6, "status and admin: no server is running on this data folder"),
    REFUSED(7, "admin: the server refused");

    private final int status;
    private final String description;

    ExitCode(int status, String description) {
        this.status = status;
        this.description = description;
    }

    int status() {
        return status;
    }

    String description() {
        return description;
    }
}
