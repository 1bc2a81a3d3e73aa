package org.malloc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Workload SLOTS = new Slots();
    private static final List<Row> ROWS = List.of(
            new Row(ContenderId.parse("F_MALLOC/shm"), SLOTS, 2, 1, 3, 31.25, 0.02, 480, 1.05, 8, 1.1, "clean"),
            new Row(ContenderId.parse("libc"), SLOTS, 2, 1, 3, 25, 0.02, 300, Footprint.UNKNOWN, Footprint.UNKNOWN,
                    Footprint.UNKNOWN, ""));

    private static Measurement measurement(double nanos, String finalState) {
        Histogram histogram = new Histogram(3);
        histogram.recordValueWithCount(100, 999);
        histogram.recordValueWithCount(5_000, 2);
        return new Measurement(1 / nanos, histogram, 100_000, 125_000, 8, 150_000, finalState);
    }

    @Test
    void shouldWriteAnObjectForEachRow() {
        assertEquals("""
                [
                  {"workload": "slots", "contender": "F_MALLOC", "role": "shm", "threads": 2, "processes": 1, \
                "nsPerOperation": 31.2500, "p999Nanos": 480.0000, "highWaterPerLive": 1.0500, "bytesPerBlock": 8.0000},
                  {"workload": "slots", "contender": "libc", "role": "peer", "threads": 2, "processes": 1, \
                "nsPerOperation": 25.0000, "p999Nanos": 300.0000, "highWaterPerLive": null, "bytesPerBlock": null},
                  {"workload": "pair-64", "contender": "libc", "role": "peer", "threads": 1, "processes": 1, \
                "nsPerOperation": 20.0000, "p999Nanos": null, "highWaterPerLive": null, "bytesPerBlock": null}
                ]
                """, JsonReport.of(ROWS, List.of(new Pair(ContenderId.parse("libc"), 64, 20, 1))));
    }

    @Test
    void shouldMakeAPageThatNeedsNothingElse() {
        String page = HtmlReport.of(ROWS, List.of(), "a <machine>");
        assertTrue(page.contains("a &lt;machine&gt;") && page.contains("prefers-color-scheme: dark"), page);
        assertEquals(3, page.split("<svg ").length - 1, page);
        assertFalse(page.contains("http") || page.contains("<script") || page.contains("url("), page);
    }

    private static Row row(String contender, int threads, int processes, int runs, double nanos) {
        return new Row(ContenderId.parse(contender), SLOTS, threads, processes, runs, nanos, 0.02, 480, 1.05, 8, 1.1, "clean");
    }

    private static String text(List<Row> rows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TextReport(new PrintStream(out, true, StandardCharsets.UTF_8)).print(rows, List.of());
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldShowNoTimeThatIsLostInTheVoids() {
        List<Row> rows = List.of(row("F_MALLOC/pkg", 1, 1, 3, -1.5), row("F_MALLOC/shm", 1, 1, 3, 20));
        String text = text(rows);
        assertEquals(List.of("F_MALLOC/shm 1t          20.0     2 %        480      1.050     1.10      8.0  clean",
                "F_MALLOC/pkg 1t        < void     2 %        480      1.050     1.10      8.0  clean",
                "price of being recoverable: can't be told of F_MALLOC, which took less than the void in pkg"),
                text.lines().filter(line -> line.contains("F_MALLOC")).toList());
        assertTrue(JsonReport.of(rows, List.of()).contains("\"role\": \"pkg\", \"threads\": 1, \"processes\": 1, "
                + "\"nsPerOperation\": 0.0000, "), JsonReport.of(rows, List.of()));
        String page = HtmlReport.of(rows, List.of(), "");
        assertTrue(page.contains("An operation is one free and one allocation. No longer than the void took, so without a time "
                + "and a dot: F_MALLOC/pkg 1t.</p>"), page);
        assertTrue(page.contains("<tr><td>F_MALLOC/pkg</td><td>1</td><td>1</td><td>below the void's</td>"), page);
        assertFalse(page.contains("F_MALLOC/pkg 1t: -1.5") || page.contains("F_MALLOC/pkg 1t: 0.1"), page);
        assertFalse(page.contains("-1.5") || text.contains("-1.5"), page);
    }

    @Test
    void shouldSayHowManyRunsFiguresAreOf() {
        assertTrue(text(List.of(row("libc", 1, 1, 3, 20))).contains("Each figure is the median of 3 runs. ns/op"));
        assertTrue(HtmlReport.of(List.of(row("libc", 1, 1, 5, 20)), List.of(), "")
                .contains("instead</b>. Each figure is the median of 5 runs. Each run has a JVM of its own."));
        assertEquals("Each figure is from a single run. ", Runs.sentence(List.of(row("libc", 1, 1, 1, 20))));
        assertEquals("Each figure is the median of 3 runs; of fewer, 2 at least, where one failed. ",
                Runs.sentence(List.of(row("libc", 1, 1, 3, 20), row("arena", 1, 1, 2, 20))));
        assertEquals("", Runs.sentence(List.of()));
    }

    @Test
    void shouldKeepDotsClearOfOneAnother() {
        String chart = DotPlot.of(List.of(row("F_MALLOC/shm", 1, 1, 3, 20), row("F_MALLOC/shm", 2, 1, 3, 10),
                row("F_MALLOC/shm", 1, 2, 3, 10), row("F_MALLOC/shm", 8, 1, 3, 10.1), row("F_MALLOC/shm", 1, 8, 3, 10.2)),
                Row::nanosPerOperation);
        List<double[]> dots = Pattern.compile("cx=\"([0-9.]+)\" cy=\"([0-9.]+)\" r=\"8\"").matcher(chart).results()
                .map(dot -> new double[] {Double.parseDouble(dot.group(1)), Double.parseDouble(dot.group(2))}).toList();
        assertEquals(5, dots.size(), chart);
        for (double[] one : dots) {
            assertEquals(1, dots.stream().filter(other -> Math.hypot(one[0] - other[0], one[1] - other[1]) < 16).count(), chart);
        }
        assertTrue(dots.stream().allMatch(dot -> dot[1] < height(chart)), chart);
    }

    private static double height(String chart) {
        return Double.parseDouble(chart.replaceAll("(?s).*?viewBox=\"0 0 \\d+ (\\d+)\".*", "$1"));
    }

    @Test
    void shouldSubtractTheVoidsTimeFromTheMedianOfAllRounds() {
        Row row = Row.of(new Row.Cell(ContenderId.parse("libc"), new Slots(), 1, 1),
                List.of(measurement(30, ""), measurement(90, ""), measurement(31, "clean")), 5);
        assertEquals(3, row.runs());
        assertEquals(26, row.nanosPerOperation(), 1e-9);
        assertEquals(5_000, row.p999Nanos(), 10);
        assertEquals(1.25, row.highWaterPerLive());
        assertEquals(1.5, row.reachPerLive());
        assertEquals("clean", row.finalState());
    }

    @Test
    void shouldReadBackWhatAProcessMeasured() {
        Measurement measured = measurement(30, "2 live; 1 pieces more");
        assertEquals(measured, Measurement.parse(measured.toLine()));
    }

    @Test
    void shouldAddUpWhatProcessesMeasuredTogether() {
        Measurement both = Measurement.together(List.of(measurement(40, "clean"), measurement(40, "3 live")));
        assertEquals(20, both.nanosPerOperation(false), 1e-9);
        assertEquals(100_000, both.livePeak());
        assertEquals(125_000, both.highWater());
        assertEquals(2_002, both.histogram().getTotalCount());
        assertEquals("3 live", both.finalState());
    }
}
