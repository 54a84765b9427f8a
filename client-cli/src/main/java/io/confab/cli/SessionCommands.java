package io.confab.cli;

import io.confab.api.Durability;

/** The commands about sessions and what is said. */
final class SessionCommands {

    private static final int HISTORY = 20;

    private SessionCommands() {}

    static void create(Desk desk, Arguments arguments) {
        desk.chat().create(arguments.get(0), arguments.find(1), null);
    }

    static void createStored(Desk desk, Arguments arguments) {
        desk.chat().create(arguments.get(0), arguments.find(1), Durability.SYNCED);
    }

    static void close(Desk desk, Arguments arguments) {
        desk.chat().close(arguments.get(0));
    }

    static void join(Desk desk, Arguments arguments) {
        desk.chat().join(arguments.get(0));
    }

    static void leave(Desk desk, Arguments arguments) {
        desk.chat().leave(arguments.find(0));
    }

    static void makeCurrent(Desk desk, Arguments arguments) {
        desk.chat().makeCurrent(arguments.get(0));
    }

    static void list(Desk desk, Arguments arguments) {
        desk.chat().list(arguments.find(0));
    }

    static void history(Desk desk, Arguments arguments) {
        String count = arguments.find(0);
        desk.chat().history(count == null ? HISTORY : Numbers.parse(count, "count"), arguments.find(1));
    }

    static void tell(Desk desk, Arguments arguments) {
        desk.chat().tell(arguments.get(0), arguments.get(1));
    }
}
