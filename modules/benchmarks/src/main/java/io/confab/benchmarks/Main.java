package io.confab.benchmarks;

import io.confab.server.LocalMembers;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code ./confab bench}. */
public final class Main {

    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final PrintStream out;
    private final PrintStream err;

    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Does what the arguments say, see {@code --help}. */
    public static void main(String[] arguments) {
        int exitCode = FAILED;
        try {
            exitCode = new Main(System.out, System.err).run(List.of(arguments));
        } catch (Exception e) {
            System.err.println("bench: " + e);
        }
        System.exit(exitCode); // event loops of a run that failed do not hold the process
    }

    int run(List<String> arguments) throws Exception {
        String verb = arguments.isEmpty() ? "" : arguments.get(0);
        List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
        try {
            switch (verb) {
                case "jmh" -> org.openjdk.jmh.Main.main(rest.toArray(new String[0]));
                case "local" -> LocalMembers.main(rest.toArray(new String[0]));
                case "stored" -> {
                    if (rest.contains("--help")) {
                        out.print(Options.HELP);
                        return 0;
                    }
                    return StoredBench.run(rest, out) ? 0 : FAILED;
                }
                case "sweep" -> Sweep.run(Options.parse(rest), this, out);
                case "--help", "-h", "help" -> out.print(Options.HELP);
                default -> {
                    return measure(Options.parse(arguments));
                }
            }
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return USAGE;
        } catch (IOException | ExecutionException | TimeoutException e) {
            err.println(e.getCause() == null ? e.toString() : e.getCause().getMessage());
            return FAILED;
        }
    }

    private int measure(Options options)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Results results = new Results(options.results);
        boolean clean = true;
        try (Target target = target(options)) {
            boolean first = true;
            for (Scenario scenario : options.scenarios()) {
                Result result = measure(options, scenario, target, first);
                first = false;
                out.print(Results.report(result, results.last(scenario).orElse(null)));
                results.save(result);
                clean &= result.isClean();
            }
        }
        return clean ? 0 : FAILED;
    }

    Result measure(Options options, Scenario scenario, Target target, boolean first)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<Result> runs = new ArrayList<>();
        for (int i = 0; i < options.runs; i++) {
            runs.add(new LoadRun(scenario, target.address(), target.process())
                    .run(first && i == 0 ? options.warmup : options.warmup.dividedBy(5), options.duration));
        }
        return Results.median(runs);
    }

    Target target(Options options) throws IOException {
        InetSocketAddress address = options.server;
        if (address != null) {
            return new Target(address, options.process, null);
        }
        ServerProcess server = ServerProcess.start(options.jar, options.pinned, options.settings);
        return new Target(server.address(), server.handle(), server);
    }

    /** What is measured; closed, a server that was started for it ends. */
    record Target(
            InetSocketAddress address,
            @Nullable ProcessHandle process,
            @Nullable ServerProcess own) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            if (own != null) {
                own.close();
            }
        }
    }
}
