package org.malloc4j.boot;

/**
 * Locks that the kernel drops when their process dies, whatever the cause: the bytes of a lock file. A byte belongs to
 * whoever acquired it, a thread of this process or another process.
 */
interface ByteLocks {

    /** Who holds a byte. */
    enum Holder { NOBODY, THIS_PROCESS, ANOTHER_PROCESS }

    /** {@return whether the byte was nobody's and now is the caller's} Never waits. */
    boolean tryAcquire(int position);

    /** Gives back a byte that was acquired through this object; does nothing for any other. */
    void release(int position);

    /**
     * {@return who holds a byte now} The kernel has no question without a side effect: while this one is asked, others
     * may find a byte held that is nobody's, so {@code NOBODY} is certain and the rest may be a moment wrong.
     */
    Holder holder(int position);
}
