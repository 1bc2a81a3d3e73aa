package org.malloc4j.example.switchboard.worker;

import java.util.Optional;
import org.malloc4j.CorruptionReport;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;

/**
 * What went wrong in a worker, as it tells its attendant.
 *
 * @param kind what was done to the memory; empty if the allocator doesn't say
 * @param text everything that is known
 */
public record Finding(String kind, String text) {
    private static final String MARK = "finding ";
    private static final char LINE_END = '\u001E';

    /** {@return what a failure of the switch says} */
    public static Finding of(RuntimeException failure) {
        Optional<CorruptionReport> report = switch (failure) {
            case HeapCorruptionException corruption -> corruption.report();
            case IllegalBlockException illegal -> illegal.report();
            default -> Optional.empty();
        };
        return new Finding(report.map(it -> it.kind().key()).orElse(""),
                report.map(CorruptionReport::text).orElseGet(failure::toString));
    }

    /** {@return whether the allocator says what was done} */
    public boolean isNamed() {
        return !kind.isEmpty();
    }

    /** {@return it on one line} */
    String line() {
        return MARK + kind + " " + text.replace('\n', LINE_END);
    }

    /** {@return what a line of a worker says, if it is such} */
    public static Optional<Finding> parse(String line) {
        if (!line.startsWith(MARK)) {
            return Optional.empty();
        }
        int end = line.indexOf(' ', MARK.length());
        return Optional.of(new Finding(line.substring(MARK.length(), end), line.substring(end + 1).replace(LINE_END, '\n')));
    }
}
