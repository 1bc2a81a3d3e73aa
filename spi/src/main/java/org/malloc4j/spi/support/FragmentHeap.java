package org.malloc4j.spi.support;

import java.util.List;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.MemoryBootException;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Region;

/**
 * The heap that allocators share: constant-time good fit over segregated free lists, merging with both neighbours, quick
 * lists of small fragments whose merging is deferred under a bound, and a record of every operation's stores, so that a
 * death in the middle is repaired.
 *
 * <p>Every operation computes first, touching nothing, and then makes a list of absolute stores all or none. An exception
 * while it computes leaves the heap as it was.
 *
 * <p>{@link #allocate}, {@link #resize}, {@link #free}, {@link #verify} are called with {@link #lock()} held;
 * {@link #byteSize}, {@link #statistics} need no lock; {@link #forEachBlock} takes it for short moments itself.
 */
public class FragmentHeap {
    /** How many fragments of the wanted size's own class are looked at before a larger one is split. */
    private static final int TRIES_IN_OWN_CLASS = 8;

    private final Region region;
    private final RedoRecord record;
    private final RecoverableLock lock;
    private final Fragments fragments;
    private final FreeLists lists;
    private final QuickLists quick;
    private final StartMarks marks;
    private final long prefix;
    private final long smallest;
    private final long quickLargest;
    private final long start;
    private final long end;
    /** The size of the fragment that the plan takes or frees. */
    private long planned;

    /**
     * Joins the heap that lies in a region, or prepares to format one.
     *
     * @param region      the region
     * @param tagByteSize the size of each block's tag, in bytes
     */
    protected FragmentHeap(Region region, long tagByteSize) {
        long tag = roundedTag(tagByteSize);
        this.region = region;
        this.record = new RedoRecord(region, HeapDescriptor.REDO);
        this.lock = new RecoverableLock(region, HeapDescriptor.LOCK, record);
        this.start = start(region.byteSize(), tag);
        this.end = end(region.byteSize(), start);
        this.fragments = new Fragments(region, record, tag, start);
        this.lists = new FreeLists(region, record, fragments, HeapDescriptor.LISTS,
                SizeClasses.levels(region.byteSize()));
        this.quick = new QuickLists(region, record, fragments, HeapDescriptor.quick(region.byteSize()));
        this.quickLargest = quick.largest();
        this.marks = new StartMarks(region, record, HeapDescriptor.marks(region.byteSize()));
        this.prefix = fragments.prefix();
        this.smallest = fragments.smallest();
    }

    /**
     * {@return the smallest region, in bytes, that can be formatted}
     *
     * @param tagByteSize the size of each block's tag, in bytes
     */
    public static long minimumByteSize(long tagByteSize) {
        long size = 1024;
        while (end(size, start(size, roundedTag(tagByteSize))) - start(size, roundedTag(tagByteSize))
                < Fragments.smallest(roundedTag(tagByteSize))) {
            size += 64;
        }
        return size;
    }

    /**
     * {@return a new, empty heap}
     *
     * @param region      the region, at least {@link #minimumByteSize}
     * @param tagByteSize the size of each block's tag, in bytes
     */
    public static FragmentHeap format(Region region, long tagByteSize) {
        FragmentHeap heap = new FragmentHeap(region, tagByteSize);
        heap.format();
        return heap;
    }

    /**
     * {@return the heap that lies in a region}
     *
     * @param region      the region
     * @param tagByteSize what it was formatted with
     * @throws HeapCorruptionException if no such heap lies there
     */
    public static FragmentHeap attach(Region region, long tagByteSize) {
        FragmentHeap heap = new FragmentHeap(region, tagByteSize);
        heap.check();
        return heap;
    }

    /** {@return the lock that guards the heap} */
    public final RecoverableLock lock() {
        return lock;
    }

    /**
     * Allocates a block.
     *
     * @param byteSize      the size in bytes
     * @param byteAlignment a power of two
     * @return the block, or 0
     */
    public final long allocate(long byteSize, long byteAlignment) {
        long block = planAllocate(byteSize, byteAlignment);
        if (block != 0) {
            record.commit();
        }
        return block;
    }

    /**
     * Allocates a block and stores it in a word: both or neither.
     *
     * @param wordOffset    where the word lies, in a live block
     * @param byteSize      the size in bytes
     * @param byteAlignment a power of two
     * @return the block, or 0
     * @throws IllegalArgumentException if the word lies in memory that isn't allocated
     */
    public final long allocateInto(long wordOffset, long byteSize, long byteAlignment) {
        long block = planAllocate(byteSize, byteAlignment);
        if (block != 0) {
            // The word comes last: who sees the block there finds it whole.
            putLink(wordOffset, block, block, planned);
            record.commit();
        }
        return block;
    }

    /**
     * Frees a block.
     *
     * @param block the block
     * @throws IllegalBlockException if it isn't live
     */
    public final void free(long block) {
        planFree(block);
        record.commit();
    }

    /**
     * Frees the block stored in a word and clears the word: both or neither. A word that holds 0 stays as it is.
     *
     * @param wordOffset where the word lies, in another live block
     * @throws IllegalBlockException    if the block isn't live
     * @throws IllegalArgumentException if the word lies in the block that it names
     */
    public final void freeFrom(long wordOffset) {
        long block = region.getLongAcquire(wordOffset);
        if (block != 0) {
            planFree(block);
            putLink(wordOffset, 0, block, planned);
            record.commit();
        }
    }

    /**
     * Changes a block's size where it lies.
     *
     * @param block    the block
     * @param byteSize the new size in bytes
     * @return whether it could; if not, nothing changed
     * @throws IllegalBlockException if it isn't live
     */
    public final boolean resize(long block, long byteSize) {
        record.drop();
        long top = top();
        checkLive(block, top);
        long fragment = block - prefix;
        long header = liveHeader(fragment, top);
        if (byteSize > end - start) {
            return false;
        }
        long size = Fragments.size(header);
        long wanted = fragments.sizeFor(byteSize);
        if (wanted > size && mergeNext(fragment + size, top)) {
            return resize(block, byteSize);
        }
        boolean done = wanted <= size ? shrink(fragment, size, wanted, header, top)
                : grow(fragment, size, wanted, header, top);
        record.commit();
        return done;
    }

    /**
     * Merges fragments whose merging was deferred.
     *
     * @param most how many, at the most
     * @return whether there was one
     */
    public final boolean flush(int most) {
        int merged = 0;
        for (long size = smallest; size <= quickLargest; size += Fragments.ALIGNMENT) {
            for (; merged < most && quick.first(size) != 0; merged++) {
                mergeFirst(size);
            }
        }
        return merged != 0;
    }

    /**
     * {@return how many bytes of a block may be used} Needs no lock.
     *
     * @param block the block
     * @throws IllegalBlockException if it isn't live
     */
    public final long byteSize(long block) {
        long top = top();
        checkLive(block, top);
        return Fragments.size(liveHeader(block - prefix, top)) - prefix;
    }

    /** {@return where a block's tag lies} @param block the block, live or freed */
    public final long tag(long block) {
        return block - prefix + Fragments.HEADER_BYTE_SIZE;
    }

    /** {@return what the heap holds} Needs no lock. */
    public final PoolStatistics statistics() {
        return new HeapStatistics(region, fragments, lists, quick, end).read();
    }

    /**
     * Walks blocks and free fragments in address order; the lock is held only while some of them are looked up, never
     * while the visitor is called.
     *
     * @param fromBlock where to start: 0, or what an earlier walk returned
     * @param visitor   sees them
     * @return where to resume after the visitor stopped the walk, or 0 at its end
     */
    public final long forEachBlock(long fromBlock, BlockVisitor visitor) {
        return new HeapWalk(lock, this, fragments, marks, end).walk(fromBlock, visitor);
    }

    /**
     * Checks every invariant of {@link HeapDescriptor}.
     *
     * @throws HeapCorruptionException if one is broken
     */
    public final void verify() {
        record.drop();
        check();
        new HeapVerifier(region, fragments, lists, quick, marks, top(), end).verify();
    }

    /** {@return where the fragments end} */
    final long top() {
        return sealed(HeapDescriptor.TOP);
    }

    /** {@return whether what an allocation leaves over becomes a free fragment} @param rest its size */
    protected boolean isWorthSplitting(long rest) {
        return rest >= smallest;
    }

    /** {@return whether a fragment is merged with the free one before it} @param header its header */
    protected boolean mergesWithPrevious(long header) {
        return Fragments.isPreviousFree(header);
    }

    /**
     * Makes sure that a number is a live block.
     *
     * @param block the number
     * @param top   where the fragments end
     * @throws IllegalBlockException if it isn't
     */
    protected void checkLive(long block, long top) {
        if ((block & (Fragments.ALIGNMENT - 1)) != 0 || block < start + prefix || block >= top || !marks.isSet(block)) {
            throw new BlockDiagnosis(region, fragments, marks).explain(block, top, end);
        }
    }

    private void format() {
        long marksStart = HeapDescriptor.marks(region.byteSize());
        if (!region.reserve(0, marksStart + HeapDescriptor.markWords(start) * Long.BYTES)) {
            throw new MemoryBootException(List.of("no room for the heap's tables: pool=" + region.name() + " byteSize="
                    + marksStart + "; the file system is full"));
        }
        region.putLong(HeapDescriptor.MAGIC, HeapDescriptor.MAGIC_VALUE);
        region.putLong(HeapDescriptor.REGION_SIZE, region.byteSize());
        region.putLong(HeapDescriptor.TAG_SIZE, prefix - Fragments.HEADER_BYTE_SIZE);
        region.putLong(HeapDescriptor.HEAP_START, start);
        region.putLong(HeapDescriptor.CHECK, headerCheck());
        lock.format();
        record.format();
        region.putLong(HeapDescriptor.TOP, Seal.seal(HeapDescriptor.TOP, start));
        region.putLong(HeapDescriptor.BACKED, Seal.seal(HeapDescriptor.BACKED, start));
        region.putLong(HeapDescriptor.USED, 0);
        region.putLong(HeapDescriptor.LIVE, 0);
        region.putLong(HeapDescriptor.FREE, 0);
        region.putLong(HeapDescriptor.PEAK, 0);
        region.putLong(HeapDescriptor.REACH, start);
        lists.format();
        quick.format();
        marks.clear(0, start);
    }

    private void check() {
        if (region.getLong(HeapDescriptor.MAGIC) != HeapDescriptor.MAGIC_VALUE
                || region.getLong(HeapDescriptor.REGION_SIZE) != region.byteSize()
                || region.getLong(HeapDescriptor.TAG_SIZE) != prefix - Fragments.HEADER_BYTE_SIZE
                || region.getLong(HeapDescriptor.HEAP_START) != start
                || region.getLong(HeapDescriptor.CHECK) != headerCheck()) {
            throw new HeapCorruptionException("not a heap of this kind and size: pool=" + region.name() + " byteSize="
                    + region.byteSize() + "; its first words were overwritten, or another program wrote it");
        }
    }

    private long headerCheck() {
        return Seal.seal(HeapDescriptor.CHECK, (region.byteSize() * 31 + prefix) * 31 + start & Seal.MAX_PAYLOAD);
    }

    private long planAllocate(long byteSize, long byteAlignment) {
        record.drop();
        if (byteSize > end - start) {
            return 0;
        }
        long size = fragments.sizeFor(byteSize);
        if (size <= quickLargest && byteAlignment <= Fragments.ALIGNMENT) {
            long fragment = quick.first(size);
            if (fragment != 0) {
                return takeQuick(fragment, size);
            }
        }
        long block = planAllocateMerged(size, byteAlignment);
        return block == 0 && flush(Integer.MAX_VALUE) ? planAllocateMerged(size, byteAlignment) : block;
    }

    private long takeQuick(long fragment, long size) {
        quickHeader(fragment, size);
        quick.pop(fragment, size);
        long block = fragment + prefix;
        marks.set(block);
        planned = size;
        return block;
    }

    private long planAllocateMerged(long size, long byteAlignment) {
        record.drop();
        long top = top();
        long fragment = byteAlignment <= Fragments.ALIGNMENT ? fit(size, top)
                : fit(size + byteAlignment + smallest, top);
        if (fragment != 0) {
            return take(fragment, size, byteAlignment, top);
        }
        long block = carve(size, byteAlignment, top);
        if (block != 0) {
            return block;
        }
        fragment = search(size, byteAlignment, top);
        return fragment == 0 ? 0 : take(fragment, size, byteAlignment, top);
    }

    private void planFree(long block) {
        record.drop();
        long top = top();
        checkLive(block, top);
        long fragment = block - prefix;
        long header = liveHeader(fragment, top);
        planned = Fragments.size(header);
        marks.clear(block);
        if (planned <= quickLargest && quick.hasRoom(planned)) {
            quick.push(fragment, planned);
        } else {
            countUsed(-planned, -1);
            release(fragment, planned, header, top);
        }
    }

    /** Merges what was freed behind a fragment, if its merging was deferred. {@return whether it was} */
    private boolean mergeNext(long next, long top) {
        if (next >= top || marks.isSet(next + prefix)) {
            return false;
        }
        long header = fragments.header(next, top);
        if (Fragments.isFree(header)) {
            return false;
        }
        while (quick.first(Fragments.size(header)) != 0) {
            mergeFirst(Fragments.size(header));
        }
        return true;
    }

    private void mergeFirst(long size) {
        record.drop();
        long top = top();
        long fragment = quick.first(size);
        long header = quickHeader(fragment, size);
        quick.pop(fragment, size);
        countUsed(-size, -1);
        release(fragment, size, header, top);
        record.commitAndGoOn();
    }

    private void putLink(long wordOffset, long value, long block, long size) {
        if (wordOffset > block - prefix - Long.BYTES && wordOffset < block - prefix + size) {
            throw new IllegalArgumentException("word not in another live block: wordOffset=" + wordOffset + " block="
                    + block + " pool=" + region.name() + "; it would be lost with the block that it names");
        }
        record.put(wordOffset, value);
    }

    private long fit(long size, long top) {
        int own = SizeClasses.classOf(size);
        if (own >= lists.classes()) {
            // With room for its alignment a request can be larger than the region: there is no such list.
            return 0;
        }
        int from = SizeClasses.classToSearch(size);
        if (own != from) {
            long fragment = lists.first(own);
            for (int i = 0; fragment != 0 && i < TRIES_IN_OWN_CLASS; i++) {
                if (Fragments.size(freeHeader(fragment, top)) >= size) {
                    return fragment;
                }
                fragment = lists.next(fragment);
            }
        }
        int index = lists.nonEmpty(from);
        if (index < 0) {
            return 0;
        }
        long fragment = lists.first(index);
        if (Fragments.size(freeHeader(fragment, top)) < size) {
            throw corrupt(fragment, "a free list holds a fragment of the wrong size");
        }
        return fragment;
    }

    /** Looks at every free fragment that could do: before a request is refused, never otherwise. */
    private long search(long size, long byteAlignment, long top) {
        for (int i = lists.nonEmpty(SizeClasses.classOf(size)); i >= 0; i = lists.nonEmpty(i + 1)) {
            for (long fragment = lists.first(i); fragment != 0; fragment = lists.next(fragment)) {
                long available = Fragments.size(freeHeader(fragment, top));
                if (lead(fragment, byteAlignment) + size <= available) {
                    return fragment;
                }
            }
        }
        return 0;
    }

    private long take(long fragment, long size, long byteAlignment, long top) {
        long available = Fragments.size(freeHeader(fragment, top));
        long lead = lead(fragment, byteAlignment);
        long rest = available - lead - size;
        lists.remove(fragment, available);
        int freed = -1;
        if (lead != 0) {
            fragments.putFree(fragment, lead);
            lists.insert(fragment, lead);
            freed++;
        }
        long taken = fragment + lead;
        long takenSize = size;
        if (isWorthSplitting(rest)) {
            fragments.putFree(taken + size, rest);
            lists.insert(taken + size, rest);
            freed++;
        } else {
            takenSize += rest;
            clearPreviousFree(taken + takenSize, top);
        }
        fragments.putHeader(taken, takenSize, lead == 0 ? 0 : Fragments.PREVIOUS_FREE);
        countFree(freed);
        return hand(taken, takenSize);
    }

    private long carve(long size, long byteAlignment, long top) {
        long lead = lead(top, byteAlignment);
        if (lead + size > end - top) {
            return 0;
        }
        long taken = top + lead;
        long takenSize = end - taken - size < smallest ? end - taken : size;
        if (!moveTop(taken + takenSize)) {
            return 0;
        }
        if (lead != 0) {
            fragments.putFree(top, lead);
            lists.insert(top, lead);
            countFree(1);
        }
        fragments.putHeader(taken, takenSize, lead == 0 ? 0 : Fragments.PREVIOUS_FREE);
        return hand(taken, takenSize);
    }

    private long hand(long fragment, long size) {
        long block = fragment + prefix;
        if (marks.isSet(block)) {
            throw corrupt(fragment, "a live block lies in memory that is said to be free");
        }
        marks.set(block);
        countUsed(size, 1);
        planned = size;
        return block;
    }

    /** How many bytes at a fragment's start must stay free for its block to be aligned. */
    private long lead(long fragment, long byteAlignment) {
        long block = fragment + prefix;
        long aligned = block + byteAlignment - 1 & -byteAlignment;
        if (aligned == block) {
            return 0;
        }
        return (block + smallest + byteAlignment - 1 & -byteAlignment) - block;
    }

    /** Plans to make a fragment free, merged with what is free beside it. Its header is that of a live one. */
    private void release(long fragment, long size, long header, long top) {
        long next = fragment + size;
        long first = fragment;
        long freed = 1;
        if (mergesWithPrevious(header)) {
            first = fragments.previousFree(fragment, top);
            lists.remove(first, fragment - first);
            // What was a block's header says free from now on, lest an old one be taken for a live block's.
            fragments.putHeader(fragment, size, Fragments.FREE);
            freed--;
        }
        if (next == top) {
            moveTop(first);
            if (first == fragment) {
                fragments.putHeader(fragment, size, Fragments.FREE);
            }
            freed--;
        } else {
            long nextHeader = fragments.header(next, top);
            long nextSize = Fragments.size(nextHeader);
            if (Fragments.isFree(nextHeader)) {
                lists.remove(next, nextSize);
                next += nextSize;
                freed--;
            } else {
                fragments.putHeader(next, nextSize, Fragments.PREVIOUS_FREE);
            }
            fragments.putFree(first, next - first);
            lists.insert(first, next - first);
        }
        countFree(freed);
    }

    private boolean shrink(long fragment, long size, long wanted, long header, long top) {
        long rest = size - wanted;
        if (rest < smallest) {
            return true;
        }
        fragments.putHeader(fragment, wanted, header & Fragments.PREVIOUS_FREE);
        countUsed(-rest, 0);
        release(fragment + wanted, rest, 0, top);
        return true;
    }

    private boolean grow(long fragment, long size, long wanted, long header, long top) {
        long next = fragment + size;
        long flags = header & Fragments.PREVIOUS_FREE;
        if (next == top) {
            if (wanted > end - fragment) {
                return false;
            }
            long grown = end - fragment - wanted < smallest ? end - fragment : wanted;
            if (!moveTop(fragment + grown)) {
                return false;
            }
            fragments.putHeader(fragment, grown, flags);
            countUsed(grown - size, 0);
            return true;
        }
        long nextHeader = fragments.header(next, top);
        long available = size + Fragments.size(nextHeader);
        if (!Fragments.isFree(nextHeader) || available < wanted) {
            return false;
        }
        freeHeader(next, top);
        lists.remove(next, available - size);
        long grown = wanted;
        if (isWorthSplitting(available - wanted)) {
            fragments.putFree(fragment + wanted, available - wanted);
            lists.insert(fragment + wanted, available - wanted);
        } else {
            grown = available;
            clearPreviousFree(fragment + grown, top);
            countFree(-1);
        }
        fragments.putHeader(fragment, grown, flags);
        countUsed(grown - size, 0);
        return true;
    }

    private void clearPreviousFree(long next, long top) {
        if (next < top) {
            long header = fragments.header(next, top);
            fragments.putHeader(next, Fragments.size(header), header & Fragments.FREE);
        }
    }

    private boolean moveTop(long to) {
        if (!back(to)) {
            return false;
        }
        record.put(HeapDescriptor.TOP, Seal.seal(HeapDescriptor.TOP, to));
        if (to > region.getLong(HeapDescriptor.REACH)) {
            record.put(HeapDescriptor.REACH, to);
        }
        return true;
    }

    /** Makes sure that everything below an offset can be touched, and its marks hold nothing. */
    private boolean back(long to) {
        long backed = sealed(HeapDescriptor.BACKED);
        if (to <= backed) {
            return true;
        }
        long target = Math.min(end, Math.max(to, backed + HeapDescriptor.STEP));
        if (!reserve(backed, target)) {
            target = to;
            if (!reserve(backed, target)) {
                return false;
            }
        }
        marks.clear(backed, target);
        record.put(HeapDescriptor.BACKED, Seal.seal(HeapDescriptor.BACKED, target));
        return true;
    }

    private boolean reserve(long from, long to) {
        long words = HeapDescriptor.markWords(from);
        long marksStart = HeapDescriptor.marks(region.byteSize());
        return region.reserve(marksStart + words * Long.BYTES, (HeapDescriptor.markWords(to) - words) * Long.BYTES)
                && region.reserve(from, to - from);
    }

    private void countUsed(long byteSize, int blocks) {
        long used = region.getLong(HeapDescriptor.USED) + byteSize;
        record.put(HeapDescriptor.USED, used);
        if (blocks != 0) {
            record.put(HeapDescriptor.LIVE, region.getLong(HeapDescriptor.LIVE) + blocks);
        }
        if (used > region.getLong(HeapDescriptor.PEAK)) {
            record.put(HeapDescriptor.PEAK, used);
        }
    }

    private void countFree(long change) {
        if (change != 0) {
            record.put(HeapDescriptor.FREE, region.getLong(HeapDescriptor.FREE) + change);
        }
    }

    private long liveHeader(long fragment, long top) {
        long header = fragments.header(fragment, top);
        if (Fragments.isFree(header)) {
            throw corrupt(fragment, "a live block's header says that it is free");
        }
        return header;
    }

    private long freeHeader(long fragment, long top) {
        if (!fragments.isPlausible(fragment, top)) {
            throw corrupt(fragment, "a free list holds what can't be a fragment");
        }
        long header = fragments.header(fragment, top);
        if (!Fragments.isFree(header) || marks.isSet(fragment + prefix)) {
            throw corrupt(fragment, "a free list holds a live block");
        }
        return header;
    }

    private long quickHeader(long fragment, long size) {
        if (fragment > end - size || !fragments.isPlausible(fragment, end)) {
            throw corrupt(fragment, "a quick list holds what can't be a fragment");
        }
        long header = region.getLong(fragment);
        if (!Seal.isIntact(fragment, header) || Fragments.size(header) != size || Fragments.isFree(header)
                || marks.isSet(fragment + prefix)) {
            throw corrupt(fragment, "a quick list holds what wasn't freed into it");
        }
        return header;
    }

    private long sealed(int offset) {
        long word = region.getLong(offset);
        if (!Seal.isIntact(offset, word)) {
            throw new HeapCorruptionException("heap table overwritten: at=" + offset + " pool=" + region.name()
                    + " word=0x" + Long.toHexString(word) + "; something wrote outside its own block");
        }
        return Seal.payload(word);
    }

    private HeapCorruptionException corrupt(long fragment, String what) {
        return new HeapCorruptionException(what + ": fragment=" + fragment + " pool=" + region.name()
                + "; something wrote outside its own block");
    }

    private static long roundedTag(long tagByteSize) {
        return (tagByteSize + Long.BYTES - 1) & -Long.BYTES;
    }

    private static long start(long regionByteSize, long tag) {
        long tables = HeapDescriptor.marks(regionByteSize) + HeapDescriptor.marksByteSize(regionByteSize);
        long prefix = Fragments.prefix(tag);
        return (tables + prefix + Fragments.ALIGNMENT - 1 & -Fragments.ALIGNMENT) - prefix;
    }

    private static long end(long regionByteSize, long start) {
        return start + (regionByteSize - start & -Fragments.ALIGNMENT);
    }
}
