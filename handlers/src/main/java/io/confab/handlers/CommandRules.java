package io.confab.handlers;

import static io.confab.handlers.Precondition.LOGGED_IN;
import static io.confab.handlers.Precondition.NOT_LOGGED_IN;
import static io.confab.handlers.Precondition.OWN_SOURCE;

import io.confab.codec.MessageType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What holds for each command before and while its handler looks at it. */
final class CommandRules {

    /**
     * What costly commands take of the limit for them; the others cost a message. A REGISTER, a LOGIN and a CREATE make
     * something that stays, a LIST and a HISTORY read and send much.
     */
    private static final Map<MessageType, Integer> COSTS = Map.of(
            MessageType.LOGIN, 10,
            MessageType.REGISTER, 10,
            MessageType.BAN, 5,
            MessageType.CREATE, 10,
            MessageType.CLOSE, 10,
            MessageType.LIST, 10,
            MessageType.HISTORY, 10,
            MessageType.JOIN, 5,
            MessageType.LEAVE, 1,
            MessageType.DIRECT, 1);

    /** What makes a session or a member, or reads what is not in memory. */
    private static final Set<MessageType> MEMORY = Set.of(MessageType.CREATE, MessageType.JOIN, MessageType.HISTORY);

    private static final Map<MessageType, Rule> TABLE = new HashMap<>();

    static {
        concurrent(MessageType.TEXT, LOGGED_IN, OWN_SOURCE);
        exclusive(MessageType.LIST, LOGGED_IN, OWN_SOURCE);
        concurrent(MessageType.READ, LOGGED_IN, OWN_SOURCE);
        concurrent(MessageType.DIRECT, LOGGED_IN, OWN_SOURCE);
        concurrent(MessageType.PING, OWN_SOURCE);
        exclusive(MessageType.LOGIN, NOT_LOGGED_IN);
        exclusive(MessageType.LOGOUT, LOGGED_IN, OWN_SOURCE);
        exclusive(MessageType.CREATE, LOGGED_IN, OWN_SOURCE);
        exclusive(MessageType.JOIN, LOGGED_IN, OWN_SOURCE);
        exclusive(MessageType.LEAVE, LOGGED_IN, OWN_SOURCE);
        exclusive(MessageType.CLOSE, LOGGED_IN, OWN_SOURCE);
        exclusive(MessageType.HISTORY, LOGGED_IN, OWN_SOURCE);
        exclusive(MessageType.REGISTER, NOT_LOGGED_IN);
        exclusive(MessageType.KICK, LOGGED_IN, OWN_SOURCE);
        exclusive(MessageType.BAN, LOGGED_IN, OWN_SOURCE);
        exclusive(MessageType.UNBAN, LOGGED_IN, OWN_SOURCE);
    }

    private static final Rule PLUGIN = new Rule(List.of(LOGGED_IN, OWN_SOURCE), false, 0, false);

    private CommandRules() {}

    private static void concurrent(MessageType type, Precondition... preconditions) {
        TABLE.put(type, new Rule(List.of(preconditions), false, cost(type), MEMORY.contains(type)));
    }

    private static void exclusive(MessageType type, Precondition... preconditions) {
        TABLE.put(type, new Rule(List.of(preconditions), true, cost(type), MEMORY.contains(type)));
    }

    private static int cost(MessageType type) {
        return COSTS.getOrDefault(type, 0);
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
     * @param cost          what it takes of the limit for costly commands
     * @param takesMemory   whether it is refused once the memory is used up
     */
    record Rule(List<Precondition> preconditions, boolean exclusive, int cost, boolean takesMemory) {}
}
