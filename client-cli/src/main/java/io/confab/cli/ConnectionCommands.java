package io.confab.cli;

import io.confab.api.NakCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands about coming, going and help. */
final class ConnectionCommands {

    private static final String ALL = "--all";

    private ConnectionCommands() {}

    static void login(Desk desk, Arguments arguments) {
        String account = arguments.get(0);
        String host = arguments.find(2);
        String port = arguments.find(3);
        int number = port == null ? desk.target().port() : port(port);
        String password = desk.passwords().of(account, arguments.find(1));
        desk.chat().login(account, password, host == null ? desk.target().host() : host, number);
    }

    static void register(Desk desk, Arguments arguments) {
        String account = arguments.get(0);
        String host = arguments.find(2);
        String port = arguments.find(3);
        int number = port == null ? desk.target().port() : port(port);
        String password = desk.passwords().of(account, arguments.find(1));
        desk.chat().register(account, password, host == null ? desk.target().host() : host, number);
    }

    private static int port(String port) {
        int number = Numbers.parse(port, "port");
        if (number > 65_535) {
            throw Problem.usage("port: " + port + " (expected: 1 to 65535)");
        }
        return number;
    }

    static void logout(Desk desk, Arguments arguments) {
        desk.chat().logout();
    }

    static void help(Desk desk, Arguments arguments) {
        String name = arguments.find(0);
        List<SlashCommand> commands = name == null ? Commands.all() : List.of(Commands.require(slashed(name)));
        desk.chat()
                .show(new Outcome.Help(commands.stream()
                        .map(command -> new Outcome.Help.Entry(command.usage(), command.summary()))
                        .toList()));
    }

    private static String slashed(String name) {
        return name.startsWith("/") ? name : "/" + name;
    }

    static void quit(Desk desk, Arguments arguments) {
        if (isAll(arguments.find(0))) {
            desk.chat().closeInOrder();
        } else {
            List<String> open = desk.chat().stillOpen();
            if (!open.isEmpty()) {
                throw Problem.refused(
                        NakCode.FORBIDDEN,
                        "quit: still " + String.join(", ", open)
                                + " (expected: /leavesession, then /logout, then /quit; or /quit --all)");
            }
        }
        desk.end().run();
    }

    private static boolean isAll(@Nullable String option) {
        if (option != null && !option.equals(ALL)) {
            throw Problem.usage("option: " + option + " (expected: " + ALL + ")");
        }
        return option != null;
    }
}
