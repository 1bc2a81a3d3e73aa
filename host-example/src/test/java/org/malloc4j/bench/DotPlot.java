package org.malloc4j.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A chart with a line for each contender and a dot for each crew, on a logarithmic scale; the best is at the top. */
final class DotPlot {
    private static final int LABELS = 170;
    private static final int WIDTH = 620;
    private static final int RIGHT = 30;
    private static final int LINE = 24;
    private static final int TOP = 6;
    private static final int AXIS = 26;
    private static final double RADIUS = 8;
    private static final double SMALLEST = 0.1;
    private static final double MARGIN = 1.15;
    private static final double[] TICKS = {1, 2, 5};
    private static final double[] FINE_TICKS = {1, 1.2, 1.5, 2, 3, 5, 7};
    private static final double FINE_UP_TO = 12;

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
        double[] steps = most / least < FINE_UP_TO ? FINE_TICKS : TICKS;
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

    private void drawLine(ContenderId id, List<Row> rows, int y) {
        String kind = id.isOurs() ? "ours" : "peer";
        add("<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", id.isOurs() ? "ours" : "", LABELS - 14,
                y + 4, Escaped.html(id.toString()));
        add("<line class=\"range\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", x(value(rows.getFirst())),
                x(value(rows.getLast())), y, y);
        for (Row row : rows.reversed()) {
            String dot = row.processes() > 1 ? row.processes() + "p" : Integer.toString(row.threads());
            add("<g><title>%s %s: %s</title><circle class=\"%s\" cx=\"%.1f\" cy=\"%d\" r=\"%.0f\"/>"
                    + "<text class=\"inside\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text></g>",
                    Escaped.html(id.toString()), row.crew(), label(figure.applyAsDouble(row)), kind, x(value(row)), y, RADIUS,
                    x(value(row)), y + 3, dot);
        }
    }

    private static String label(double value) {
        return value >= 1_000 ? String.format(Locale.ROOT, "%,d", Math.round(value))
                : String.format(Locale.ROOT, "%.3g", value).replaceAll("\\.?0+$", "");
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
