package org.malloc4j;

import java.util.StringJoiner;
import org.malloc4j.CorruptionReport.Neighbour;

/** Says in words what a {@link CorruptionReport} holds. */
final class ReportText {
    private ReportText() {
    }

    static String headline(CorruptionReport it) {
        String where = ": block=" + it.block() + " pool=" + it.pool()
                + (it.byteSize() < 0 ? "" : " byteSize=" + it.byteSize());
        return switch (it.kind()) {
            case OVERRUN -> "block overrun by " + bytes(it) + where
                    + "; something wrote past its end, into what the pool keeps there";
            case UNDERRUN -> "block underrun by " + bytes(it) + where
                    + "; something wrote before its start, into what the pool keeps there";
            case DOUBLE_FREE -> "block not live" + where + "; it was freed before: a double free";
            case FOREIGN_FREE -> "block not live" + where;
            case HEADER_OVERWRITTEN -> "block header overwritten" + where
                    + "; something wrote outside its own block";
            case WRITE_AFTER_FREE -> "block written after free at +" + it.distance() + where
                    + "; something kept using it after it was freed";
            case TABLE_OVERWRITTEN -> "heap table overwritten: pool=" + it.pool()
                    + "; something wrote outside its own block";
        };
    }

    private static String bytes(CorruptionReport it) {
        return it.distance() + (it.distance() == 1 ? " byte" : " bytes") + (it.orMore() ? " or more" : "");
    }

    static String text(CorruptionReport it) {
        StringJoiner lines = new StringJoiner("\n  ");
        lines.add(it.headline());
        if (it.evidence().at() >= 0) {
            lines.add("at " + it.evidence().at());
            if (!it.evidence().expected().isEmpty()) {
                lines.add("expected  " + it.evidence().expected());
            }
            lines.add("found     " + it.evidence().found());
        }
        if (it.before().state() != Neighbour.State.UNKNOWN || it.after().state() != Neighbour.State.UNKNOWN) {
            lines.add("before it: " + it.before());
            lines.add("behind it: " + it.after());
        }
        if (it.culprit() >= 0) {
            lines.add("likely culprit: whoever writes to block " + it.culprit());
        }
        if (it.allocatedBy() != 0) {
            lines.add("allocated by process " + it.allocatedBy());
        }
        if (it.freedBy() != 0) {
            lines.add("freed by process " + it.freedBy());
        }
        it.origins().forEach(lines::add);
        lines.add("noticed by process " + it.noticed().pid() + ", thread " + it.noticed().thread() + ", in "
                + it.noticed().operation());
        return lines.toString();
    }
}
