package org.malloc4j.spi.support;

import java.util.List;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.MemoryBootException;
import org.malloc4j.spi.Region;

/** Lays out a heap's tables, and later tells whether a region holds such a heap. */
final class HeapHeader {
    private HeapHeader() {
    }

    /** Lays out an empty heap. @param heap its parts @throws MemoryBootException if its tables can't be reserved */
    static void format(HeapParts heap) {
        Region region = heap.region();
        long start = heap.geometry().start();
        long marksStart = HeapDescriptor.marks(region.byteSize());
        if (!region.reserve(0, marksStart + HeapDescriptor.markWords(start) * Long.BYTES)) {
            throw new MemoryBootException(List.of("no room for the heap's tables: pool=" + region.name() + " byteSize="
                    + marksStart + "; the file system is full"));
        }
        region.putLong(HeapDescriptor.MAGIC, HeapDescriptor.MAGIC_VALUE);
        region.putLong(HeapDescriptor.REGION_SIZE, region.byteSize());
        region.putLong(HeapDescriptor.TAG_SIZE, heap.geometry().tagByteSize());
        region.putLong(HeapDescriptor.HEAP_START, start);
        region.putLong(HeapDescriptor.CHECK, check(heap.geometry()));
        heap.lock().format();
        heap.record().format();
        heap.bounds().format(start);
        heap.counts().format();
        region.fill(HeapDescriptor.EXTENSION, HeapDescriptor.EXTENSION_BYTE_SIZE, (byte) 0);
        heap.lists().format();
        heap.quick().format();
        heap.marks().clear(0, start);
    }

    /** Makes sure that a region holds the heap that the parts expect. @param heap the parts */
    static void verify(HeapParts heap) {
        Region region = heap.region();
        if (region.getLong(HeapDescriptor.MAGIC) != HeapDescriptor.MAGIC_VALUE
                || region.getLong(HeapDescriptor.REGION_SIZE) != region.byteSize()
                || region.getLong(HeapDescriptor.TAG_SIZE) != heap.geometry().tagByteSize()
                || region.getLong(HeapDescriptor.HEAP_START) != heap.geometry().start()
                || region.getLong(HeapDescriptor.CHECK) != check(heap.geometry())) {
            throw new HeapCorruptionException("not a heap of this kind and size: pool=" + region.name() + " byteSize="
                    + region.byteSize() + "; its first words were overwritten, or another program wrote it");
        }
    }

    private static long check(HeapGeometry it) {
        long mixed = (it.regionByteSize() * 31 + it.tagByteSize()) * 31 + it.start();
        return Seal.seal(HeapDescriptor.CHECK, mixed & Seal.MAX_PAYLOAD);
    }
}
