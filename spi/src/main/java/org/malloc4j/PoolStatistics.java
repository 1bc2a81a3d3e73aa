package org.malloc4j;

/**
 * What a pool holds, in bytes unless said otherwise.
 *
 * <p>Two equations always hold:
 * <pre>
 *   totalSize    = freeSize + realUsedSize
 *   realUsedSize = usedSize + every overhead
 * </pre>
 * The figures are exact when nobody is allocating; taken while others allocate, they may be some operations old, but
 * they are never negative and reading them never blocks.
 *
 * @param totalSize     what the allocator was given to manage
 * @param usedSize      usable bytes of live blocks
 * @param realUsedSize  {@code usedSize} and every overhead: headers, marks, tables, slack
 * @param maxUsedSize   the peak of {@code realUsedSize}
 * @param freeSize      what is neither used nor overhead
 * @param largestFree   the largest request, in bytes at 16-byte alignment, that would succeed now
 * @param fragments     the number of live blocks
 * @param freeFragments the number of free fragments
 */
public record PoolStatistics(long totalSize, long usedSize, long realUsedSize, long maxUsedSize, long freeSize,
                             long largestFree, long fragments, long freeFragments) {

    /** @throws IllegalArgumentException if a figure is negative or the equations above don't hold */
    public PoolStatistics {
        if (totalSize < 0 || usedSize < 0 || realUsedSize < usedSize || maxUsedSize < realUsedSize || freeSize < 0
                || largestFree < 0 || fragments < 0 || freeFragments < 0 || totalSize != freeSize + realUsedSize) {
            throw new IllegalArgumentException("statistics don't add up: totalSize=" + totalSize + " usedSize="
                    + usedSize + " realUsedSize=" + realUsedSize + " maxUsedSize=" + maxUsedSize + " freeSize="
                    + freeSize + " largestFree=" + largestFree + " fragments=" + fragments + " freeFragments="
                    + freeFragments);
        }
    }
}
