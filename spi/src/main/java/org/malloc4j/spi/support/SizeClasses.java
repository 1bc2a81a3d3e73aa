package org.malloc4j.spi.support;

/**
 * Which free list a fragment belongs to, by size: 32 lists for each power of two, exact in steps of 16 bytes below 1 KiB.
 * The two-level mapping of TLSF (Masmano, Ripoll, Crespo, Real: "TLSF: a new dynamic memory allocator for real-time
 * systems", 2004).
 *
 * <pre>
 *   units = size / 16;  m = index of the highest bit of units
 *   units &lt;  32:  level 0,      list units
 *   units >= 32:  level m - 4,  list (units >> (m - 5)) - 32
 *   class = 32 * level + list
 * </pre>
 */
final class SizeClasses {
    static final int LISTS_PER_LEVEL = 32;
    static final int UNIT_SHIFT = 4;

    private static final int LIST_BITS = 5;

    private SizeClasses() {
    }

    /** {@return the class whose list a free fragment is kept in} @param size its size, a multiple of 16 */
    static int classOf(long size) {
        long units = size >>> UNIT_SHIFT;
        if (units < LISTS_PER_LEVEL) {
            return (int) units;
        }
        int shift = 63 - LIST_BITS - Long.numberOfLeadingZeros(units);
        return ((shift + 1) << LIST_BITS) + (int) (units >>> shift) - LISTS_PER_LEVEL;
    }

    /** {@return the smallest class all of whose fragments are large enough} @param size the size needed */
    static int classToSearch(long size) {
        long units = size >>> UNIT_SHIFT;
        if (units < 2 * LISTS_PER_LEVEL) {
            return (int) units;
        }
        int shift = 63 - LIST_BITS - Long.numberOfLeadingZeros(units);
        return classOf((units + (1L << shift) - 1) << UNIT_SHIFT);
    }

    /** {@return the size of the smallest fragment of a class} @param index the class */
    static long smallestOf(int index) {
        int level = index >>> LIST_BITS;
        long list = index & (LISTS_PER_LEVEL - 1);
        return level == 0 ? list << UNIT_SHIFT : (list + LISTS_PER_LEVEL) << (level - 1 + UNIT_SHIFT);
    }

    /** {@return how many levels fragments of up to a size need} @param largest that size */
    static int levels(long largest) {
        return (classOf(largest) >>> LIST_BITS) + 1;
    }
}
