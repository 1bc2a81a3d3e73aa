package org.malloc4j.spi.support;

import org.malloc4j.spi.Region;

/** The parts of one heap, put together. */
record HeapParts(Region region, HeapGeometry geometry, RedoRecord record, RecoverableLock lock, Fragments fragments,
                 FreeLists lists, QuickLists quick, StartMarks marks, HeapBounds bounds, HeapCounts counts) {

    /** {@return the parts of the heap in a region} @param region the region @param tagByteSize the size of a tag */
    static HeapParts of(Region region, long tagByteSize) {
        HeapGeometry geometry = HeapGeometry.of(region.byteSize(), tagByteSize);
        RedoRecord record = new RedoRecord(region, HeapDescriptor.REDO);
        Fragments fragments = new Fragments(region, record, geometry.tagByteSize(), geometry.start());
        StartMarks marks = new StartMarks(region, record, HeapDescriptor.marks(region.byteSize()));
        return new HeapParts(region, geometry, record, new RecoverableLock(region, HeapDescriptor.LOCK, record), fragments,
                new FreeLists(region, record, fragments, HeapDescriptor.LISTS, SizeClasses.levels(region.byteSize())),
                new QuickLists(region, record, fragments, HeapDescriptor.quick(region.byteSize())), marks,
                new HeapBounds(region, record, marks, geometry.end()), new HeapCounts(region, record));
    }
}
