package org.malloc4j.spi.support;

import java.lang.invoke.MethodHandles;
import org.malloc4j.spi.PoolClass;

/** The common case of allocate and free: a small fragment is taken from its quick list, or put there. */
interface QuickPath extends Recovery {

    /**
     * {@return the quick path of a heap} Of one that lives as long as its process, which is worth it, the JIT gets to know
     * all numbers as constants.
     *
     * @param path does the work
     */
    static QuickPath of(DirectQuickPath path) {
        return path.region().isConstant()
                ? PoolClass.instance(MethodHandles.lookup(), ConstantQuickPath.class, QuickPath.class, path) : path;
    }

    /**
     * Takes a fragment for a request.
     *
     * @param byteSize the bytes asked for
     * @return its block, or 0 if none of the size that it takes is at hand
     */
    long take(long byteSize);

    /**
     * Keeps a live block's fragment.
     *
     * @param block     any number
     * @param reachable a block below it lies in memory that may be touched; too low costs a detour, no more
     * @return whether it could; if not, nothing changed
     */
    boolean keep(long block, long reachable);
}
