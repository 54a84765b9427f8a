package io.confab.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** How the cost of a delivery grows, one thing at a time, as a table and a plot. */
final class Sweep {

    private Sweep() {}

    static void run(Options options, Main main, PrintStream out)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Protocol protocol = options.protocol;
        Map<String, Map<Integer, Scenario>> series = new LinkedHashMap<>();
        series.put("members of one session", series(List.of(10, 30, 100, 300, 1000), n -> of(protocol, 1, n, 1, 100)));
        series.put("sessions of 10 members", series(List.of(1, 3, 10, 30, 100), n -> of(protocol, n, 10, 1, 100)));
        series.put(
                "bytes of a text",
                series(List.of(protocol.minPayload(), 64, 256, 1024, 4096), n -> of(protocol, 1, 100, 1, n)));
        series.put("publishers of 100 members", series(List.of(1, 3, 10, 30, 100), n -> of(protocol, 1, 100, n, 100)));

        Map<String, Map<Integer, Result>> measured = new LinkedHashMap<>();
        List<String> table = new ArrayList<>(List.of("series,value,deliveries_per_s,server_us_per_delivery,p99_us"));
        try (Main.Target target = main.target(options)) {
            boolean first = true;
            for (Map.Entry<String, Map<Integer, Scenario>> each : series.entrySet()) {
                Map<Integer, Result> results = new LinkedHashMap<>();
                for (Map.Entry<Integer, Scenario> point : each.getValue().entrySet()) {
                    Result result = main.measure(options, point.getValue(), target, first);
                    first = false;
                    results.put(point.getKey(), result);
                    String line = String.format(
                            Locale.ROOT,
                            "%s,%d,%.0f,%.4f,%.0f",
                            each.getKey(),
                            point.getKey(),
                            result.deliveriesPerSecond(),
                            result.serverMicros(),
                            result.p99Micros());
                    out.println(line);
                    table.add(line);
                }
                measured.put(each.getKey(), results);
            }
        }
        Files.createDirectories(options.results);
        Files.write(options.results.resolve("sweep.csv"), table);
        Path plot = options.results.resolve("sweep.svg");
        Files.writeString(plot, Plot.svg(measured));
        out.println(plot);
    }

    private static Scenario of(Protocol protocol, int sessions, int members, int publishers, int payload) {
        return new Scenario(sessions, members, publishers, payload, 64, 0, false, protocol);
    }

    private static Map<Integer, Scenario> series(List<Integer> values, IntFunction<Scenario> scenario) {
        Map<Integer, Scenario> points = new LinkedHashMap<>();
        values.forEach(value -> points.put(value, scenario.apply(value)));
        return points;
    }
}
