package org.malloc4j.debug;

import java.util.ArrayList;
import java.util.List;
import org.malloc4j.CorruptionReport;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.spi.Attribution;

/** Adds to what an allocator refuses, or finds damaged, which lines of code had to do with the block. */
final class Explanations {
    private final Tags tags;
    private final CallSites sites;

    Explanations(Tags tags, CallSites sites) {
        this.tags = tags;
        this.sites = sites;
    }

    /**
     * {@return a refusal that says what is known of the number that was passed}
     *
     * @param refusal the allocator's own
     * @param now     what the caller does: {@code freed}
     */
    IllegalBlockException of(IllegalBlockException refusal, String now) {
        List<String> lines = lines(refusal.block(), now + " now by ");
        if (lines.isEmpty()) {
            return refusal;
        }
        String sentence = refusal.getMessage() + "; " + String.join("; ", lines);
        IllegalBlockException explained = refusal.report()
                .map(report -> report.withOrigins(lines))
                .map(report -> new IllegalBlockException(report.text(), refusal.block(), report))
                .orElseGet(() -> new IllegalBlockException(sentence, refusal.block()));
        explained.initCause(refusal);
        return explained;
    }

    /** {@return what was found, and what is known of the block it is about and of the likely culprit} @param found by the allocator */
    HeapCorruptionException of(HeapCorruptionException found) {
        if (found.report().isEmpty()) {
            return found;
        }
        CorruptionReport report = found.report().get();
        List<String> lines = new ArrayList<>(lines(report.block(), "noticed in a call by "));
        if (report.culprit() >= 0 && report.culprit() != report.block()) {
            Attribution culprit = known(report.culprit());
            if (!culprit.origin().isEmpty()) {
                lines.add("likely culprit allocated by " + culprit.origin());
            }
        }
        if (lines.isEmpty()) {
            return found;
        }
        HeapCorruptionException explained = new HeapCorruptionException(report.withOrigins(lines));
        explained.initCause(found);
        return explained;
    }

    private List<String> lines(long block, String now) {
        Attribution known = known(block);
        List<String> lines = new ArrayList<>();
        if (!known.origin().isEmpty()) {
            lines.add("allocated by " + known.origin());
        }
        if (!known.freedBy().isEmpty()) {
            lines.add("freed first by " + known.freedBy());
        }
        if (!lines.isEmpty()) {
            lines.add(now + sites.walker(3).walk(sites.search()));
        }
        return lines;
    }

    private Attribution known(long block) {
        try {
            return tags.read(block, false);
        } catch (IndexOutOfBoundsException e) {
            // The number is nowhere near a block.
            return Attribution.UNKNOWN;
        }
    }
}
