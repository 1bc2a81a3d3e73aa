package org.malloc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Workload SLOTS = new Slots();
    private static final List<Row> ROWS = List.of(
            new Row(ContenderId.parse("F_MALLOC/shm"), SLOTS, 2, 1, 31.25, 0.02, 480, 1.05, 8, 1.1, "clean"),
            new Row(ContenderId.parse("libc"), SLOTS, 2, 1, 25, 0.02, 300, Footprint.UNKNOWN, Footprint.UNKNOWN,
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

    @Test
    void shouldSubtractTheVoidsTimeFromTheMedianOfAllRounds() {
        Row row = Row.of(new Row.Cell(ContenderId.parse("libc"), new Slots(), 1, 1),
                List.of(measurement(30, ""), measurement(90, ""), measurement(31, "clean")), 5);
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
