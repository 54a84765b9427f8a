package io.confab.cli;

/** One parameter of a slash command: a word, or the rest of the line. */
record Parameter(String name, Kind kind, boolean required) {

    /** What it names, which says how it is completed and whether it may be kept. */
    enum Kind {
        ACCOUNT,
        /** A session that exists. */
        SESSION,
        /** A session that this client is in. */
        JOINED_SESSION,
        COMMAND,
        /** Never to be kept. */
        PASSWORD,
        WORD,
        /** Whatever follows, spaces and all. */
        REST
    }

    static Parameter required(String name, Kind kind) {
        return new Parameter(name, kind, true);
    }

    static Parameter optional(String name, Kind kind) {
        return new Parameter(name, kind, false);
    }

    @Override
    public String toString() {
        return required ? "<" + name + ">" : "[" + name + "]";
    }
}
