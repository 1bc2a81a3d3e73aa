package org.malloc4j.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The middle of several figures: what a disturbed round says doesn't count. */
final class Medians {

    private Medians() {
    }

    static <T> double of(List<T> all, ToDoubleFunction<T> figure) {
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("median of nothing");
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
