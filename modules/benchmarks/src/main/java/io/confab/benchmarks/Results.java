package io.confab.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Results as files, the last of each scenario. */
final class Results {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;

    Results(Path folder) {
        this.folder = folder;
    }

    Optional<Result> last(Scenario scenario) throws IOException {
        Path file = file(scenario);
        return Files.exists(file) ? Optional.of(JSON.readValue(file.toFile(), Result.class)) : Optional.empty();
    }

    void save(Result result) throws IOException {
        Files.createDirectories(folder);
        JSON.writeValue(file(result.scenario()).toFile(), result);
    }

    private Path file(Scenario scenario) {
        return folder.resolve(scenario.key() + ".json");
    }

    /** The median of each figure by itself; what went wrong in any run is in it. */
    static Result median(List<Result> runs) {
        Result any = runs.get(0);
        return new Result(
                any.scenario(),
                any.java(),
                any.machine(),
                median(runs, Result::deliveriesPerSecond),
                median(runs, Result::textsPerSecond),
                median(runs, Result::p50Micros),
                median(runs, Result::p90Micros),
                median(runs, Result::p99Micros),
                median(runs, Result::p999Micros),
                median(runs, Result::maxMicros),
                median(runs, Result::serverMicros),
                median(runs, Result::serverPercent),
                median(runs, Result::driverPercent),
                runs.stream().mapToLong(Result::lost).sum(),
                runs.stream().mapToLong(Result::repeatedOrReordered).sum(),
                runs.stream().mapToLong(Result::corrupt).sum());
    }

    private static double median(List<Result> runs, ToDoubleFunction<Result> figure) {
        List<Double> sorted = runs.stream()
                .map(figure::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** What a person wants to know of a result, and what became of it since the last one, or null for none. */
    static String report(Result result, @Nullable Result last) {
        StringBuilder text = new StringBuilder();
        Scenario scenario = result.scenario();
        text.append(String.format(
                "%s: %d session%s of %d members, %d speak%s, %d bytes, %s%s%n",
                scenario.protocol().option(),
                scenario.sessions(),
                scenario.sessions() == 1 ? "" : "s",
                scenario.members(),
                scenario.publishers(),
                scenario.publishers() == 1 ? "s" : "",
                scenario.payload(),
                scenario.window() > 0
                        ? "closed loop, window " + scenario.window()
                        : "open loop, " + scenario.rate() + " texts/s",
                scenario.acked() ? ", acknowledged" : ""));
        text.append(String.format(
                "  deliveries  %,.0f /s   texts %,.0f /s%n", result.deliveriesPerSecond(), result.textsPerSecond()));
        text.append(String.format(
                "  latency     us  p50 %.1f  p90 %.1f  p99 %.1f  p99.9 %.1f  max %.1f  (%s)%n",
                result.p50Micros(),
                result.p90Micros(),
                result.p99Micros(),
                result.p999Micros(),
                result.maxMicros(),
                scenario.window() > 0 ? "at saturation: the window's, mostly" : "from the intended time"));
        text.append(String.format(
                "  processor   server %.0f %%, %s; driver %.0f %%%n",
                result.serverPercent(),
                result.serverMicros() == 0
                        ? "unknown for each delivery"
                        : String.format("%.3f us for each delivery", result.serverMicros()),
                result.driverPercent()));
        text.append(String.format(
                "  errors      lost %d  repeated or reordered %d  corrupt %d%n",
                result.lost(), result.repeatedOrReordered(), result.corrupt()));
        if (last != null) {
            text.append(String.format(
                    "  against the last result: deliveries x%.2f, p50 x%.2f, p99 x%.2f, processor x%.2f%s%n",
                    ratio(result.deliveriesPerSecond(), last.deliveriesPerSecond()),
                    ratio(result.p50Micros(), last.p50Micros()),
                    ratio(result.p99Micros(), last.p99Micros()),
                    ratio(result.serverMicros(), last.serverMicros()),
                    result.machine().equals(last.machine()) && result.java().equals(last.java())
                            ? ""
                            : "; that was " + last.machine() + ", Java " + last.java()));
        }
        return text.toString();
    }

    private static double ratio(double now, double then) {
        return then == 0 ? Double.NaN : now / then;
    }
}
