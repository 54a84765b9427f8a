package io.confab.cli;

import io.confab.client.ClientTls;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The program {@code confab-client-cli.jar}. Ends with one of the {@link ExitCode}s. */
public final class Main {

    /** How long somebody at a terminal wants a lost connection to be tried again. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** A program that reads our output is told at once. */
    private static final Duration NO_PATIENCE = Duration.ofMillis(1);

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final Supplier<@Nullable Terminal> terminals;

    /** @param terminals opens the terminal, taken over; or gives null where there is none */
    Main(
            InputStream in,
            PrintStream out,
            PrintStream err,
            Map<String, String> environment,
            Supplier<@Nullable Terminal> terminals) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.environment = environment;
        this.terminals = terminals;
    }

    /** Does what the options say, see {@code --help}, and ends the JVM. */
    public static void main(String[] arguments) {
        Main main = new Main(
                System.in,
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                System.getenv(),
                SystemTerminal::openOrNull);
        System.exit(main.run(arguments).number()); // the connection's threads do not hold the process
    }

    // Whatever the locale: a script that sets none has its text whole all the same.
    private static PrintStream utf8(FileDescriptor stream) {
        return new PrintStream(new FileOutputStream(stream), false, StandardCharsets.UTF_8);
    }

    ExitCode run(String... arguments) {
        try {
            return parse(arguments);
        } finally {
            out.flush();
            err.flush();
        }
    }

    private ExitCode parse(String... arguments) {
        Options options = new Options();
        CommandLine parser = new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
        try {
            parser.parseArgs(arguments);
        } catch (ParameterException e) {
            return wrong(String.valueOf(e.getMessage()));
        }
        if (parser.isUsageHelpRequested()) {
            parser.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
            parser.getCommandSpec().usageMessage().exitCodeList(exitCodes());
            parser.usage(out, CommandLine.Help.Ansi.OFF);
            return ExitCode.OK;
        }
        if (parser.isVersionHelpRequested()) {
            out.println("confab " + version());
            return ExitCode.OK;
        }
        String mistake = options.mistake();
        if (mistake != null) {
            return wrong(mistake);
        }
        ClientTls tls;
        try {
            tls = options.encryption();
        } catch (IllegalArgumentException e) {
            return wrong("--" + e.getMessage());
        }
        return chat(options, tls);
    }

    private ExitCode wrong(String what) {
        err.println(what);
        err.println("(--help shows the options)");
        return ExitCode.USAGE;
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        for (ExitCode code : ExitCode.values()) {
            codes.put(Integer.toString(code.number()), code.meaning());
        }
        return codes;
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream file = Main.class.getResourceAsStream("version.properties")) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }

    private ExitCode chat(Options options, @Nullable ClientTls tls) {
        OpenSessions sessions = new OpenSessions();
        if (options.script != null) {
            try (InputStream script = Files.newInputStream(options.script)) {
                return streams(options, tls, sessions, script);
            } catch (IOException e) {
                return wrong("--script: " + options.script + " (expected: a file that can be read)");
            }
        }
        Terminal terminal = options.json ? null : terminals.get();
        return terminal == null ? streams(options, tls, sessions, in) : terminal(options, tls, sessions, terminal);
    }

    private ExitCode streams(Options options, @Nullable ClientTls tls, OpenSessions sessions, InputStream input) {
        BufferedReader reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        StreamLines lines = new StreamLines(reader, !options.keepGoing);
        Screen screen = options.json ? new JsonScreen(out) : new TextScreen(out, err, sessions::current);
        Reach reach = new Reach(timeout(options), NO_PATIENCE, tls, options.mechanism);
        return run(options, lines, screen, new Chat(screen, sessions, new NameBook(), reach, lines::lost));
    }

    private ExitCode terminal(Options options, @Nullable ClientTls tls, OpenSessions sessions, Terminal terminal) {
        NameBook names = new NameBook();
        LineCompleter completer = new LineCompleter(names, sessions);
        boolean colours =
                !options.noColor && environment.getOrDefault("NO_COLOR", "").isEmpty();
        TerminalLines lines = new TerminalLines(terminal, colours, completer, HistoryFile.prepare(environment));
        Screen screen = new TerminalScreen(lines, sessions::current);
        Chat chat = new Chat(
                screen, sessions, names, new Reach(timeout(options), PATIENCE, tls, options.mechanism), lines::lost);
        completer.refreshBy(chat::refreshNames);
        lines.promptFrom(chat::account, sessions::current);
        return run(options, lines, screen, chat);
    }

    private static Duration timeout(Options options) {
        return Duration.ofSeconds(options.timeout);
    }

    private ExitCode run(Options options, Lines lines, Screen screen, Chat chat) {
        Passwords passwords = new Passwords(environment.get("CONFAB_PASSWORD"), lines);
        Desk.Target target = new Desk.Target(options.host, options.port);
        try (lines) {
            return new Repl(lines, screen, chat, passwords, target, options.keepGoing).run(options.login, options.join);
        } catch (UncheckedIOException e) {
            chat.close();
            err.println("input: " + Answers.reason(e));
            return ExitCode.FAULT;
        }
    }
}
