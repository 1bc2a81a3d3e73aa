package org.malloc4j.spi.support;

import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
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
 * <p>{@link #allocate}, {@link #allocateInto}, {@link #resize}, {@link #free}, {@link #freeFrom}, {@link #flush} and
 * {@link #verify} are called with {@link #lock()} held; {@link #byteSize}, {@link #tag} and {@link #statistics} need no
 * lock; {@link #forEachBlock} takes it for short moments itself.
 */
public class FragmentHeap extends FragmentPlans {
    private final HeapParts parts;
    private final Region region;
    private final RedoRecord record;
    private final Fragments fragments;
    private final QuickLists quick;
    private final QuickPath quickPath;
    private final StartMarks marks;
    private final HeapBounds bounds;
    private final long prefix;
    private final long quickLargest;
    private final boolean takesShortCuts;
    private final long start;
    private final long end;
    /** The size of the fragment that the plan takes or frees. */
    private long planned;
    /** Where the fragments ended when last looked. */
    private long reachable;

    /**
     * Expects a heap in a region. It goes by a plan whatever it does, for a subclass that says what is planned.
     *
     * @param region      the region
     * @param tagByteSize the size of each block's tag, in bytes
     */
    protected FragmentHeap(Region region, long tagByteSize) {
        this(HeapParts.of(region, tagByteSize), false);
    }

    private FragmentHeap(HeapParts parts, boolean takesShortCuts) {
        super(parts);
        this.parts = parts;
        this.region = parts.region();
        this.record = parts.record();
        this.fragments = parts.fragments();
        this.quick = parts.quick();
        this.quickPath = parts.quickPath();
        this.takesShortCuts = takesShortCuts;
        this.marks = parts.marks();
        this.bounds = parts.bounds();
        this.prefix = fragments.prefix();
        this.quickLargest = quick.largest();
        this.start = parts.geometry().start();
        this.end = parts.geometry().end();
    }

    /**
     * {@return the smallest region, in bytes, that can be formatted}
     *
     * @param tagByteSize the size of each block's tag, in bytes
     */
    public static long minimumByteSize(long tagByteSize) {
        return HeapGeometry.minimumByteSize(tagByteSize);
    }

    /**
     * {@return a new, empty heap}
     *
     * @param region      the region, at least {@link #minimumByteSize}
     * @param tagByteSize the size of each block's tag, in bytes
     */
    public static FragmentHeap format(Region region, long tagByteSize) {
        FragmentHeap heap = new FragmentHeap(HeapParts.of(region, tagByteSize), true);
        HeapHeader.format(heap.parts);
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
        FragmentHeap heap = new FragmentHeap(HeapParts.of(region, tagByteSize), true);
        HeapHeader.verify(heap.parts);
        return heap;
    }

    /** {@return where the eight words lie that a heap built on this one may keep} They are zero in a new heap. */
    protected static long extension() {
        return HeapDescriptor.EXTENSION;
    }

    /** {@return the lock that guards the heap} */
    public final RecoverableLock lock() {
        return parts.lock();
    }

    /** {@return the heap with what its common operations need, to make a constant of} Of one that takes short cuts. */
    public final LockedHeap locked() {
        return new LockedHeap(this, parts.lock(), parts.lock().place(), quickPath);
    }

    /**
     * Allocates a block.
     *
     * @param byteSize      the size in bytes
     * @param byteAlignment a power of two
     * @return the block, or 0
     */
    public final long allocate(long byteSize, long byteAlignment) {
        if (takesShortCuts && byteAlignment <= Fragments.ALIGNMENT) {
            long block = quickPath.take(byteSize);
            if (block != 0) {
                return block;
            }
        }
        return allocateByPlan(byteSize, byteAlignment);
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
            putLink(wordOffset, block, block);
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
        if (!takesShortCuts || !quickPath.keep(block, reachable)) {
            freeByPlan(block);
        }
    }

    /** {@return where the fragments ended when last looked} */
    final long reachable() {
        return reachable;
    }

    /**
     * Plans to allocate a block, together with stores of the caller's own: {@link #alongside}, then {@link #commit}. A plan
     * that isn't committed is forgotten.
     *
     * @param byteSize      the size in bytes
     * @param byteAlignment a power of two
     * @return what will be the block, or 0; what lies there may be touched from now on
     */
    public final long prepare(long byteSize, long byteAlignment) {
        return planAllocate(byteSize, byteAlignment);
    }

    /**
     * Plans to free a block, together with stores of the caller's own: {@link #alongside}, then {@link #commit}.
     *
     * @param block the block
     * @throws IllegalBlockException if it isn't live
     */
    public final void prepareFree(long block) {
        planFree(block);
    }

    /** Adds a store to the plan; there is room for four. @param wordOffset where @param value what */
    public final void alongside(long wordOffset, long value) {
        record.put(wordOffset, value);
    }

    /** Makes everything that was planned, all or none; the caller gives back the lock before there is another plan. */
    public final void commit() {
        record.commit();
    }

    /** {@return the first block of a heap in which nothing but one block was ever allocated} */
    public final long firstBlock() {
        return start + prefix;
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
            putLink(wordOffset, 0, block);
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
        boolean done = planResize(block, byteSize);
        if (done) {
            record.commit();
        }
        return done;
    }

    /**
     * Plans a block's new size where it lies.
     *
     * @param block    the block
     * @param byteSize the new size in bytes
     * @return whether it can have it; {@link #planned} is then its fragment's size
     * @throws IllegalBlockException if it isn't live
     */
    protected final boolean planResize(long block, long byteSize) {
        record.drop();
        long top = bounds.top();
        checkLive(block, top);
        long fragment = block - prefix;
        long header = liveHeader(fragment, top);
        if (byteSize > end - start) {
            return false;
        }
        long wanted = fragments.sizeFor(byteSize);
        if (wanted > Fragments.size(header) && mergeNext(fragment + Fragments.size(header), top)) {
            return planResize(block, byteSize);
        }
        boolean done = planResize(fragment, wanted, header, top);
        planned = taken();
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
        for (long size = fragments.smallest(); size <= quickLargest; size += Fragments.ALIGNMENT) {
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
        long top = bounds.top();
        checkLive(block, top);
        return Fragments.size(liveHeader(block - prefix, top)) - prefix;
    }

    /** {@return where a block's tag lies} @param block the block, live or freed */
    public final long tag(long block) {
        return block - prefix + Fragments.HEADER_BYTE_SIZE;
    }

    /**
     * {@return whether a range lies among the fragments, and was reserved} Needs no lock.
     *
     * @param offset   the first byte
     * @param byteSize the number of bytes
     */
    public final boolean isBacked(long offset, long byteSize) {
        return offset >= start && offset <= bounds.backed() - byteSize;
    }

    /** {@return what the heap holds} Needs no lock. */
    public final PoolStatistics statistics() {
        return new HeapStatistics(parts, this).read();
    }

    /** {@return how many bytes aren't in any fragment that is used or kept for later} Exact with the lock held. */
    public final long freeByteSize() {
        return end - start - region.getLong(HeapDescriptor.USED);
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
        return new HeapWalk(parts, this).walk(fromBlock, visitor);
    }

    /**
     * Checks every invariant of {@link HeapDescriptor}.
     *
     * @throws HeapCorruptionException if one is broken
     */
    public void verify() {
        record.drop();
        HeapHeader.verify(parts);
        new HeapVerifier(parts, asideFragments()).verify();
    }

    /** {@return how many fragments a heap built on this one keeps aside: their headers don't say free, they have no mark} */
    protected long asideFragments() {
        return 0;
    }

    /** {@return how many bytes the fragments take that are kept aside} */
    protected long asideByteSize() {
        return 0;
    }

    /** {@return how many bytes there are beside each block} */
    protected long besideByteSize() {
        return prefix;
    }

    /** {@return how many bytes of a live block may be used} @param block the block @param fragment its fragment's size */
    protected long usable(long block, long fragment) {
        return fragment - prefix;
    }

    /** {@return how many bytes of all live blocks may be used} @param byteSize of their fragments @param live their number */
    protected long usableByteSize(long byteSize, long live) {
        return byteSize - live * prefix;
    }

    /**
     * Makes sure that a number is a live block.
     *
     * @param block the number
     * @param top   where the fragments end
     * @throws IllegalBlockException if it isn't
     */
    protected void checkLive(long block, long top) {
        if (!isLive(block, top)) {
            throw new BlockDiagnosis(region, fragments, marks).explain(block, top, end);
        }
    }

    final long allocateByPlan(long byteSize, long byteAlignment) {
        long block = planAllocate(byteSize, byteAlignment);
        if (block != 0) {
            record.commit();
        }
        return block;
    }

    final void freeByPlan(long block) {
        planFree(block);
        record.commit();
        reachable = bounds.top();
    }

    /** {@return whether a number is a live block} @param block the number @param top where the fragments end */
    protected final boolean isLive(long block, long top) {
        return (block & (Fragments.ALIGNMENT - 1)) == 0 && block >= start + prefix && block < top && marks.isSet(block);
    }

    /** {@return the first live block at or after a place, or {@code end}} @param from the place @param end where to stop */
    protected final long nextLive(long from, long end) {
        return marks.next(from, end);
    }

    /** {@return the last live block at or before a place, or -1} @param from the place @param down where to stop */
    protected final long previousLive(long from, long down) {
        return marks.previous(from, Math.max(down, start + prefix));
    }

    /** {@return where the fragments end} */
    protected final long top() {
        return bounds.top();
    }

    /** {@return where the first fragment starts} */
    protected final long start() {
        return start;
    }

    /** {@return where the last fragment can end} */
    protected final long end() {
        return end;
    }

    /** {@return how far into a fragment its block starts} */
    protected final long prefix() {
        return prefix;
    }

    /** {@return the size of the fragment that starts somewhere, or 0 if no intact one does} @param fragment where */
    protected final long fragmentSize(long fragment, long top) {
        return Fragments.size(intactHeader(fragment, top));
    }

    /** {@return the header of the fragment that starts somewhere, or 0 if no intact one does} @param fragment where */
    protected final long intactHeader(long fragment, long top) {
        if (!fragments.isPlausible(fragment, top)) {
            return 0;
        }
        long header = region.getLong(fragment);
        long size = Fragments.size(header);
        return Seal.isIntact(fragment, header) && size >= fragments.smallest() && size <= top - fragment ? header : 0;
    }

    /** {@return whether a fragment waits in a quick list} @param fragment where it starts @param size its size @param top where the fragments end */
    protected final boolean isKept(long fragment, long size, long top) {
        if (size > quickLargest) {
            return false;
        }
        long at = quick.first(size);
        for (long left = quick.length(size); left > 0 && at != fragment && fragments.isPlausible(at, top); left--) {
            at = quick.next(at);
        }
        return at == fragment;
    }

    /** {@return the size of the intact fragment that starts somewhere and neither lives nor is free, or 0} @param fragment where */
    protected final long asideSize(long fragment, long top) {
        long header = intactHeader(fragment, top);
        return header == 0 || Fragments.isFree(header) || marks.isSet(fragment + prefix) ? 0 : Fragments.size(header);
    }

    /** {@return the size in a header} @param header the header */
    protected static long size(long header) {
        return Fragments.size(header);
    }

    /** {@return whether a header says that its fragment is free} @param header the header */
    protected static boolean isFree(long header) {
        return Fragments.isFree(header);
    }

    /** {@return whether a header says that the fragment before its own is free} @param header the header */
    protected static boolean isPreviousFree(long header) {
        return Fragments.isPreviousFree(header);
    }

    /** {@return the header of a live fragment behind one that isn't free} @param fragment where @param size its size */
    protected static long sealed(long fragment, long size) {
        return Seal.seal(fragment, size);
    }

    /** Plans the header of a fragment that isn't free. @param fragment where it starts @param size its size */
    protected final void planHeader(long fragment, long size) {
        long footer = fragment == start ? 0 : region.getLong(fragment - Fragments.FOOTER_BYTE_SIZE);
        long before = footer > 0 && footer < fragment ? fragment - footer : fragment;
        boolean previousFree = before != fragment && fragmentSize(before, fragment) == footer && isFree(region.getLong(before));
        fragments.putHeader(fragment, size, previousFree ? Fragments.PREVIOUS_FREE : 0);
    }

    /**
     * Leaves it to an heir what was declared in the record without a plan. For its constructor.
     *
     * @param recovery completes it
     */
    protected final void completeDeclaredBy(Recovery recovery) {
        parts.recovery().declaredTo(recovery);
    }

    /** {@return where quick lists and marks lie, for a short cut of an heir's own} */
    protected final QuickPlaces quickPlaces() {
        return QuickPlaces.of(parts);
    }

    /** {@return the record that an operation's stores are planned in} */
    protected final RedoRecord record() {
        return record;
    }

    /** {@return the size of the fragment that the plan takes, frees or resizes} */
    protected final long planned() {
        return planned;
    }

    /** Makes all planned stores; whatever is stored afterwards is stored after them. */
    protected final void commitAndGoOn() {
        record.commitAndGoOn();
    }

    /**
     * Plans an allocation.
     *
     * @param byteSize      the size in bytes
     * @param byteAlignment a power of two
     * @return the block, or 0; {@link #planned} is its fragment's size
     */
    protected final long planAllocate(long byteSize, long byteAlignment) {
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
        long block = planTake(size, byteAlignment);
        if (block == 0 && flush(Integer.MAX_VALUE)) {
            block = planTake(size, byteAlignment);
        }
        planned = taken();
        return block;
    }

    private long takeQuick(long fragment, long size) {
        quickHeader(fragment, size);
        quick.pop(fragment, size);
        marks.set(fragment + prefix);
        planned = size;
        return fragment + prefix;
    }

    private void planFree(long block) {
        record.drop();
        long top = bounds.top();
        checkLive(block, top);
        long header = liveHeader(block - prefix, top);
        planned = Fragments.size(header);
        marks.clear(block);
        planReturn(block - prefix, header, top);
    }

    /**
     * Plans that a block lives no more; its fragment belongs to nobody until it is returned.
     *
     * @param block a live block
     * @param size  its fragment's size
     */
    protected final void planRemove(long block, long size) {
        planned = size;
        marks.clear(block);
    }

    /**
     * Plans to return a fragment that belongs to nobody to the free ones.
     *
     * @param fragment where it starts
     * @param top      where the fragments end
     */
    protected final void planReturn(long fragment, long top) {
        planReturn(fragment, liveHeader(fragment, top), top);
    }

    private void planReturn(long fragment, long header, long top) {
        long size = Fragments.size(header);
        if (size <= quickLargest && quick.hasRoom(size)) {
            quick.push(fragment, size);
        } else {
            planGiveBack(fragment, size, header, top);
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
        long size = Fragments.size(header);
        boolean merged = false;
        while (size <= quickLargest && quick.first(size) != 0) {
            mergeFirst(size);
            merged = true;
        }
        return merged;
    }

    private void mergeFirst(long size) {
        record.drop();
        long top = bounds.top();
        long fragment = quick.first(size);
        long header = quickHeader(fragment, size);
        quick.pop(fragment, size);
        planGiveBack(fragment, size, header, top);
        record.commitAndGoOn();
    }

    /**
     * Plans the word that names a block.
     *
     * @param wordOffset where the word lies
     * @param value      what it shall hold
     * @param block      the block that is taken or freed
     * @throws IllegalArgumentException if the word lies in that block
     */
    protected final void putLink(long wordOffset, long value, long block) {
        if (wordOffset > block - prefix - Long.BYTES && wordOffset < block - prefix + planned) {
            throw new IllegalArgumentException("word not in another live block: wordOffset=" + wordOffset + " block="
                    + block + " pool=" + region.name() + "; it would be lost with the block that it names");
        }
        record.put(wordOffset, value);
    }

    private long liveHeader(long fragment, long top) {
        long header = fragments.header(fragment, top);
        if (Fragments.isFree(header)) {
            throw new HeapCorruptionException("a live block's header says that it is free: fragment=" + fragment + " pool="
                    + region.name() + "; something wrote outside its own block", fragment);
        }
        return header;
    }

    private long quickHeader(long fragment, long size) {
        if (fragment <= end - size && fragments.isPlausible(fragment, end)) {
            long header = region.getLong(fragment);
            if (Seal.isIntact(fragment, header) && Fragments.size(header) == size && !Fragments.isFree(header)
                    && !marks.isSet(fragment + prefix)) {
                return header;
            }
        }
        throw quick.corrupt(fragment);
    }
}
