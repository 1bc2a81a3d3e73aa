package org.malloc4j.management;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;

/**
 * Who holds the memory of a pool: live blocks by the line of code that allocated them, most bytes first. A value, taken
 * at some moment with {@link #of}; looking at it, narrowing it down and writing it anywhere touches the pool no more.
 *
 * @param subject        what it is of
 * @param statistics     what the pool held
 * @param attributed     whether origins are known; if not, lines tell live and free blocks by size
 * @param sampled        whether bytes and counts are estimates
 * @param sampleByteSize the process's mean distance of samples when it was taken; 0 if it tracked every block
 * @param originsLost    how many allocations of the process had an origin that found no place
 * @param grouping       by what else blocks are told apart
 * @param narrowedBy     what left lines out, such as {@code top=3}; empty if all are there
 * @param lines          the lines
 */
public record Dump(DumpSubject subject, PoolStatistics statistics, boolean attributed, boolean sampled,
                   long sampleByteSize, long originsLost, Grouping grouping, List<String> narrowedBy, List<DumpLine> lines) {

    /** Copies the lists. */
    public Dump {
        narrowedBy = List.copyOf(narrowedBy);
        lines = List.copyOf(lines);
    }

    /**
     * Takes a dump beside running workers. No lock of the pool is held but for the short moments in which blocks are
     * looked up.
     *
     * @param allocator the pool's; whether it tells origins is found out
     * @param subject   what to call it
     * @param grouping  by what else to tell blocks apart
     * @return the dump
     * @throws org.malloc4j.HeapCorruptionException if the pool can't be walked to its end
     */
    public static Dump of(Allocator allocator, DumpSubject subject, Grouping grouping) {
        return new DumpTaker(allocator, subject, grouping).take();
    }

    /** {@return lines of live blocks only} Where origins aren't known, free fragments have lines, too. */
    public Dump live() {
        return attributed ? this
                : with("live", lines.stream().filter(line -> line.group().equals(DumpTaker.LIVE)).toList());
    }

    /** {@return the first lines only} @param most how many, at the most */
    public Dump top(int most) {
        return with("top=" + most, lines.stream().limit(most).toList());
    }

    /** {@return lines of at least so many bytes only} @param byteSize how many */
    public Dump atLeast(long byteSize) {
        return with("min_bytes=" + byteSize, lines.stream().filter(line -> line.byteSize() >= byteSize).toList());
    }

    /** {@return lines only in whose origin or group an expression is found} @param expression what to find */
    public Dump matching(Pattern expression) {
        return with("match=" + expression.pattern(), lines.stream()
                .filter(line -> expression.matcher(line.origin()).find() || expression.matcher(line.group()).find())
                .toList());
    }

    /**
     * {@return lines only in whose origin or group an expression is found} For expressions that come from elsewhere.
     *
     * @param expression what to find
     * @param limit      how long that may take
     * @throws CommandException if it takes longer
     */
    public Dump matching(Pattern expression, Duration limit) {
        TimedText.Clock clock = new TimedText.Clock(limit);
        return with("match=" + expression.pattern(), lines.stream()
                .filter(line -> expression.matcher(new TimedText(line.origin(), clock)).find()
                        || expression.matcher(new TimedText(line.group(), clock)).find())
                .toList());
    }

    /** {@return the table, for people} */
    public String toText() {
        return new DumpText(this).toString();
    }

    /** {@return the dump as JSON, on one line} {@link #fromJson} reads it. */
    public String toJson() {
        return DumpJson.write(this);
    }

    /**
     * {@return a dump that was written as JSON}
     *
     * @param json what {@link #toJson} gave
     * @throws IllegalArgumentException if it is no such thing, with a sentence that says what is wrong
     */
    public static Dump fromJson(String json) {
        return DumpJson.read(json);
    }

    static Comparator<DumpLine> mostBytesFirst() {
        return Comparator.comparingDouble(DumpLine::byteSize).reversed()
                .thenComparing(DumpLine::origin).thenComparing(DumpLine::group);
    }

    private Dump with(String filter, List<DumpLine> some) {
        if (some.size() == lines.size()) {
            return this;
        }
        List<String> filters = new ArrayList<>(narrowedBy);
        filters.add(filter);
        return new Dump(subject, statistics, attributed, sampled, sampleByteSize, originsLost, grouping, filters, some);
    }
}
