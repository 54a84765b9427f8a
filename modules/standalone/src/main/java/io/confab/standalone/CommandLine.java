package io.confab.standalone;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for. By hand rather than by a library: that is a tenth of a second of every start.
 *
 * @param action    what is to be done
 * @param data      the data folder
 * @param overrides the keys that options set, in their order
 * @param words     what the verbs {@code accounts}, {@code log}, {@code admin} and {@code certificate} are followed by besides options
 * @param options   those of single verbs, by their names, with their values or nothing
 */
record CommandLine(
        Action action, Path data, List<Assignment> overrides, List<String> words, Map<String, String> options) {

    enum Action {
        SERVE,
        PRINT_CONFIGURATION,
        ACCOUNTS,
        ACCOUNTS_HELP,
        LOG,
        LOG_HELP,
        STATUS,
        STATUS_HELP,
        ADMIN,
        ADMIN_HELP,
        CERTIFICATE,
        CERTIFICATE_HELP,
        HELP,
        VERSION
    }

    /** Options that are short for a key. */
    private static final Map<String, String> KEY_OPTIONS =
            Map.of("--port", "port", "--host", "host", "--accounts", Keys.ACCOUNTS.name());

    private static final List<String> OPTIONS =
            List.of("--data", "--port", "--host", "--accounts", "--set", "--print-config", "--help", "--version");

    /** Options of single verbs, and whether they have a value. */
    private static final Map<Action, Map<String, Boolean>> OWN_OPTIONS = Map.of(
            Action.STATUS,
            Map.of("--watch", false, "--json", false),
            Action.ADMIN,
            Map.of("--reason", true, "--for", true));

    /** What asking for help turns a verb into, where it has a help of its own. */
    private static final Map<Action, Action> HELPS = Map.of(
            Action.ACCOUNTS, Action.ACCOUNTS_HELP,
            Action.LOG, Action.LOG_HELP,
            Action.STATUS, Action.STATUS_HELP,
            Action.ADMIN, Action.ADMIN_HELP,
            Action.CERTIFICATE, Action.CERTIFICATE_HELP);

    /** Verbs that words follow. */
    private static final Set<Action> WORDY = Set.of(Action.ACCOUNTS, Action.LOG, Action.ADMIN, Action.CERTIFICATE);

    /** @throws StartException if the arguments are none of the forms that {@link HelpText} shows */
    static CommandLine parse(List<String> arguments) throws StartException {
        return new Parser(arguments).parse();
    }

    private static final class Parser {

        private final Deque<String> rest;
        private Action action = Action.SERVE;
        private Path data = Path.of("data");
        private final List<Assignment> overrides = new ArrayList<>();
        private final List<String> words = new ArrayList<>();
        private final Map<String, String> options = new HashMap<>();

        Parser(List<String> arguments) {
            rest = new ArrayDeque<>(arguments);
        }

        CommandLine parse() throws StartException {
            verb();
            Action verb = action;
            boolean wordsOnly = false;
            while (!rest.isEmpty()) {
                String argument = rest.remove();
                if (WORDY.contains(verb) && (wordsOnly || !argument.startsWith("-"))) {
                    words.add(argument);
                } else if (WORDY.contains(verb) && argument.equals("--")) {
                    wordsOnly = true;
                } else {
                    option(argument, OWN_OPTIONS.getOrDefault(verb, Map.of()));
                }
            }
            return new CommandLine(action, data, List.copyOf(overrides), List.copyOf(words), Map.copyOf(options));
        }

        private void verb() throws StartException {
            String verb = rest.peek();
            if (verb == null || verb.startsWith("-")) {
                return;
            }
            rest.remove();
            switch (verb) {
                case "serve" -> action = Action.SERVE;
                case "help" -> action = Action.HELP;
                case "accounts" -> action = Action.ACCOUNTS;
                case "log" -> action = Action.LOG;
                case "status" -> action = Action.STATUS;
                case "admin" -> action = Action.ADMIN;
                case "certificate" -> action = Action.CERTIFICATE;
                default ->
                    throw usage("command: " + verb
                            + " (expected: serve, accounts, log, status, admin, certificate or help)");
            }
        }

        private void option(String argument, Map<String, Boolean> own) throws StartException {
            int equals = argument.indexOf('=');
            String name = argument.startsWith("--") && equals > 0 ? argument.substring(0, equals) : argument;
            @Nullable String attached = name.equals(argument) ? null : argument.substring(equals + 1);
            Boolean hasValue = own.get(name);
            if (hasValue != null) {
                if (!hasValue && attached != null) {
                    throw usage(name + ": " + attached + " (expected: no value)");
                }
                options.put(name, hasValue ? value(name, attached) : "");
                return;
            }
            switch (name) {
                case "--data" -> data = path(name, value(name, attached));
                case "--set" -> set(value(name, attached));
                case "--port", "--host", "--accounts" ->
                    overrides.add(new Assignment(
                            requireNonNull(KEY_OPTIONS.get(name)), forKey(name, value(name, attached)), name));
                case "--print-config" -> turnTo(Action.PRINT_CONFIGURATION, name, attached);
                case "--help", "-h" -> turnTo(Action.HELP, name, attached);
                case "--version", "-V" -> turnTo(Action.VERSION, name, attached);
                default -> throw unknown(name, own);
            }
        }

        /** A file named on the command line is seen from where the caller stands, not from the data folder. */
        private static String forKey(String option, String value) throws StartException {
            boolean file = option.equals("--accounts") && !value.equals(Keys.OPEN_ACCOUNTS) && !value.isEmpty();
            return file ? path(option, value).toAbsolutePath().toString() : value;
        }

        private static Path path(String option, String value) throws StartException {
            if (value.isEmpty() || value.indexOf('\0') >= 0) {
                throw usage(option + ": " + value + " (expected: a path)");
            }
            return Path.of(value);
        }

        private void set(String assignment) throws StartException {
            int equals = assignment.indexOf('=');
            if (equals <= 0) {
                throw usage("--set: " + assignment + " (expected: key=value)");
            }
            overrides.add(new Assignment(
                    assignment.substring(0, equals).strip(),
                    assignment.substring(equals + 1).strip(),
                    "--set"));
        }

        private void turnTo(Action other, String option, @Nullable String attached) throws StartException {
            if (attached != null) {
                throw usage(option + ": " + attached + " (expected: no value)");
            }
            if (action != Action.HELP && !HELPS.containsValue(action)) { // asking for help beats everything
                action = other == Action.HELP ? HELPS.getOrDefault(action, Action.HELP) : other;
            }
        }

        private String value(String option, @Nullable String attached) throws StartException {
            String value = attached != null ? attached : rest.poll();
            if (value == null) {
                throw usage(option + ": nothing (expected: a value)");
            }
            return value;
        }

        private static StartException unknown(String name, Map<String, Boolean> own) {
            List<String> known = new ArrayList<>(OPTIONS);
            known.addAll(own.keySet());
            return usage(
                    name.startsWith("-")
                            ? name + ": unknown option (expected: a known one; the nearest is "
                                    + NearestName.to(name, known) + ")"
                            : name + ": unexpected (expected: options only)");
        }

        private static StartException usage(String line) {
            return new StartException(ExitCode.USAGE, line);
        }
    }
}
