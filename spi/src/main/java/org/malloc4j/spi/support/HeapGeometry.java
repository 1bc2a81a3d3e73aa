package org.malloc4j.spi.support;

/**
 * Where the parts of a heap lie, computed from the size of its region and of a tag.
 *
 * @param regionByteSize the size of the region
 * @param tagByteSize    the size of a tag, a multiple of 8
 * @param start          where the first fragment starts, such that its block is at a multiple of 16
 * @param end            where the last one can end
 */
record HeapGeometry(long regionByteSize, long tagByteSize, long start, long end) {

    /** {@return the geometry of a heap} @param regionByteSize the region's size @param tagByteSize the size asked for */
    static HeapGeometry of(long regionByteSize, long tagByteSize) {
        long tag = tagByteSize + Long.BYTES - 1 & -Long.BYTES;
        long prefix = Fragments.prefix(tag);
        long tables = HeapDescriptor.marks(regionByteSize) + HeapDescriptor.marksByteSize(regionByteSize);
        long start = roundUp(tables + prefix) - prefix;
        return new HeapGeometry(regionByteSize, tag, start, start + (regionByteSize - start & -Fragments.ALIGNMENT));
    }

    /** {@return the smallest region that has room for a fragment} @param tagByteSize the size asked for */
    static long minimumByteSize(long tagByteSize) {
        long size = 1024;
        for (HeapGeometry it = of(size, tagByteSize); it.capacity() < Fragments.smallest(it.tagByteSize());
                it = of(size, tagByteSize)) {
            size += 64;
        }
        return size;
    }

    /** {@return how many bytes there are for fragments} */
    long capacity() {
        return end - start;
    }

    private static long roundUp(long offset) {
        return offset + Fragments.ALIGNMENT - 1 & -Fragments.ALIGNMENT;
    }
}
