package org.malloc4j.management;

import java.util.Locale;

/** A dump as a table, in the shape that operators know: total bytes, count, and the line of code. */
final class DumpText {
    static final String RULE = "------------+---------------------------------------";

    private final Dump dump;
    private final StringBuilder text = new StringBuilder();

    DumpText(Dump dump) {
        this.dump = dump;
    }

    @Override
    public String toString() {
        headline();
        table(dump.attributed());
        for (DumpLine line : dump.lines()) {
            text.append(String.format(Locale.ROOT, "%11d : %d x %s", Math.round(line.byteSize()),
                    Math.round(line.count()), line.origin()));
            tail(line);
            text.append('\n');
        }
        return text.append(RULE).append('\n').toString();
    }

    /** The lines that head a table. */
    static String heading(boolean attributed) {
        return RULE + "\ntotal_bytes | " + (attributed ? "num_allocations x [file: func, line]" : "num_blocks x [size]")
                + '\n' + RULE + '\n';
    }

    private void table(boolean attributed) {
        text.append(heading(attributed));
    }

    private void headline() {
        text.append(describe(dump.subject())).append('\n');
        if (!dump.attributed()) {
            text.append("Origins aren't known: ").append(dump.subject().allocator()).append("_DBG would name the line of "
                    + "code that made each block.\n");
        }
        if (dump.sampled()) {
            text.append("Estimated from samples");
            if (dump.sampleByteSize() > 0) {
                text.append(", one in ").append(dump.sampleByteSize()).append(" bytes");
            }
            text.append("; +- is the standard error of the bytes.\n");
        }
        if (dump.originsLost() > 0) {
            text.append(dump.originsLost()).append(" allocations of this process had an origin that found no place: raise "
                    + "malloc4j.debug.area-size.\n");
        }
    }

    static String describe(DumpSubject subject) {
        return subject.role() + " of instance " + subject.instance() + ", " + subject.allocator()
                + (subject.pid() == 0 ? "" : ", seen by pid " + subject.pid()) + ", " + subject.taken();
    }

    private void tail(DumpLine line) {
        String separator = "  ";
        if (!line.group().isEmpty()) {
            text.append(separator).append(line.group());
            separator = ", ";
        }
        if (line.standardError() > 0) {
            text.append(separator).append("+- ").append(Math.round(line.standardError()));
            separator = ", ";
        }
        if (line.oldestMillis() != 0) {
            long now = dump.subject().taken().toEpochMilli();
            text.append(separator).append("oldest ").append(age(now - line.oldestMillis())).append(", newest ")
                    .append(age(now - line.newestMillis()));
        }
    }

    /** {@return a duration in the largest unit that it fills, and the next} @param millis how long */
    static String age(long millis) {
        long seconds = Math.max(0, millis) / 1000;
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        if (seconds < 86_400) {
            return seconds / 3600 + " h " + seconds / 60 % 60 + " min";
        }
        return seconds / 86_400 + " d " + seconds / 3600 % 24 + " h";
    }
}
