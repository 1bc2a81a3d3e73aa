package org.malloc4j.example.switchboard.table;

/** Is shown the entries of a stripe. */
@FunctionalInterface
public interface EntryVisitor {

    /**
     * Looks at one entry.
     *
     * @param stripe the stripe, which is locked
     * @param entry  the entry
     */
    void visit(long stripe, long entry);
}
