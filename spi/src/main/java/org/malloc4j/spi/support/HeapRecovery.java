package org.malloc4j.spi.support;

/**
 * The recovery of a heap: first what was planned, then what was only declared. Of the two there is one at the most.
 *
 * @param record    what was planned
 * @param quickPath what was declared
 */
record HeapRecovery(RedoRecord record, QuickPath quickPath) implements Recovery {
    @Override
    public void recover() {
        record.recover();
        quickPath.recover();
    }
}
