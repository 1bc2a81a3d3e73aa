package org.malloc4j.spi.support;

import org.malloc4j.spi.BlockVisitor;

/**
 * A walk over a heap in address order beside running workers: some fragments are looked up under the lock, then shown
 * without it. Where it stopped may be gone when it goes on; the marks tell from where to find the way again.
 */
final class HeapWalk {
    private static final int BATCH = 64;
    /** A system gives a thread some milliseconds at a time. One that is stopped within its first half isn't stopped by that. */
    private static final long STRETCH_NANOS = 500_000;

    private final FragmentHeap whole;
    private final RecoverableLock lock;
    private final HeapBounds bounds;
    private final Fragments fragments;
    private final StartMarks marks;
    private final long end;
    private final long[] blocks = new long[BATCH];
    private final long[] sizes = new long[BATCH];
    private final long[] usable = new long[BATCH];
    private final boolean[] live = new boolean[BATCH];
    private long resumeAt;

    HeapWalk(HeapParts heap, FragmentHeap whole) {
        this.whole = whole;
        this.lock = heap.lock();
        this.bounds = heap.bounds();
        this.fragments = heap.fragments();
        this.marks = heap.marks();
        this.end = heap.geometry().end();
    }

    long walk(long fromBlock, BlockVisitor visitor) {
        long from = Math.max(fromBlock - fragments.prefix(), fragments.start());
        long since = System.nanoTime() - STRETCH_NANOS;
        while (from < end) {
            since = rest(since);
            int found = lookUp(from);
            for (int i = 0; i < found; i++) {
                if (!visitor.visit(blocks[i], usable[i], live[i])) {
                    long next = blocks[i] + sizes[i];
                    return next >= end ? 0 : next + fragments.prefix();
                }
            }
            from = resumeAt;
        }
        return 0;
    }

    /**
     * A walk takes the lock so often that where threads have to share processors, it would sooner or later be stopped with it,
     * and everybody would wait for it to have its turn again. It gives its turn away before that.
     */
    private static long rest(long since) {
        if (System.nanoTime() - since < STRETCH_NANOS) {
            return since;
        }
        Thread.yield();
        return System.nanoTime();
    }

    private int lookUp(long from) {
        long held = lock.acquire();
        try {
            int found = lookUpLocked(from);
            lock.release(held);
            return found;
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    private int lookUpLocked(long from) {
        long top = bounds.top();
        int found = 0;
        for (long fragment = firstFrom(from, top); fragment < top; ) {
            if (found == BATCH) {
                resumeAt = fragment;
                return found;
            }
            long header = fragments.header(fragment, top);
            long size = Fragments.size(header);
            boolean isLive = marks.isSet(fragment + fragments.prefix());
            if (isLive || Fragments.isFree(header)) {
                add(found++, fragment, size, isLive);
            }
            fragment += size;
        }
        if (top < end && from <= top) {
            if (found == BATCH) {
                resumeAt = top;
                return found;
            }
            add(found++, top, end - top, false);
        }
        resumeAt = end;
        return found;
    }

    private void add(int index, long fragment, long size, boolean isLive) {
        blocks[index] = fragment + fragments.prefix();
        sizes[index] = size - fragments.prefix();
        usable[index] = isLive ? whole.usable(blocks[index], size) : size - whole.besideByteSize();
        live[index] = isLive;
    }

    /** The first fragment that starts at or after an offset, found from the live block before it. */
    private long firstFrom(long from, long top) {
        if (from >= top) {
            return top;
        }
        long before = marks.previous(from + fragments.prefix(), fragments.start() + fragments.prefix());
        long fragment = before < 0 ? fragments.start() : before - fragments.prefix();
        while (fragment < from) {
            fragment += Fragments.size(fragments.header(fragment, top));
        }
        return fragment;
    }
}
