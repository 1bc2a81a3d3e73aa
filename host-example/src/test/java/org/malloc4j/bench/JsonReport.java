package org.malloc4j.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The results as a JSON list, an object on each line. What isn't known is {@code null}; a time that is lost in the void's
 * is 0.
 */
final class JsonReport {
    private static final String OBJECT = "  {\"workload\": \"%s\", \"contender\": \"%s\", \"role\": \"%s\", \"threads\": %d, "
            + "\"processes\": %d, \"nsPerOperation\": %s, \"p999Nanos\": %s, \"highWaterPerLive\": %s, "
            + "\"bytesPerBlock\": %s}";

    private JsonReport() {
    }

    static String of(List<Row> rows, List<Pair> pairs) {
        return Stream.concat(rows.stream().map(JsonReport::object), pairs.stream().map(JsonReport::object))
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private static String object(Row row) {
        return OBJECT.formatted(row.workload().name(), row.contender().name(), row.contender().role(), row.threads(),
                row.processes(), number(row.isBelowVoid() ? 0 : row.nanosPerOperation()), known(row.p999Nanos()), known(row.highWaterPerLive()),
                known(row.bytesPerBlock()));
    }

    private static String object(Pair pair) {
        return OBJECT.formatted("pair-" + pair.byteSize(), pair.contender().name(), pair.contender().role(), 1, 1,
                number(pair.nanos()), null, null, null);
    }

    private static String known(double value) {
        return value == Footprint.UNKNOWN ? "null" : number(value);
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "null";
    }
}
