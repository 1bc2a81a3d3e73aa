package org.malloc4j.qmalloc;

import java.lang.invoke.MethodHandles;
import org.malloc4j.spi.PoolClass;

/**
 * The common case of allocate and free: a small block is taken from a quick list, with guards put around it, or goes into
 * the quarantine when it was found sound and others have left it. Whatever isn't common, or not as it should be, is left
 * to {@link QMallocHeap}, which finds out and says what it is.
 */
interface GuardedPath {

    /**
     * {@return the path of a heap} Of one that lives as long as its process, which is worth it, the JIT gets to know all
     * numbers as constants.
     *
     * @param parts what it works with
     */
    static GuardedPath of(PathParts parts) {
        return parts.region().isConstant()
                ? PoolClass.instance(MethodHandles.lookup(), DirectGuardedPath.class, GuardedPath.class, parts)
                : new DirectGuardedPath(parts);
    }

    /** {@return a block with guards around it, or 0 if none is at hand} @param byteSize how many bytes it shall have */
    long take(long byteSize);

    /** {@return whether a live block was freed; if not, it still lives} @param block any number */
    boolean keep(long block);
}
