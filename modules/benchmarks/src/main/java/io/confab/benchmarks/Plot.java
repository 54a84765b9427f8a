package io.confab.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws one small chart for each series: processor time of a delivery over what was varied, both logarithmic. */
final class Plot {

    private static final int WIDTH = 400;
    private static final int HEIGHT = 260;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final List<Double> MARKS = List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0);

    private final StringBuilder svg = new StringBuilder();
    private final double least;
    private final double most;

    private Plot(double least, double most) {
        this.least = least;
        this.most = most;
    }

    static String svg(Map<String, Map<Integer, Result>> series) {
        double least = cost(series).min().orElse(0.01) / 1.3;
        double most = cost(series).max().orElse(1) * 1.3;
        return new Plot(Math.max(least, 0.001), Math.max(most, 0.002)).draw(series);
    }

    private static java.util.stream.DoubleStream cost(Map<String, Map<Integer, Result>> series) {
        return series.values().stream()
                .flatMap(points -> points.values().stream())
                .mapToDouble(Result::serverMicros);
    }

    private String draw(Map<String, Map<Integer, Result>> series) {
        int rows = (series.size() + 1) / 2;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">",
                2 * WIDTH, rows * HEIGHT);
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        int i = 0;
        for (Map.Entry<String, Map<Integer, Result>> each : series.entrySet()) {
            add("<g transform=\"translate(%d,%d)\">", i % 2 * WIDTH, i / 2 * HEIGHT);
            chart(each.getKey(), each.getValue());
            add("</g>");
            i++;
        }
        return svg.append("</svg>\n").toString();
    }

    private void chart(String title, Map<Integer, Result> points) {
        List<Integer> values = List.copyOf(points.keySet());
        int first = values.get(0);
        int last = values.get(values.size() - 1);
        add("<text x=\"%d\" y=\"22\" font-weight=\"bold\">server us for each delivery, by %s</text>", LEFT, title);
        for (double mark : MARKS) {
            if (mark >= least && mark <= most) {
                double y = y(mark);
                add("<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>", LEFT, WIDTH - RIGHT, y, y);
                add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 6, y + 4, number(mark));
            }
        }
        StringBuilder line = new StringBuilder();
        for (Map.Entry<Integer, Result> point : points.entrySet()) {
            int value = point.getKey();
            double x = x(value, first, last);
            double y = y(point.getValue().serverMicros());
            line.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
            add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#0b62a4\"/>", x, y);
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>", x, HEIGHT - BOTTOM + 18, value);
        }
        add("<polyline points=\"%s\" fill=\"none\" stroke=\"#0b62a4\" stroke-width=\"1.5\"/>", line);
        add(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 38, title);
    }

    private static double x(int value, int first, int last) {
        return LEFT
                + 15
                + (WIDTH - LEFT - RIGHT - 30) * Math.log((double) value / first) / Math.log((double) last / first);
    }

    private double y(double micros) {
        double clipped = Math.max(micros, least);
        return TOP + (HEIGHT - TOP - BOTTOM) * Math.log(most / clipped) / Math.log(most / least);
    }

    private static String number(double mark) {
        return mark >= 1 ? Integer.toString((int) mark) : Double.toString(mark);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
