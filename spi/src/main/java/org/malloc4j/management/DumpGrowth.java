package org.malloc4j.management;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * What grew from one {@link Dump} to a later one: each line's difference, the largest growth first; what shrank comes
 * last, what stayed the same is left out.
 *
 * @param before the earlier dump
 * @param after  the later one
 * @param lines  differences of bytes and counts; the standard error is that of the difference, the ages are the later
 *               dump's
 */
public record DumpGrowth(Dump before, Dump after, List<DumpLine> lines) {

    /** Copies the lines. */
    public DumpGrowth {
        lines = List.copyOf(lines);
    }

    /**
     * {@return what grew}
     *
     * @param before the earlier dump
     * @param after  the later one
     * @throws IllegalArgumentException if they can't be compared, because they are of different pools, tell blocks apart
     *                                  in different ways or by their age, or leave lines out
     */
    public static DumpGrowth between(Dump before, Dump after) {
        if (!before.subject().isOfSamePool(after.subject())) {
            throw new IllegalArgumentException("dumps are of different pools: before=" + before.subject().pool() + " after="
                    + after.subject().pool() + "; compare two of the same pool");
        }
        if (before.attributed() != after.attributed() || before.grouping() != after.grouping()) {
            throw new IllegalArgumentException("dumps can't be compared: before=" + kind(before) + " after=" + kind(after)
                    + "; take both in the same way");
        }
        if (after.attributed() && after.grouping() == Grouping.AGE) {
            throw new IllegalArgumentException("dumps by age can't be compared: by=age; blocks that only grew older would "
                    + "look like growth. Take both by origin, process or thread");
        }
        refuseIfNarrowed("before", before);
        refuseIfNarrowed("after", after);
        Map<List<String>, DumpLine> earlier = byKey(before);
        Map<List<String>, DumpLine> later = byKey(after);
        TreeSet<List<String>> keys = new TreeSet<>(Comparator.comparing((List<String> key) -> key.get(0))
                .thenComparing(key -> key.get(1)));
        keys.addAll(earlier.keySet());
        keys.addAll(later.keySet());
        return new DumpGrowth(before, after, keys.stream()
                .map(key -> difference(key, earlier.get(key), later.get(key)))
                .filter(line -> line.byteSize() != 0 || line.count() != 0)
                .sorted(Dump.mostBytesFirst())
                .toList());
    }

    private static void refuseIfNarrowed(String which, Dump dump) {
        if (!dump.narrowedBy().isEmpty()) {
            throw new IllegalArgumentException("dump leaves lines out: " + which + "=narrowed by "
                    + String.join(", ", dump.narrowedBy()) + "; what it doesn't show would look like growth, or hide it. Take "
                    + "it whole, and narrow what grew");
        }
    }

    /** {@return the table, for people} */
    public String toText() {
        StringBuilder text = new StringBuilder(DumpText.describe(after.subject())).append("\ngrowth since ")
                .append(before.subject().taken()).append(", ")
                .append(DumpText.age(after.subject().taken().toEpochMilli() - before.subject().taken().toEpochMilli()))
                .append(" before\n").append(DumpText.heading(after.attributed()));
        for (DumpLine line : lines) {
            text.append(String.format(Locale.ROOT, "%+11d : %+d x %s%s%s\n", Math.round(line.byteSize()),
                    Math.round(line.count()), line.origin(), line.group().isEmpty() ? "" : "  " + line.group(),
                    line.standardError() == 0 ? "" : "  +- " + Math.round(line.standardError())));
        }
        return text.append(DumpText.RULE).append('\n').toString();
    }

    /** {@return the growth as JSON, on one line} */
    public String toJson() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("since", before.subject().taken().toString());
        map.put("taken", after.subject().taken().toString());
        map.put("pid", after.subject().pid());
        map.put("instance", after.subject().instance());
        map.put("role", after.subject().role());
        map.put("allocator", after.subject().allocator());
        map.put("lines", lines.stream().map(DumpJson::line).toList());
        return DumpJson.render(map);
    }

    private static DumpLine difference(List<String> key, DumpLine earlier, DumpLine later) {
        DumpLine none = new DumpLine(key.get(0), key.get(1), 0, 0, 0, 0, 0);
        DumpLine from = earlier == null ? none : earlier;
        DumpLine to = later == null ? none : later;
        return new DumpLine(to.group(), to.origin(), to.byteSize() - from.byteSize(), to.count() - from.count(),
                Math.hypot(from.standardError(), to.standardError()), to.oldestMillis(), to.newestMillis());
    }

    private static Map<List<String>, DumpLine> byKey(Dump dump) {
        Map<List<String>, DumpLine> map = new HashMap<>();
        dump.lines().forEach(line -> map.put(List.of(line.group(), line.origin()), line));
        return map;
    }

    private static String kind(Dump dump) {
        return dump.attributed() ? "by " + dump.grouping().name().toLowerCase(Locale.ROOT) : "by size";
    }
}
