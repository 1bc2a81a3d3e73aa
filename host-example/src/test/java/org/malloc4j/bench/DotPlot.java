package org.malloc4j.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A chart with a line for each contender and a dot for each crew, on a logarithmic scale; the best is at the top. */
final class DotPlot {
    private static final int LABELS = 240;
    private static final int WIDTH = 690;
    private static final int RIGHT = 30;
    private static final int LINE = 34;
    private static final int TOP = 6;
    private static final int AXIS = 26;
    private static final double RADIUS = 7;
    /** Dots of one line lie a little lower each, so that equal figures don't hide one another. */
    private static final double STEP = 5;
    private static final double SMALLEST = 0.1;
    private static final double MARGIN = 1.15;
    private static final double[] COARSE_TICKS = {1};
    private static final double[] TICKS = {1, 2, 5};
    private static final double[] FINE_TICKS = {1, 1.2, 1.5, 2, 3, 5, 7};
    private static final double FINE_UP_TO = 12;
    private static final double COARSE_FROM = 500;

    private final ToDoubleFunction<Row> figure;
    private final Map<ContenderId, List<Row>> lines = new LinkedHashMap<>();
    private final double least;
    private final double most;
    private final StringBuilder svg = new StringBuilder();

    private DotPlot(List<Row> rows, ToDoubleFunction<Row> figure) {
        this.figure = figure;
        rows.stream().sorted(Comparator.comparingDouble(this::value))
                .forEach(row -> lines.computeIfAbsent(row.contender(), key -> new ArrayList<>()).add(row));
        least = rows.stream().mapToDouble(this::value).min().orElseThrow() / MARGIN;
        most = rows.stream().mapToDouble(this::value).max().orElseThrow() * MARGIN;
    }

    /** {@return the chart; empty if nothing is known} */
    static String of(List<Row> rows, ToDoubleFunction<Row> figure) {
        List<Row> known = rows.stream().filter(row -> figure.applyAsDouble(row) != Footprint.UNKNOWN).toList();
        return known.isEmpty() ? "" : new DotPlot(known, figure).draw();
    }

    /** A contender may be so fast that nothing is left of it once the void is subtracted. */
    private double value(Row row) {
        return Math.max(SMALLEST, figure.applyAsDouble(row));
    }

    private double x(double value) {
        return LABELS + (WIDTH - LABELS - RIGHT) * Math.log(value / least) / Math.log(most / least);
    }

    private String draw() {
        int bottom = TOP + LINE * lines.size();
        svg.append(String.format(Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\">%n", WIDTH, bottom + AXIS));
        drawStripes();
        drawTicks(bottom);
        int y = TOP + LINE / 2;
        for (Map.Entry<ContenderId, List<Row>> line : lines.entrySet()) {
            drawLine(line.getKey(), line.getValue(), y);
            y += LINE;
        }
        return svg.append("</svg>\n").toString();
    }

    private void drawStripes() {
        for (int i = 0; i < lines.size(); i += 2) {
            add("<rect class=\"stripe\" x=\"0\" y=\"%d\" width=\"%d\" height=\"%d\"/>", TOP + LINE * i, WIDTH, LINE);
        }
    }

    private void drawTicks(int bottom) {
        double range = most / least;
        double[] steps = range < FINE_UP_TO ? FINE_TICKS : range < COARSE_FROM ? TICKS : COARSE_TICKS;
        for (double power = Math.pow(10, Math.floor(Math.log10(least))); power <= most; power *= 10) {
            for (double step : steps) {
                double tick = power * step;
                if (tick >= least && tick <= most) {
                    add("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", x(tick), x(tick), TOP, bottom);
                    add("<text class=\"soft\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>", x(tick), bottom + 17,
                            label(tick));
                }
            }
        }
    }

    private void drawLine(ContenderId id, List<Row> unsorted, int y) {
        add("<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", id.isOurs() ? "ours" : "", LABELS - 14,
                y + 4, Escaped.html(id.toString()));
        List<Row> rows = unsorted.stream()
                .sorted(Comparator.comparingInt((Row row) -> row.threads() * row.processes()).thenComparing(Row::processes))
                .toList();
        StringBuilder way = new StringBuilder();
        StringBuilder dots = new StringBuilder();
        double height = y - STEP * (rows.size() - 1) / 2;
        for (Row row : rows) {
            double x = x(value(row));
            way.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, height));
            dots.append(String.format(Locale.ROOT, "<g><title>%s %s: %s</title><circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" "
                    + "r=\"%.0f\"/><text class=\"inside\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text></g>%n",
                    Escaped.html(id.toString()), row.crew(), label(figure.applyAsDouble(row)), id.isOurs() ? "ours" : "peer",
                    x, height, RADIUS, x, height + 3, row.processes() > 1 ? row.processes() + "p" : row.threads()));
            height += STEP;
        }
        add("<polyline class=\"range\" points=\"%s\"/>", way.toString().strip());
        svg.append(dots);
    }

    private static String label(double value) {
        if (value >= 1_000) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        return BigDecimal.valueOf(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
