package org.malloc4j.spi.support;

import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Region;

/**
 * What a fragment looks like, live or free: boundary tags (Knuth, The Art of Computer Programming, volume 1, section
 * 2.5, algorithm C), of which the one at the end exists only while the fragment is free.
 *
 * <pre>
 *   live:  | header 8 | tag T | the block ...                                 |
 *   free:  | header 8 | tag T | next 8 | previous 8 | ...          | footer 8 |
 *
 *   header:  63     48 47                        4  3  2     1        0
 *           +---------+---------------------------+-----+---------+------+
 *           |  check  |  size / 16                | 0 0 | previous| this |
 *           |         |                           |     | is free | free |
 *           +---------+---------------------------+-----+---------+------+
 *   footer:  the size
 * </pre>
 *
 * Blocks start at multiples of 16, so fragments start 8 + T bytes before one. The tag of a freed block stays where it is,
 * also when its fragment becomes the middle of a larger one.
 */
final class Fragments {
    static final int HEADER_BYTE_SIZE = Long.BYTES;
    static final int FOOTER_BYTE_SIZE = Long.BYTES;
    static final int ALIGNMENT = 16;

    static final long FREE = 1;
    static final long PREVIOUS_FREE = 2;
    private static final long SIZE_MASK = Seal.MAX_PAYLOAD & -ALIGNMENT;

    private final Region region;
    private final RedoRecord record;
    private final long prefix;
    private final long smallest;
    private final long start;

    /**
     * @param region      the region
     * @param record      where changes are planned
     * @param tagByteSize the size of a tag, a multiple of 8
     * @param start       where the first fragment starts
     */
    Fragments(Region region, RedoRecord record, long tagByteSize, long start) {
        this.region = region;
        this.record = record;
        this.prefix = prefix(tagByteSize);
        this.smallest = smallest(tagByteSize);
        this.start = start;
    }

    static long prefix(long tagByteSize) {
        return HEADER_BYTE_SIZE + tagByteSize;
    }

    static long smallest(long tagByteSize) {
        return (prefix(tagByteSize) + 2 * Long.BYTES + FOOTER_BYTE_SIZE + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** {@return how far into a fragment its block starts} */
    long prefix() {
        return prefix;
    }

    /** {@return the size of the smallest fragment} */
    long smallest() {
        return smallest;
    }

    /** {@return where the first fragment starts} */
    long start() {
        return start;
    }

    /** {@return the size of the fragment for a request} @param byteSize the bytes asked for */
    long sizeFor(long byteSize) {
        return sizeFor(byteSize, prefix, smallest);
    }

    /** {@return the size of the fragment for a request} @param byteSize the bytes asked for @param prefix before a block @param smallest fragment */
    static long sizeFor(long byteSize, long prefix, long smallest) {
        return Math.max(smallest, (byteSize + prefix + ALIGNMENT - 1) & -ALIGNMENT);
    }

    /** {@return whether a fragment could start here} @param fragment the place @param top where fragments end */
    boolean isPlausible(long fragment, long top) {
        return fragment >= start && fragment < top && ((fragment - start) & (ALIGNMENT - 1)) == 0;
    }

    /**
     * {@return a fragment's header, intact}
     *
     * @param fragment where it starts
     * @param top      where fragments end
     * @throws HeapCorruptionException if it was overwritten
     */
    long header(long fragment, long top) {
        long header = region.getLong(fragment);
        long size = size(header);
        if (!Seal.isIntact(fragment, header) || size < smallest || size > top - fragment) {
            throw new HeapCorruptionException("fragment header overwritten: at=" + fragment + " block="
                    + (fragment + prefix) + " pool=" + region.name() + " header=0x" + Long.toHexString(header)
                    + "; something wrote outside its own block, probably past the end of the block before this one", fragment);
        }
        return header;
    }

    /** {@return the start of the free fragment that ends here} @param end where @param top where fragments end */
    long previousFree(long end, long top) {
        long size = region.getLong(end - FOOTER_BYTE_SIZE);
        long fragment = end - size;
        if (size <= 0 || !isPlausible(fragment, top) || !isFree(header(fragment, top))
                || size(header(fragment, top)) != size) {
            throw new HeapCorruptionException("fragment footer overwritten: at=" + (end - FOOTER_BYTE_SIZE) + " pool="
                    + region.name() + " footer=0x" + Long.toHexString(size)
                    + "; something wrote to memory after it was freed, or outside its own block", end - FOOTER_BYTE_SIZE);
        }
        return fragment;
    }

    /** Plans a header. @param fragment where @param size the fragment's size @param flags its flags */
    void putHeader(long fragment, long size, long flags) {
        record.put(fragment, Seal.seal(fragment, size | flags));
    }

    /** Plans the header and footer of a free fragment. Its predecessor isn't free, by invariant. */
    void putFree(long fragment, long size) {
        putHeader(fragment, size, FREE);
        record.put(fragment + size - FOOTER_BYTE_SIZE, size);
    }

    static long size(long header) {
        return header & SIZE_MASK;
    }

    static boolean isFree(long header) {
        return (header & FREE) != 0;
    }

    static boolean isPreviousFree(long header) {
        return (header & PREVIOUS_FREE) != 0;
    }
}
