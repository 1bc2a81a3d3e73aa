package org.malloc4j.debug;

import org.malloc4j.spi.Region;

/**
 * Says of a block, without looking at its tag, that it isn't tracked: a counting filter in the decorator's area. Most blocks
 * of a pool of which samples are taken aren't, and when one of them is freed long after it was last used, its tag lies in
 * memory that no cache holds any more; what lies here is in use all the time.
 *
 * <p>A counter is shared by the blocks whose numbers hash to it. At any moment, whoever dies:
 *
 * <pre>
 *  counter[i] &gt;= live samples of i whose tags say so + freed samples of i that are remembered
 * </pre>
 *
 * <p>So a counter goes up before a tag is written, and down after the tag or the memory of it is gone. A death in between
 * leaves it too high, and tags are looked at in vain. At its highest value a counter stays for ever. There all of them are
 * put before the first block of a pool's life is tracked that is no sample: from then on every tag is looked at.
 *
 * <p>Of a freed sample the tag still says who allocated it. That is believed for as long as the block is remembered here,
 * because so long its counter isn't 0, and whoever frees the next block of that number erases what this one left. Each freed
 * sample takes the place of an earlier one. A record, because the JIT trusts a record's fields.
 *
 * @param area     the decorator's area
 * @param counters how many counters there are: a power of two, or 0 if there is no room for them
 * @param shift    brings the upper bits of a hash down to a counter's number
 */
record TagFilter(Region area, int counters, int shift) {
    private static final long HASH = 0x9E37_79B9_7F4A_7C15L;
    private static final int IN_WORD = Long.BYTES - 1;
    private static final long MOST = 0xFF;

    /** {@return the filter of a pool} @param area the decorator's area */
    static TagFilter of(Region area) {
        int counters = AreaDescriptor.counters(area.byteSize());
        return new TagFilter(area, counters, Long.numberOfLeadingZeros(counters) + 1 & Long.SIZE - 1);
    }

    /** {@return whether the tag of a number may say anything that counts} */
    boolean mayHold(long block) {
        int number = number(block);
        return counters == 0
                || (area.getLongAcquire(wordOffset(number)) >>> bit(number) & MOST) != 0;
    }

    /** Before a block's tag is written. @param rate the number of the rate at which it was taken; 0 if all are */
    void add(long block, int rate) {
        if (rate == 0) {
            holdAll();
        } else {
            count(block, 1);
        }
    }

    /** After a tag was overwritten that said that a block lives. @param rate the number that stood in it */
    void remove(long block, int rate) {
        if (rate != 0) {
            count(block, -1);
        }
    }

    /** After a block was freed whose tag said that it lives, and says now who allocated it. @param rate that stands there */
    void removeFreed(long block, int rate) {
        if (rate == 0 || counters == 0) {
            return;
        }
        long offset = freedOffset(block);
        long earlier = area.getLongAcquire(offset);
        while (!area.compareAndSetLong(offset, earlier, block)) {
            earlier = area.getLongAcquire(offset);
        }
        if (earlier != 0) {
            count(earlier, -1);
        }
    }

    /** {@return whether the tag of a freed block is of its last life} @param rate the number that stands there */
    boolean isOfLastLife(long block, int rate) {
        if (counters == 0) {
            return true;
        }
        // Where all are samples, the rate isn't 0 but overwritten: the block's memory was another's since.
        return rate == 0 ? area.getLongAcquire(AreaDescriptor.ALL_OFFSET) != 0
                : area.getLongAcquire(freedOffset(block)) == block;
    }

    private void holdAll() {
        if (counters != 0 && area.getLongAcquire(AreaDescriptor.ALL_OFFSET) == 0) {
            area.fill(AreaDescriptor.COUNTERS_OFFSET, counters, (byte) MOST);
            area.putLongRelease(AreaDescriptor.ALL_OFFSET, 1);
        }
    }

    private void count(long block, int more) {
        if (counters == 0) {
            return;
        }
        int number = number(block);
        long offset = wordOffset(number);
        while (true) {
            long word = area.getLongAcquire(offset);
            long count = word >>> bit(number) & MOST;
            if (count == MOST || count + more < 0
                    || area.compareAndSetLong(offset, word, word + ((long) more << bit(number)))) {
                return;
            }
        }
    }

    private int number(long block) {
        return (int) (block * HASH >>> shift);
    }

    private static long wordOffset(int number) {
        return AreaDescriptor.COUNTERS_OFFSET + (number & ~IN_WORD);
    }

    private static int bit(int number) {
        return (number & IN_WORD) * Byte.SIZE;
    }

    private long freedOffset(long block) {
        return AreaDescriptor.freedOffset(counters, number(block));
    }
}
