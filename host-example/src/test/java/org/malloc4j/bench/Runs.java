package org.malloc4j.bench;

import java.util.IntSummaryStatistics;
import java.util.List;

/** How many runs figures come from, in words. */
final class Runs {

    private Runs() {
    }

    /** {@return a sentence with a space behind it; empty if there are no figures} @param rows the figures */
    static String sentence(List<Row> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        IntSummaryStatistics runs = rows.stream().mapToInt(Row::runs).summaryStatistics();
        if (runs.getMax() == 1) {
            return "Each figure is from a single run. ";
        }
        return runs.getMin() == runs.getMax() ? "Each figure is the median of " + runs.getMax() + " runs. "
                : "Each figure is the median of " + runs.getMax() + " runs; of fewer, " + runs.getMin() + " at least, where one "
                + "failed. ";
    }
}
