package org.malloc4j.boot;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.malloc4j.CorruptionReport;
import org.malloc4j.HeapCorruptionException;

/** What a process that ends because of a corruption leaves to read: the finding, who noticed, and what lies around it. */
final class Evidence {
    private static final int BYTES_PER_LINE = 16;
    private static final long BYTES_AROUND = 256;
    private static final long MOST_BYTES = 4096;

    private final HeapCorruptionException finding;
    private final StringBuilder text = new StringBuilder("malloc4j: evidence of a corrupt pool\n\n");

    /** @param finding what was found */
    Evidence(HeapCorruptionException finding) {
        this.finding = finding;
    }

    /** Adds who this is. @param facts lines of a name and a value */
    Evidence facts(List<String> facts) {
        line("time        " + Instant.now());
        line("process     " + Machine.pid() + ", started " + Instant.ofEpochMilli(Machine.processStartMillis()));
        line("thread      " + Thread.currentThread().getName());
        facts.forEach(this::line);
        return this;
    }

    /** Adds the finding, and where in the program it was made. */
    Evidence finding() {
        heading("what was found");
        line(finding.getMessage());
        StringWriter trace = new StringWriter();
        finding.printStackTrace(new PrintWriter(trace, true));
        heading("where it was noticed");
        // The message stands above.
        trace.toString().lines().filter(it -> it.startsWith("\tat ")).map(String::strip).forEach(this::line);
        return this;
    }

    /** Adds a part that may not be had any more, of a pool in this state. */
    Evidence part(String heading, Supplier<String> part) {
        heading(heading);
        try {
            line(part.get());
        } catch (RuntimeException e) {
            line("can't be read: " + e);
        }
        return this;
    }

    /** Adds the memory around the block or the place that the finding is about, if it says which. */
    Evidence memory(MemorySegment segment) {
        return part("memory around it, from the start of the pool's segment",
                () -> finding.report().map(report -> dump(segment, first(report), Math.max(report.evidence().at(),
                        report.block() + Math.max(0, report.byteSize()))))
                        .orElseGet(() -> dump(segment, finding.at(), finding.at())));
    }

    private static String dump(MemorySegment segment, long first, long last) {
        if (first < 0 || first >= segment.byteSize()) {
            return "the finding names no place in the pool";
        }
        long from = Math.max(0, first - BYTES_AROUND) & -BYTES_PER_LINE;
        long to = Math.min(Math.min(segment.byteSize(), last + BYTES_AROUND), from + MOST_BYTES);
        StringBuilder lines = new StringBuilder();
        for (long at = from; at < to; at += BYTES_PER_LINE) {
            lines.append(line(segment, at, (int) Math.min(BYTES_PER_LINE, to - at)));
        }
        return lines.toString();
    }

    private static long first(CorruptionReport report) {
        long at = report.evidence().at();
        return at < 0 ? report.block() : report.block() < 0 ? at : Math.min(at, report.block());
    }

    private static String line(MemorySegment segment, long at, int count) {
        StringBuilder hex = new StringBuilder();
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < count; i++) {
            byte one = segment.get(ValueLayout.JAVA_BYTE, at + i);
            hex.append(String.format(Locale.ROOT, "%02x ", one));
            printable.append(one >= ' ' && one < 0x7F ? (char) one : '.');
        }
        return String.format(Locale.ROOT, "%10d  %-48s %s%n", at, hex, printable);
    }

    private void heading(String heading) {
        text.append('\n').append(heading).append('\n');
    }

    private void line(String line) {
        line.lines().forEach(it -> text.append("  ").append(it).append('\n'));
    }

    /** {@return the text} */
    String text() {
        return text.toString();
    }
}
