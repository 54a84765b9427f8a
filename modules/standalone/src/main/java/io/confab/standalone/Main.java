package io.confab.standalone;

import io.confab.api.scram.ScramKeys;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The program {@code confab-server.jar}. Ends with one of the {@link ExitCode}s. */
public final class Main {

    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final NewPassword passwords;
    private final int scramIterations;

    Main(PrintStream out, PrintStream err, Map<String, String> environment, NewPassword passwords) {
        this(out, err, environment, passwords, ScramKeys.ITERATIONS);
    }

    /** @param scramIterations what it takes to try a password against keys that are made */
    Main(
            PrintStream out,
            PrintStream err,
            Map<String, String> environment,
            NewPassword passwords,
            int scramIterations) {
        this.out = out;
        this.err = err;
        this.environment = environment;
        this.passwords = passwords;
        this.scramIterations = scramIterations;
    }

    /** Does what the arguments say, see {@code --help}, and ends the JVM. */
    public static void main(String[] arguments) {
        trackNoLeaks();
        ExitCode exitCode = new Main(
                        System.out,
                        System.err,
                        System.getenv(),
                        account -> NewPassword.standard(System.in).of(account))
                .run(List.of(arguments));
        System.exit(exitCode.status()); // threads that a failed start left behind do not hold the process
    }

    // Netty samples buffers to find leaks. The tests do so with every buffer; here it would cost a busy session a sixth
    // of its throughput, and find nothing.
    private static void trackNoLeaks() {
        if (System.getProperty("io.netty.leakDetectionLevel") == null && System.getProperty(LEAK_DETECTION) == null) {
            System.setProperty(LEAK_DETECTION, "disabled");
        }
    }

    ExitCode run(List<String> arguments) {
        try {
            return run(CommandLine.parse(arguments));
        } catch (StartException e) {
            err.println(e.getMessage());
            return e.exitCode();
        }
    }

    private ExitCode run(CommandLine commandLine) throws StartException {
        return switch (commandLine.action()) {
            case HELP -> print(HelpText.text());
            case VERSION -> print("Confab " + version() + System.lineSeparator());
            case PRINT_CONFIGURATION -> printConfiguration(settings(commandLine));
            case ACCOUNTS_HELP -> print(HelpText.accounts());
            case LOG_HELP -> print(HelpText.log());
            case STATUS_HELP -> print(HelpText.status());
            case ADMIN_HELP -> print(HelpText.admin());
            case CERTIFICATE_HELP -> print(HelpText.certificate());
            case ACCOUNTS ->
                AccountsCommand.run(
                        settings(commandLine), data(commandLine), commandLine.words(), passwords, scramIterations, out);
            case LOG -> LogCommand.run(settings(commandLine), data(commandLine), commandLine.words(), out, err);
            case STATUS -> {
                StatusCommand status = new StatusCommand(
                        adminClient(commandLine), commandLine.options().containsKey("--json"), out);
                yield commandLine.options().containsKey("--watch") ? status.watch() : status.once();
            }
            case ADMIN -> AdminCommand.run(adminClient(commandLine), commandLine.words(), commandLine.options(), out);
            case CERTIFICATE -> CertificateCommand.run(data(commandLine), commandLine.words(), out);
            case SERVE -> new ServeCommand(() -> settings(commandLine), data(commandLine), out).run();
        };
    }

    private ExitCode printConfiguration(Settings settings) {
        settings.warnings().forEach(err::println); // beside what a script may read
        return print(ConfigurationTemplate.text(settings));
    }

    // A server has to be asked also where its new configuration is broken.
    private AdminClient adminClient(CommandLine commandLine) throws StartException {
        Settings settings;
        try {
            settings = settings(commandLine);
        } catch (StartException e) {
            err.println(e.getMessage());
            settings = Settings.of(List.of(), Map.of(), commandLine.overrides());
        }
        return AdminClient.of(settings, data(commandLine));
    }

    private Settings settings(CommandLine commandLine) throws StartException {
        return Settings.of(
                ConfigurationFile.read(data(commandLine).configuration()), environment, commandLine.overrides());
    }

    private static DataFolder data(CommandLine commandLine) {
        return new DataFolder(commandLine.data().toAbsolutePath().normalize());
    }

    private ExitCode print(String text) {
        out.print(text);
        out.flush();
        return ExitCode.OK;
    }

    static String version() {
        return Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "development version");
    }
}
