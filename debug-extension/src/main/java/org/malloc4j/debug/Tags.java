package org.malloc4j.debug;

import org.malloc4j.spi.Attribution;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Tagged;

/**
 * Writes and reads the tags beside blocks. What may be read of a number that is no block is checked here. A record, because
 * the JIT trusts a record's fields: they are constants wherever the record is one.
 *
 * @param tagged says where tags are
 * @param region the pool's memory
 * @param texts  the names of lines and threads
 * @param rates  the rates of samples
 * @param filter says which blocks have no tag that counts
 * @param last   where the last tag can be
 */
record Tags(Tagged tagged, Region region, Texts texts, Rates rates, TagFilter filter, long last) {
    private static final long PID = ProcessHandle.current().pid();

    static Tags of(Tagged tagged, Region region, Texts texts, Rates rates, TagFilter filter) {
        return new Tags(tagged, region, texts, rates, filter, region.byteSize() - TagDescriptor.LENGTH);
    }

    /**
     * {@return the state word of a number that lies where blocks were seen; 0 if it can't be a block's}
     *
     * @param block the number; somewhere below it there is a block, so its page can be read
     */
    long state(long block) {
        long tag = tagged.tag(block);
        return (block & 15) == 0 && Long.compareUnsigned(tag, last) <= 0 ? region.getLong(tag) : 0;
    }

    /** Writes the tag of a block that was just allocated, or resized and {@linkplain #erase erased}. */
    void write(long block, long byteSize, int origin, int thread, int rate) {
        filter.add(block, rate);
        long tag = tagged.tag(block);
        if (TagDescriptor.isLive(region.getLong(tag), block)) {
            // By chance, or left over: it must not be taken for half of what comes.
            region.putLongRelease(tag, 0);
        }
        region.putLongRelease(tag + TagDescriptor.SIZE_OFFSET, TagDescriptor.size(byteSize, PID, rate));
        region.putLongRelease(tag + TagDescriptor.TIME_OFFSET,
                TagDescriptor.time(Clock.epochMillis(), thread, rate));
        region.putLongRelease(tag, TagDescriptor.live(block, origin));
    }

    /** Lets nothing be known of a live block any more. */
    void erase(long block) {
        if (!filter.mayHold(block)) {
            return;
        }
        long state = state(block);
        if (TagDescriptor.isOf(state, block)) {
            int rate = rate(block, state);
            if (replace(block, state, 0)) {
                filter.remove(block, rate);
            }
        }
    }

    /** {@return the number of the rate at which a block was taken; 0 if all were, or it doesn't live} @param state its state word */
    int rate(long block, long state) {
        long tag = tagged.tag(block);
        return !TagDescriptor.isLive(state, block) ? 0 : TagDescriptor.rate(
                region.getLong(tag + TagDescriptor.SIZE_OFFSET), region.getLong(tag + TagDescriptor.TIME_OFFSET));
    }

    /** Replaces a block's state word. {@return whether it still was as expected} */
    boolean replace(long block, long expected, long state) {
        return region.compareAndSetLong(tagged.tag(block), expected, state);
    }

    /**
     * {@return what a tag says}
     *
     * @param block the block, live or freed
     * @param live  whether it lives; then only what was written for this life counts
     */
    Attribution read(long block, boolean live) {
        long state = stateAcquire(block);
        if (!TagDescriptor.isLive(state, block) && (live || !TagDescriptor.isFreed(state, block))) {
            return Attribution.UNKNOWN;
        }
        long tag = tagged.tag(block);
        long size = region.getLongAcquire(tag + TagDescriptor.SIZE_OFFSET);
        long time = region.getLongAcquire(tag + TagDescriptor.TIME_OFFSET);
        int rate = TagDescriptor.rate(size, time);
        if (!TagDescriptor.isLive(state, block) && !filter.isOfLastLife(block, rate) || stateAcquire(block) != state) {
            // Of an earlier life; or freed, or allocated anew, while it was read: nothing of it belongs together.
            return Attribution.UNKNOWN;
        }
        return new Attribution(texts.get(TagDescriptor.origin(state)), texts.get(TagDescriptor.freedBy(state)),
                TagDescriptor.pid(size), texts.get(TagDescriptor.thread(time)), TagDescriptor.epochMillis(time),
                TagDescriptor.byteSize(size), rates.byteSize(rate));
    }

    /** {@return whether a live block's tag names a text that isn't there} */
    boolean isNameless(long block) {
        long state = stateAcquire(block);
        return TagDescriptor.isLive(state, block) && TagDescriptor.origin(state) != Texts.NONE
                && texts.get(TagDescriptor.origin(state)).isEmpty();
    }

    private long stateAcquire(long block) {
        long tag = tagged.tag(block);
        return (block & 15) == 0 && Long.compareUnsigned(tag, last) <= 0 ? region.getLongAcquire(tag) : 0;
    }
}
