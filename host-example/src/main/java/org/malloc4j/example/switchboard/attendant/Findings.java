package org.malloc4j.example.switchboard.attendant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.malloc4j.example.switchboard.worker.Finding;

/** What went wrong in the switch: the first things, and how often in all. Any thread may use it. */
public final class Findings {
    private static final int KEPT = 16;

    private final List<Finding> first = new ArrayList<>();
    private long count;
    private long deaths;

    synchronized void add(Finding finding) {
        count++;
        if (first.size() < KEPT || finding.isNamed() && named().isEmpty()) {
            first.add(finding);
        }
    }

    synchronized void addDeath() {
        deaths++;
    }

    /** {@return the first one for which the allocator says what was done} */
    public synchronized Optional<Finding> named() {
        return first.stream().filter(Finding::isNamed).findFirst();
    }

    /** {@return the first one} */
    public synchronized Optional<Finding> first() {
        return first.stream().findFirst();
    }

    /** {@return how many there were} */
    public synchronized long count() {
        return count;
    }

    /** {@return how many workers died} */
    public synchronized long deaths() {
        return deaths;
    }
}
