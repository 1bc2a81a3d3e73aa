package org.malloc4j.spi.support;

/** The recovery of a heap: first what was planned, then what was only declared. Of the two there is one at the most. */
final class HeapRecovery implements Recovery {
    private final RedoRecord record;
    private Recovery declared;

    /**
     * @param record   what was planned
     * @param declared what was declared
     */
    HeapRecovery(RedoRecord record, Recovery declared) {
        this.record = record;
        this.declared = declared;
    }

    /** Leaves what was declared to somebody else. @param recovery knows what the words mean */
    void declaredTo(Recovery recovery) {
        declared = recovery;
    }

    @Override
    public void recover() {
        record.recover();
        declared.recover();
    }
}
