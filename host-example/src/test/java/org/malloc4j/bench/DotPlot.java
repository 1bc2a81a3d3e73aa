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
import java.util.stream.Collectors;

/** A chart with a line for each contender and a dot for each crew, on a logarithmic scale; the best is at the top. */
final class DotPlot {
    private static final int LABELS = 240;
    private static final int WIDTH = 690;
    private static final int RIGHT = 30;
    private static final int TOP = 6;
    private static final int AXIS = 26;
    private static final int RADIUS = 8;
    /** Between the lanes of a line, and between dots of one lane at least: so no dot covers what is written in another. */
    private static final int STEP = 2 * RADIUS + 1;
    private static final int PADDING = 8;
    private static final double SMALLEST = 0.1;
    private static final double MARGIN = 1.15;
    private static final double[] COARSE_TICKS = {1};
    private static final double[] TICKS = {1, 2, 5};
    private static final double[] FINE_TICKS = {1, 1.2, 1.5, 2, 3, 5, 7};
    private static final double FINE_UP_TO = 12;
    private static final double COARSE_FROM = 500;

    private final ToDoubleFunction<Row> figure;
    private final Map<ContenderId, List<Dot>> lines = new LinkedHashMap<>();
    private final double least;
    private final double most;
    private final StringBuilder svg = new StringBuilder();

    private DotPlot(List<Row> rows, ToDoubleFunction<Row> figure) {
        this.figure = figure;
        least = rows.stream().mapToDouble(this::value).min().orElseThrow() / MARGIN;
        most = rows.stream().mapToDouble(this::value).max().orElseThrow() * MARGIN;
        Map<ContenderId, List<Row>> byContender = rows.stream().sorted(Comparator.comparingDouble(this::value))
                .collect(Collectors.groupingBy(Row::contender, LinkedHashMap::new, Collectors.toList()));
        byContender.forEach((id, some) -> lines.put(id, dots(some)));
    }

    /** {@return the chart; empty if nothing is known} */
    static String of(List<Row> rows, ToDoubleFunction<Row> figure) {
        List<Row> known = rows.stream().filter(row -> figure.applyAsDouble(row) != Footprint.UNKNOWN).toList();
        return known.isEmpty() ? "" : new DotPlot(known, figure).draw();
    }

    /** A contender may be so fast that hardly anything is left of it once the void is subtracted. */
    private double value(Row row) {
        return Math.max(SMALLEST, figure.applyAsDouble(row));
    }

    private double x(double value) {
        return LABELS + (WIDTH - LABELS - RIGHT) * Math.log(value / least) / Math.log(most / least);
    }

    /** Processes below threads. */
    private List<Dot> dots(List<Row> rows) {
        List<Dot> dots = new ArrayList<>();
        add(dots, rows.stream().filter(row -> row.processes() == 1).sorted(Comparator.comparingInt(Row::threads)).toList());
        add(dots, rows.stream().filter(row -> row.processes() > 1).sorted(Comparator.comparingInt(Row::processes)).toList());
        return dots;
    }

    /** Each dot lies in the highest lane below those that were there before where it keeps clear of others. */
    private void add(List<Dot> dots, List<Row> rows) {
        int first = dots.isEmpty() ? 0 : lanes(dots);
        for (Row row : rows) {
            double x = x(value(row));
            int lane = first;
            while (occupied(dots, lane, x)) {
                lane++;
            }
            dots.add(new Dot(row, x, lane));
        }
    }

    private static boolean occupied(List<Dot> dots, int lane, double x) {
        return dots.stream().anyMatch(dot -> dot.lane == lane && Math.abs(dot.x - x) < STEP);
    }

    private static int lanes(List<Dot> dots) {
        return 1 + dots.stream().mapToInt(Dot::lane).max().orElse(0);
    }

    private static int height(List<Dot> dots) {
        return 2 * PADDING + STEP * lanes(dots);
    }

    private String draw() {
        int bottom = TOP + lines.values().stream().mapToInt(DotPlot::height).sum();
        svg.append(String.format(Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\">%n", WIDTH, bottom + AXIS));
        drawStripes();
        drawTicks(bottom);
        int y = TOP;
        for (Map.Entry<ContenderId, List<Dot>> line : lines.entrySet()) {
            drawLine(line.getKey(), line.getValue(), y);
            y += height(line.getValue());
        }
        return svg.append("</svg>\n").toString();
    }

    private void drawStripes() {
        int y = TOP;
        boolean striped = true;
        for (List<Dot> line : lines.values()) {
            if (striped) {
                add("<rect class=\"stripe\" x=\"0\" y=\"%d\" width=\"%d\" height=\"%d\"/>", y, WIDTH, height(line));
            }
            striped = !striped;
            y += height(line);
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

    private void drawLine(ContenderId id, List<Dot> dots, int top) {
        add("<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", id.isOurs() ? "ours" : "", LABELS - 14,
                top + height(dots) / 2 + 4, Escaped.html(id.toString()));
        drawWay(dots.stream().filter(dot -> dot.row.processes() == 1).toList(), top);
        drawWay(dots.stream().filter(dot -> dot.row.processes() > 1).toList(), top);
        for (Dot dot : dots) {
            String kind = id.isOurs() ? "ours" : "peer";
            add("<g><title>%s %s: %s</title><circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"/><text class=\"inside\" "
                    + "x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text></g>", Escaped.html(id.toString()),
                    dot.row.crew(), label(figure.applyAsDouble(dot.row)), kind, dot.x, dot.y(top), RADIUS, dot.x,
                    dot.y(top) + 3, dot.row.processes() > 1 ? dot.row.processes() + "p" : dot.row.threads());
        }
    }

    private void drawWay(List<Dot> dots, int top) {
        if (!dots.isEmpty()) {
            add("<polyline class=\"range\" points=\"%s\"/>", dots.stream()
                    .map(dot -> String.format(Locale.ROOT, "%.1f,%.1f", dot.x, dot.y(top))).collect(Collectors.joining(" ")));
        }
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

    /** One figure. @param x where it lies @param lane how many lanes below its line's first one */
    private record Dot(Row row, double x, int lane) {

        /** {@return where its middle is} @param top where its line begins */
        double y(int top) {
            return top + PADDING + STEP * (lane + 0.5);
        }
    }
}
