package org.malloc4j.spi.support;

/** The common case of allocate and free: a small fragment is taken from its quick list, or put there. */
public interface QuickPath extends Recovery {

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
