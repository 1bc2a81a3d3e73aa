package org.malloc4j.spi.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SizeClassesTest {

    @Test
    void shouldHaveAClassForEachSizeBelowOneKibibyte() {
        for (long size = 16; size < 1024; size += 16) {
            assertEquals(size / 16, SizeClasses.classOf(size));
            assertEquals(SizeClasses.classOf(size), SizeClasses.classToSearch(size));
        }
    }

    @Test
    void shouldPutEverySizeBetweenItsClassAndTheNext() {
        for (long size = 16; size < 1L << 47; size += Math.max(16, (size >>> 9) & -16)) {
            int index = SizeClasses.classOf(size);
            assertTrue(SizeClasses.smallestOf(index) <= size, "size=" + size);
            assertTrue(size < SizeClasses.smallestOf(index + 1), "size=" + size);
        }
    }

    @Test
    void shouldSearchOnlyWhereEveryFragmentFits() {
        for (long size = 16; size < 1L << 47; size += Math.max(16, (size >>> 9) & -16)) {
            int index = SizeClasses.classToSearch(size);
            assertTrue(SizeClasses.smallestOf(index) >= size, "size=" + size);
            assertTrue(index - SizeClasses.classOf(size) <= 1, "size=" + size);
        }
    }

    @Test
    void shouldHaveALevelForTheLargestFragment() {
        for (long size = 1024; size <= 1L << 46; size *= 2) {
            assertTrue(SizeClasses.classOf(size) < SizeClasses.levels(size) * SizeClasses.LISTS_PER_LEVEL);
        }
    }
}
