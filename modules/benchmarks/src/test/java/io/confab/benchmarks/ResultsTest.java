package io.confab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    private static final Scenario SCENARIO = new Scenario(1, 10, 1, 100, 64, 0, false, Protocol.NATIVE);

    @TempDir
    private Path folder;

    @Test
    void comparesWithTheLastResultOfTheSameScenario() throws Exception {
        Results results = new Results(folder.resolve("new"));
        assertThat(results.last(SCENARIO)).isEmpty();
        results.save(result(1000, 0));

        assertThat(results.last(SCENARIO.withRate(5))).isEmpty();
        Result last = results.last(SCENARIO).orElseThrow();
        assertThat(last).isEqualTo(result(1000, 0));
        assertThat(Results.report(result(1500, 0), last)).contains("against the last result: deliveries x1.50,");
    }

    @Test
    void keepsTheResultsOfEachProtocolApart() throws Exception {
        Results results = new Results(folder);
        results.save(result(1000, 0));

        assertThat(results.last(new Scenario(1, 10, 1, 100, 64, 0, false, Protocol.JSON)))
                .isEmpty();
    }

    @Test
    void tellsMediansAndEveryError() {
        Result median = Results.median(List.of(result(3000, 0), result(1000, 2), result(2000, 1)));

        assertThat(median.deliveriesPerSecond()).isEqualTo(2000);
        assertThat(median.lost()).isEqualTo(3);
        assertThat(median.isClean()).isFalse();
        assertThat(Results.report(median, null)).contains("lost 3").doesNotContain("against");
    }

    @Test
    void drawsEveryPoint() {
        Map<Integer, Result> points = new LinkedHashMap<>();
        points.put(10, result(1000, 0));
        points.put(100, result(2000, 0));
        String svg = Plot.svg(Map.of("members", points));

        assertThat(svg).startsWith("<svg ").endsWith("</svg>\n").contains(">members</text>", ">100</text>");
        assertThat(svg.split("<circle", -1)).hasSize(3);
        assertThat(svg).doesNotContain("NaN", "Infinity");
    }

    private static Result result(double deliveries, long lost) {
        return new Result(SCENARIO, "17", "Linux", deliveries, deliveries / 9, 1, 2, 3, 4, 5, 0.05, 99, 50, lost, 0, 0);
    }
}
