package org.malloc4j.qmalloc;

/** Q_MALLOC finds what it says it finds. */
class CorruptionTest extends CorruptionSuite {
    CorruptionTest() {
        super(QMallocHeap::new);
    }
}
