package io.confab.cli;

import static io.confab.cli.Parameter.optional;
import static io.confab.cli.Parameter.required;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of commands, and how a line finds its row. */
final class Commands {

    private static final List<SlashCommand> TABLE = List.of(
            new SlashCommand(
                    "/login",
                    List.of(
                            required("name", Parameter.Kind.ACCOUNT),
                            optional("password", Parameter.Kind.PASSWORD),
                            optional("host", Parameter.Kind.WORD),
                            optional("port", Parameter.Kind.WORD)),
                    "connect and log in; a password that is left out, or -, is asked for",
                    Needs.NO_LOGIN,
                    ConnectionCommands::login),
            new SlashCommand(
                    "/register",
                    List.of(
                            required("name", Parameter.Kind.WORD),
                            optional("password", Parameter.Kind.PASSWORD),
                            optional("host", Parameter.Kind.WORD),
                            optional("port", Parameter.Kind.WORD)),
                    "make a new account, where the server allows it; then /login",
                    Needs.NO_LOGIN,
                    ConnectionCommands::register),
            new SlashCommand(
                    "/logout",
                    List.of(),
                    "log out, after leaving all sessions",
                    Needs.LOGIN,
                    ConnectionCommands::logout),
            new SlashCommand(
                    "/createsession",
                    List.of(required("session", Parameter.Kind.WORD), optional("topic", Parameter.Kind.REST)),
                    "create a session and join it",
                    Needs.LOGIN,
                    SessionCommands::create),
            new SlashCommand(
                    "/createstored",
                    List.of(required("session", Parameter.Kind.WORD), optional("topic", Parameter.Kind.REST)),
                    "create a session that stays, and loses nothing that was said in it; and join it",
                    Needs.LOGIN,
                    SessionCommands::createStored),
            new SlashCommand(
                    "/closesession",
                    List.of(required("session", Parameter.Kind.SESSION)),
                    "end a session of one's own for everybody, with all that was said in it",
                    Needs.LOGIN,
                    SessionCommands::close),
            new SlashCommand(
                    "/joinsession",
                    List.of(required("session", Parameter.Kind.SESSION)),
                    "join a session; text then goes there",
                    Needs.LOGIN,
                    SessionCommands::join),
            new SlashCommand(
                    "/leavesession",
                    List.of(optional("session", Parameter.Kind.JOINED_SESSION)),
                    "leave a session, or the current one",
                    Needs.SESSION,
                    SessionCommands::leave),
            new SlashCommand(
                    "/switch",
                    List.of(required("session", Parameter.Kind.JOINED_SESSION)),
                    "make another session that is joined the current one",
                    Needs.SESSION,
                    SessionCommands::makeCurrent),
            new SlashCommand(
                    "/list",
                    List.of(optional("session", Parameter.Kind.SESSION)),
                    "list sessions and who is online, or the members of a session",
                    Needs.LOGIN,
                    SessionCommands::list),
            new SlashCommand(
                    "/history",
                    List.of(optional("count", Parameter.Kind.WORD), optional("session", Parameter.Kind.JOINED_SESSION)),
                    "show what was said last, 20 messages of the current session by default",
                    Needs.LOGIN,
                    SessionCommands::history),
            new SlashCommand(
                    "/msg",
                    List.of(required("name", Parameter.Kind.ACCOUNT), required("text", Parameter.Kind.REST)),
                    "say something to one account alone",
                    Needs.LOGIN,
                    SessionCommands::tell),
            new SlashCommand(
                    "/kick",
                    List.of(required("name", Parameter.Kind.ACCOUNT), optional("reason", Parameter.Kind.REST)),
                    "put somebody out of the current session",
                    Needs.SESSION,
                    ModerationCommands::kick),
            new SlashCommand(
                    "/ban",
                    List.of(
                            required("name", Parameter.Kind.ACCOUNT),
                            optional("time", Parameter.Kind.WORD),
                            optional("reason", Parameter.Kind.REST)),
                    "keep somebody out of the current session; for a time such as 30m, 12h or 7d, or, with -, for ever",
                    Needs.SESSION,
                    ModerationCommands::ban),
            new SlashCommand(
                    "/unban",
                    List.of(required("name", Parameter.Kind.ACCOUNT)),
                    "let somebody into the current session again",
                    Needs.SESSION,
                    ModerationCommands::unban),
            new SlashCommand(
                    "/serverkick",
                    List.of(required("name", Parameter.Kind.ACCOUNT), optional("reason", Parameter.Kind.REST)),
                    "put somebody off the server; for admins",
                    Needs.LOGIN,
                    ModerationCommands::serverKick),
            new SlashCommand(
                    "/serverban",
                    List.of(
                            required("name", Parameter.Kind.ACCOUNT),
                            optional("time", Parameter.Kind.WORD),
                            optional("reason", Parameter.Kind.REST)),
                    "keep somebody off the server, as /ban does from a session; for admins",
                    Needs.LOGIN,
                    ModerationCommands::serverBan),
            new SlashCommand(
                    "/serverunban",
                    List.of(required("name", Parameter.Kind.ACCOUNT)),
                    "let somebody log in again; for admins",
                    Needs.LOGIN,
                    ModerationCommands::serverUnban),
            new SlashCommand(
                    "/help",
                    List.of(optional("command", Parameter.Kind.COMMAND)),
                    "show the commands, or one; whatever has no / is said to the current session, with // it begins with /",
                    Needs.NOTHING,
                    ConnectionCommands::help),
            new SlashCommand(
                    "/quit",
                    List.of(optional("--all", Parameter.Kind.WORD)),
                    "quit, after logging out; with --all leave, log out and quit",
                    Needs.NOTHING,
                    ConnectionCommands::quit));

    private static final Map<String, SlashCommand> BY_NAME = byName();

    private Commands() {}

    private static Map<String, SlashCommand> byName() {
        Map<String, SlashCommand> map = new LinkedHashMap<>();
        TABLE.forEach(command -> map.put(command.name(), command));
        return map;
    }

    /** In the order in which {@code /help} shows them. */
    static List<SlashCommand> all() {
        return TABLE;
    }

    static Optional<SlashCommand> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** @throws Problem if there is no such command */
    static SlashCommand require(String name) {
        return find(name).orElseThrow(() -> {
            String nearest = TABLE.stream()
                    .map(SlashCommand::name)
                    .max(Comparator.comparingInt(known -> commonPrefix(known, name)))
                    .filter(known -> commonPrefix(known, name) > 1) // the slash they all have
                    .map(known -> "; the nearest is " + known)
                    .orElse("");
            return Problem.usage("command: " + name + " (expected: one that /help lists" + nearest + ")");
        });
    }

    private static int commonPrefix(String known, String typed) {
        int length = 0;
        while (length < Math.min(known.length(), typed.length()) && known.charAt(length) == typed.charAt(length)) {
            length++;
        }
        return length;
    }

    /**
     * Carries a line out and waits for what comes of it.
     *
     * @throws Problem if nothing did
     */
    static void run(Input input, Desk desk) {
        if (input.command() == null) {
            if (!input.rest().isBlank()) {
                Needs.SESSION.check(desk.chat());
                desk.chat().say(input.rest());
            }
            return;
        }
        SlashCommand command = require(input.command());
        Arguments arguments = Arguments.parse(command, input.rest());
        command.needs().check(desk.chat());
        command.action().run(desk, arguments);
    }

    /**
     * A line as it may be kept in a file.
     *
     * @return with {@code -} for a password, which asks for it when the line is used again; null for a line that begins
     *         with a slash and is no command, since it may be a misspelt {@code /login}
     */
    static @Nullable String withoutSecrets(String line) {
        Input input = Input.parse(line);
        if (input.command() == null) {
            return line;
        }
        SlashCommand command = BY_NAME.get(input.command());
        if (command == null) {
            return null;
        }
        String[] words = input.rest().strip().split("\\s+");
        boolean secret = false;
        for (int i = 0; i < words.length && i < command.parameters().size(); i++) {
            if (command.parameters().get(i).kind() == Parameter.Kind.PASSWORD) {
                words[i] = Passwords.ASK;
                secret = true;
            }
        }
        return secret ? command.name() + " " + String.join(" ", words) : line;
    }
}
