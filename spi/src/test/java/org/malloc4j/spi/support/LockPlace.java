package org.malloc4j.spi.support;

/** Where a heap's lock lies: a flipped one can't be told from one that somebody holds. */
public final class LockPlace {
    /** The offset of the lock's word. */
    public static final long OFFSET = HeapDescriptor.LOCK;

    private LockPlace() {
    }
}
