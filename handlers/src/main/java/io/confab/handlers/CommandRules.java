package io.confab.handlers;

import static io.confab.handlers.Precondition.LOGGED_IN;
import static io.confab.handlers.Precondition.NOT_LOGGED_IN;
import static io.confab.handlers.Precondition.OWN_SOURCE;

import io.confab.codec.MessageType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What holds for each command before and while its handler looks at it. */
final class CommandRules {

    private static final Map<MessageType, Rule> TABLE = new HashMap<>();

    static {
        concurrent(MessageType.TEXT, LOGGED_IN, OWN_SOURCE);
        concurrent(MessageType.LIST, LOGGED_IN, OWN_SOURCE);
        concurrent(MessageType.DIRECT, LOGGED_IN, OWN_SOURCE);
        concurrent(MessageType.PING, OWN_SOURCE);
        exclusive(MessageType.LOGIN, NOT_LOGGED_IN);
        exclusive(MessageType.LOGOUT, LOGGED_IN, OWN_SOURCE);
        exclusive(MessageType.CREATE, LOGGED_IN, OWN_SOURCE);
        exclusive(MessageType.JOIN, LOGGED_IN, OWN_SOURCE);
        exclusive(MessageType.LEAVE, LOGGED_IN, OWN_SOURCE);
        exclusive(MessageType.CLOSE, LOGGED_IN, OWN_SOURCE);
        exclusive(MessageType.HISTORY, LOGGED_IN, OWN_SOURCE);
    }

    private static final Rule PLUGIN = new Rule(List.of(LOGGED_IN, OWN_SOURCE), false);

    private CommandRules() {}

    private static void concurrent(MessageType type, Precondition... preconditions) {
        TABLE.put(type, new Rule(List.of(preconditions), false));
    }

    private static void exclusive(MessageType type, Precondition... preconditions) {
        TABLE.put(type, new Rule(List.of(preconditions), true));
    }

    /** The rule for a type; that of plug-ins where it has none of its own. */
    static Rule of(MessageType type) {
        return TABLE.getOrDefault(type, PLUGIN);
    }

    /**
     * What holds for one command.
     *
     * @param preconditions checked in this order
     * @param exclusive     whether the client's next command has to wait until this one is answered: because it may
     *                      depend on what this one does, or because a client must not have many of them answered at once
     */
    record Rule(List<Precondition> preconditions, boolean exclusive) {}
}
