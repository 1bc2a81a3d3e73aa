package org.malloc4j.hpmalloc;

import java.lang.ref.WeakReference;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;
import org.malloc4j.spi.support.BiasedLock;

/**
 * The heaps of this process: which one a thread allocates from, and what becomes of those whose thread or process has
 * ended.
 *
 * <p>A platform thread has a heap of its own, if there is a row for it. Virtual threads, and threads that came too late,
 * share some. A heap outlives its thread by a moment, in which the next thread without one takes it over whole; after that,
 * and when a process has died, its spans are abandoned.
 */
final class Heaps {
    static final int CACHED = 256;
    private static final int REFUSED_FOR = 1024;
    /** Asking whether processes live costs a system call for each of them. */
    private static final int MENDS_PER_PROBE = 10;

    private final CommonHeap common;
    private final Spans spans;
    private final AbandonedSpans abandoned;
    private final Rows rows;
    private final Region region;
    private final HpMallocSettings settings;
    /** What is known of this process's spans. Entries are their owners'. */
    private final OwnSpan[] table;
    private final boolean confined;
    /** The heap of a confined region. */
    private ThreadHeap sole;
    private volatile boolean joined;
    /** A row of this process without a heap, plus one, that is being vacated; left behind by whoever failed in it. */
    private volatile int vacating;
    private final ThreadHeap[] cache = new ThreadHeap[CACHED];
    /** Weak, because a heap knows these heaps: a thread would keep them for ever. The rows keep the heap. */
    private final ThreadLocal<WeakReference<ThreadHeap>> local = new ThreadLocal<>();
    private final AtomicReferenceArray<ThreadHeap> byRow;
    private final AtomicReferenceArray<ThreadHeap> shared;
    private final BitSet flagged = new BitSet();
    private final long[] fingerprints;
    /** Those of the last probe. */
    private final long[] probed;
    private int mends;
    private int refused;
    /** Held by the one who has seized heaps whose threads live: two of them could take each for refused what the other has. */
    private final Object seizing = new Object();
    /** How many trims for requests have begun. Changed while {@link #seizing} is held. */
    private volatile long trims;

    Heaps(CommonHeap common, HpMallocSettings settings) {
        this.common = common;
        this.spans = common.spans();
        this.abandoned = new AbandonedSpans(common);
        this.rows = spans.rows();
        this.region = spans.region();
        this.settings = settings;
        this.table = new OwnSpan[spans.capacity()];
        this.byRow = new AtomicReferenceArray<>(rows.capacity());
        this.shared = new AtomicReferenceArray<>(Math.max(1, settings.sharedHeaps()));
        this.fingerprints = new long[rows.capacity()];
        this.probed = new long[rows.capacity()];
        this.confined = region.sharing() == Sharing.CONFINED;
    }

    /**
     * Adopts, before anything else is done, what was left by the dead, and by this process in a life of which it knows
     * nothing any more. Not at once when somebody attaches, who perhaps only looks.
     */
    void join() {
        if (!joined) {
            joinNow();
        }
    }

    private synchronized void joinNow() {
        if (joined) {
            return;
        }
        if (region.sharing() == Sharing.SHARED) {
            adoptOwn();
        }
        adoptDead();
        joined = true;
    }

    CommonHeap common() {
        return common;
    }

    AbandonedSpans abandoned() {
        return abandoned;
    }

    HpMallocSettings settings() {
        return settings;
    }

    /** {@return what is known of this process's spans, by their numbers} */
    OwnSpan[] table() {
        return table;
    }

    /** {@return some threads' heaps, by the last bits of the threads' numbers} */
    ThreadHeap[] cache() {
        return cache;
    }

    /** {@return the calling thread's heap, or null if it has to share one} */
    ThreadHeap mine() {
        Thread thread = Thread.currentThread();
        ThreadHeap heap = cache[(int) thread.threadId() & CACHED - 1];
        return heap != null && heap.thread == thread ? heap : find(thread);
    }

    /** {@return a thread's heap, or null if it has none yet} @param thread the calling one */
    ThreadHeap known(Thread thread) {
        join();
        return confined ? sole : thread.isVirtual() ? null : mapped();
    }

    ThreadHeap find(Thread thread) {
        join();
        if (confined) {
            return sole();
        }
        if (thread.isVirtual()) {
            return null;
        }
        ThreadHeap heap = mapped();
        if (heap == null) {
            heap = serve(thread);
            if (heap == null) {
                return null;
            }
            local.set(new WeakReference<>(heap));
        }
        int index = (int) thread.threadId() & CACHED - 1;
        ThreadHeap there = cache[index];
        Thread its = there == null ? null : there.thread;
        if (its == null || !its.isAlive()) {
            cache[index] = heap;
        }
        return heap;
    }

    private ThreadHeap mapped() {
        WeakReference<ThreadHeap> reference = local.get();
        return reference == null ? null : reference.get();
    }

    private ThreadHeap sole() {
        if (sole == null) {
            sole = claimRow(false);
        }
        return sole;
    }

    private ThreadHeap serve(Thread thread) {
        if (refused > 0) {
            refused--;
            return null;
        }
        ThreadHeap heap = orphan(thread);
        if (heap == null) {
            heap = claimRow(false);
            if (heap != null) {
                heap.thread = thread;
            }
        }
        if (heap == null) {
            refused = REFUSED_FOR;
        } else {
            rows.noteThread(heap.row, thread.threadId());
        }
        return heap;
    }

    private ThreadHeap orphan(Thread thread) {
        for (int row = 0; row < byRow.length(); row++) {
            ThreadHeap heap = byRow.get(row);
            if (isOrphan(heap) && heap.seize()) {
                try {
                    boolean isFree = isOrphan(heap) && byRow.get(row) == heap;
                    if (isFree) {
                        heap.mend();
                        heap.thread = thread;
                    }
                    heap.giveBack();
                    if (isFree) {
                        return heap;
                    }
                } catch (Throwable failure) {
                    heap.state = BiasedLock.TORN;
                    throw failure;
                }
            }
        }
        return null;
    }

    private static boolean isOrphan(ThreadHeap heap) {
        return heap != null && heap.thread != null && !heap.thread.isAlive();
    }

    private ThreadHeap claimRow(boolean isShared) {
        int row = rows.claim();
        if (row < 0) {
            return null;
        }
        ThreadHeap heap = new ThreadHeap(row, this, isShared);
        heap.thread = Thread.currentThread();
        if (isShared || confined) {
            heap.thread = null;
        }
        byRow.set(row, heap);
        return heap;
    }

    /** {@return a heap that several threads share, seized and whole; null if there is none} */
    ThreadHeap seizeShared() {
        int count = shared.length();
        int first = (int) (Thread.currentThread().threadId() % count);
        for (int round = 0; ; round++) {
            for (int i = 0; i < count; i++) {
                int index = (first + i) % count;
                ThreadHeap heap = shared.get(index);
                if (heap == null) {
                    heap = claimRow(true);
                    if (heap == null) {
                        continue;
                    }
                    shared.compareAndSet(index, null, heap);
                    heap = shared.get(index);
                }
                if (heap.seize()) {
                    try {
                        heap.mend();
                        return heap;
                    } catch (Throwable failure) {
                        heap.state = BiasedLock.TORN;
                        throw failure;
                    }
                }
            }
            if (shared.get(first) == null && noneShared()) {
                return null;
            }
            Thread.onSpinWait();
            if (round > 100) {
                Thread.yield();
            }
        }
    }

    private boolean noneShared() {
        for (int i = 0; i < shared.length(); i++) {
            if (shared.get(i) != null) {
                return false;
            }
        }
        return true;
    }

    /** Gives back every span of this process's heaps, and of dead ones, that holds nothing live. */
    void trim() {
        ThreadHeap own = tidyOwn();
        adoptDead();
        tidyOthers(own, null);
        tidyAbandoned(true);
    }

    /**
     * The same, for a request that would be refused. Once for all who came before it began; and as others have to pass a
     * barrier for it, only if one of them has something to give.
     */
    void trimForRequest() {
        ThreadHeap own = tidyOwn();
        long before = trims;
        synchronized (seizing) {
            if (trims == before) {
                trims = before + 1;
                adoptDead();
                if (!rowsWithEmptySpans().isEmpty()) {
                    tidyOthers(own, null);
                }
                tidyAbandoned(true);
            }
        }
    }

    private ThreadHeap tidyOwn() {
        ThreadHeap own = known(Thread.currentThread());
        if (own != null) {
            own.enterWhole();
            own.tidy();
            own.leaveWhole();
        }
        return own;
    }

    /** @param which rows whose heaps are concerned, or null: all */
    private void tidyOthers(ThreadHeap own, BitSet which) {
        synchronized (seizing) {
            new Seizure(byRow, own, which).forEach(heap -> {
                tidySeized(heap);
                return true;
            });
        }
    }

    /** {@return the rows of this process with a span that holds nothing live} Those of shared heaps, too. */
    private BitSet rowsWithEmptySpans() {
        BitSet found = new BitSet();
        int used = spans.used();
        for (int span = 0; span < used; span++) {
            long header = spans.header(span);
            int row = Spans.tag(header) - 1;
            if (row >= 0 && row < byRow.length() && byRow.get(row) != null && !found.get(row)
                    && (!spans.hasSlots(header) || spans.live(span, Spans.classOf(header)) == 0)) {
                found.set(row);
            }
        }
        return found;
    }

    /** {@return whether this process can allocate in a span: one of its own, or nobody's} @param tag that in its header */
    boolean mayUse(int tag) {
        return tag == HpMallocLayout.ABANDONED || tag > 0 && byRow.get(tag - 1) != null;
    }

    /**
     * Allocates in any heap of this process with a free slot, for a request that would be refused: many threads that use many
     * sizes can have all spans among them, and next to nothing in each.
     *
     * @param smallest the smallest class that will do
     * @param how      allocates in a heap that is held
     * @return the block, or 0
     */
    long borrow(int smallest, Borrowing how) {
        long[] block = new long[1];
        ThreadHeap own = known(Thread.currentThread());
        synchronized (seizing) {
            new Seizure(byRow, own, null).forEach(heap -> {
                heap.mend();
                for (int c = smallest; c < spans.sizes().classes && block[0] == 0; c++) {
                    block[0] = how.allocate(heap, c);
                }
                return block[0] == 0;
            });
        }
        return block[0];
    }

    /** An allocation in a heap that isn't the thread's own. */
    @FunctionalInterface
    interface Borrowing {
        /** {@return the block, or 0} @param heap the heap, held @param c the class */
        long allocate(ThreadHeap heap, int c);
    }

    private void tidySeized(ThreadHeap heap) {
        if (heap.thread != null && heap.thread.isAlive()) {
            heap.tidy();
        } else if (heap.isShared) {
            heap.mend();
            heap.tidy();
        } else {
            heap.forgetAll();
            abandoned.vacate(heap.row);
            byRow.set(heap.row, null);
            rows.giveUp(heap.row);
        }
    }

    /** Adopts the heaps that this process had in a life of which it knows nothing any more. */
    private void adoptOwn() {
        for (int row = rows.used() - 1; row >= 0; row--) {
            if (rows.owner(row) == rows.self()) {
                vacate(row);
            }
        }
    }

    /** Adopts the heaps of dead processes. */
    synchronized void adoptDead() {
        finishVacating();
        for (int row = rows.used() - 1; row >= 0; row--) {
            long owner = rows.owner(row);
            if (rows.isDead(owner)) {
                adopt(row, owner);
            }
        }
    }

    /** Gives back those abandoned spans in which nothing is live any more. @param thorough whether to look at all of them */
    private synchronized void tidyAbandoned(boolean thorough) {
        finishVacating();
        if (!abandoned.areFreed(thorough)) {
            return;
        }
        int row = rows.claim();
        if (row < 0) {
            // Whoever runs out can still take them.
            abandoned.announce();
        } else {
            vacating = row + 1;
            abandoned.tidy(row, thorough);
            rows.giveUp(row);
            vacating = 0;
        }
    }

    /** Adopts the heaps of a process that is known to be dead. */
    synchronized void adopt(int slot, int generation) {
        finishVacating();
        long dead = Rows.owner(slot, generation);
        for (int row = rows.used() - 1; row >= 0; row--) {
            if (rows.owner(row) == dead && dead != rows.self()) {
                adopt(row, dead);
            }
        }
    }

    private void adopt(int row, long dead) {
        vacating = row + 1;
        if (rows.takeOver(row, dead)) {
            vacate(row);
        }
        vacating = 0;
    }

    /** Does what somebody failed in. */
    private void finishVacating() {
        int left = vacating - 1;
        if (left >= 0 && rows.owner(left) == rows.self() && byRow.get(left) == null) {
            vacate(left);
        }
        vacating = 0;
    }

    private void vacate(int row) {
        abandoned.vacate(row);
        rows.giveUp(row);
        vacating = 0;
    }

    /**
     * Looks after heaps that nobody uses: of processes that died, of threads that have ended, of threads that have done
     * nothing since others freed in their spans, and of threads that have done nothing for a while and hold empty ones.
     */
    void mend() {
        if (confined) {
            return;
        }
        join();
        BitSet idle = new BitSet();
        if (mends++ % MENDS_PER_PROBE == 0) {
            if (region.sharing() == Sharing.SHARED) {
                adoptDead();
            }
            idle.or(rowsOfIdlersWithEmptySpans());
        }
        tidyAbandoned(false);
        BitSet now = flaggedRows();
        for (int row = 0; row < byRow.length(); row++) {
            ThreadHeap heap = byRow.get(row);
            if (heap != null) {
                long fingerprint = heap.fingerprint();
                boolean isUnused = fingerprint == fingerprints[row];
                fingerprints[row] = fingerprint;
                boolean hasEnded = heap.thread != null && !heap.thread.isAlive();
                if (hasEnded || isUnused && now.get(row) && flagged.get(row)) {
                    idle.set(row);
                }
            }
        }
        flagged.clear();
        flagged.or(now);
        if (!idle.isEmpty()) {
            tidyOthers(null, idle);
        }
    }

    private BitSet rowsOfIdlersWithEmptySpans() {
        BitSet idle = rowsWithEmptySpans();
        for (int row = 0; row < byRow.length(); row++) {
            ThreadHeap heap = byRow.get(row);
            long fingerprint = heap == null ? 0 : heap.fingerprint();
            if (fingerprint != probed[row]) {
                idle.clear(row);
            }
            probed[row] = fingerprint;
        }
        return idle;
    }

    private BitSet flaggedRows() {
        BitSet found = new BitSet();
        for (int first = 0; first < spans.used(); first += SpanBytes.PER_WORD) {
            if (!spans.flags().areZero(first)) {
                for (int span = first; span < Math.min(first + SpanBytes.PER_WORD, spans.capacity()); span++) {
                    int tag = spans.isFlagged(span) ? Spans.tag(spans.header(span)) : 0;
                    if (tag > 0 && tag != HpMallocLayout.ABANDONED) {
                        found.set(tag - 1);
                    }
                }
            }
        }
        return found;
    }
}
