package org.malloc4j.spi.support;

import org.malloc4j.spi.Region;

/** The parts of one heap, put together. */
record HeapParts(Region region, HeapGeometry geometry, RedoRecord record, HeapRecovery recovery,
                 RecoverableLock lock, Fragments fragments, FreeLists lists, QuickLists quick, QuickPath quickPath,
                 StartMarks marks, HeapBounds bounds, HeapCounts counts) {

    /** {@return the parts of the heap in a region} @param region the region @param tagByteSize the size of a tag */
    static HeapParts of(Region region, long tagByteSize) {
        HeapGeometry geometry = HeapGeometry.of(region.byteSize(), tagByteSize);
        RedoRecord record = new RedoRecord(region, HeapDescriptor.REDO);
        Fragments fragments = new Fragments(region, record, geometry.tagByteSize(), geometry.start());
        StartMarks marks = new StartMarks(region, record, HeapDescriptor.marks(region.byteSize()));
        HeapBounds bounds = new HeapBounds(region, record, marks, geometry.end());
        QuickLists quick = QuickLists.of(region, record, fragments, HeapDescriptor.quick(region.byteSize()));
        QuickPath quickPath = DirectQuickPath.of(fragments, quick, marks, geometry.end());
        HeapRecovery recovery = new HeapRecovery(record, quickPath);
        return new HeapParts(region, geometry, record, recovery,
                new RecoverableLock(region, HeapDescriptor.LOCK, recovery), fragments,
                new FreeLists(region, record, fragments, HeapDescriptor.LISTS, SizeClasses.levels(region.byteSize())),
                quick, quickPath, marks, bounds, new HeapCounts(region, record));
    }
}
