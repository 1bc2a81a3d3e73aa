package org.malloc4j.qmalloc;

import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.FragmentHeap;

/**
 * The shared heap with guards around each block, a quarantine behind each free, and a patrol beside all operations. What
 * it looks like is in {@link QMallocLayout}; every method but {@link #guardedByteSize} is called with the lock held.
 *
 * <p>Every operation looks first, at the block and both its neighbours, and refuses before anything is planned.
 */
class QMallocHeap extends FragmentHeap {
    private static final long ALIGNMENT = 16;

    private final Region region;
    private final Secret secret;
    private final Guards guards;
    private final Blocks blocks;
    private final Quarantine quarantine;
    private final Patrol patrol;
    private final Inspector inspector;
    private final Retirement retirement;
    private final GuardedPath path;
    private final long requested;
    private final long pid;

    QMallocHeap(Region region, long tagByteSize, QMallocSettings settings) {
        super(region, QMallocLayout.beside(tagByteSize));
        this.region = region;
        this.requested = extension() + QMallocLayout.REQUESTED;
        this.secret = new Secret(region.getLong(extension() + QMallocLayout.SECRET));
        this.guards = new Guards(region, secret);
        this.pid = Header.fit(ProcessHandle.current().pid());
        this.blocks = new Blocks(region, this, secret, guards);
        this.inspector = new Inspector(region, this, secret, guards, blocks, pid);
        this.quarantine = new Quarantine(region, this, secret, blocks, inspector, settings.quarantineByteSize());
        this.patrol = new Patrol(this, blocks, quarantine, inspector, settings);
        this.retirement = new Retirement(region, this, secret, guards, blocks, inspector, patrol);
        this.path = GuardedPath.of(PathParts.of(region, record(), quickPlaces(), secret,
                settings.quarantineByteSize(), pid));
        completeDeclaredBy(new GuardedRecovery(region, record(), quickPlaces(), secret, words()));
    }

    static QMallocHeap format(Region region, long tagByteSize, QMallocSettings settings, long secret) {
        FragmentHeap.format(region, QMallocLayout.beside(tagByteSize));
        region.putLong(extension() + QMallocLayout.SECRET, secret);
        region.putLong(extension() + QMallocLayout.SECRET_CHECK, secretCheck(secret));
        QMallocHeap heap = new QMallocHeap(region, tagByteSize, settings);
        heap.quarantine.format();
        return heap;
    }

    static QMallocHeap attach(Region region, long tagByteSize, QMallocSettings settings) {
        FragmentHeap.attach(region, QMallocLayout.beside(tagByteSize));
        QMallocHeap heap = new QMallocHeap(region, tagByteSize, settings);
        heap.verifySecret();
        return heap;
    }

    private static long secretCheck(long secret) {
        return new Secret(secret).check(QMallocLayout.SECRET_CHECK, 1);
    }

    final long allocateGuarded(long byteSize, long byteAlignment) {
        patrol.step();
        long block = byteAlignment <= ALIGNMENT ? path.take(byteSize) : 0;
        return block != 0 ? block : allocateByPlan(byteSize, byteAlignment);
    }

    private long allocateByPlan(long byteSize, long byteAlignment) {
        long block = planGuarded(byteSize, byteAlignment);
        if (block != 0) {
            commit();
        }
        return block;
    }

    final long allocateGuardedInto(long wordOffset, long byteSize, long byteAlignment) {
        patrol.step();
        long block = planGuarded(byteSize, byteAlignment);
        if (block != 0) {
            putLink(wordOffset, block, block);
            commit();
        }
        return block;
    }

    private long planGuarded(long byteSize, long byteAlignment) {
        if (byteSize > end() - start()) {
            return 0;
        }
        long wanted = byteSize + QMallocLayout.SMALLEST_TAIL;
        long block = planAllocate(wanted, byteAlignment);
        while (block == 0 && quarantine.giveWay(wanted)) {
            block = planAllocate(wanted, byteAlignment);
        }
        if (block != 0) {
            guard(block, byteSize, planned());
            record().put(requested, region.getLong(requested) + byteSize);
        }
        return block;
    }

    /**
     * Puts guards around a block that is about to live. Where the free lists keep nothing it is written at once: if the
     * plan is never committed, it was only free memory.
     */
    private void guard(long block, long byteSize, long size) {
        long fragment = block - prefix();
        long end = fragment + size;
        long from = block + byteSize;
        long header = fragment + QMallocLayout.HEADER;
        region.putLong(header, Header.of(secret, header, end - from, pid));
        guards.putFront(block);
        for (long at = from & -Long.BYTES; at < end; at += Long.BYTES) {
            if (at < block + 2 * Long.BYTES || at == end - Long.BYTES) {
                record().put(at, guards.tailWord(at, from, end));
            } else {
                region.putLong(at, guards.tailWord(at, from, end));
            }
        }
    }

    final void freeGuarded(long block) {
        patrol.step();
        if (!path.keep(block)) {
            planFreeGuarded(block);
            finishFree(block);
        }
    }

    final void freeGuardedFrom(long wordOffset) {
        long block = region.getLongAcquire(wordOffset);
        if (block != 0) {
            patrol.step();
            planFreeGuarded(block);
            putLink(wordOffset, 0, block);
            finishFree(block);
        }
    }

    private void planFreeGuarded(long block) {
        record().drop();
        long top = top();
        long size = checkAround(block, top, "free");
        long header = blocks.header(block);
        boolean isRetired = Header.is(header, Header.RETIRED);
        long leaving = isRetired ? 0 : quarantine.makeRoom(size, top);
        planRemove(block, size);
        if (isRetired) {
            retirement.planFreed(size);
        } else {
            quarantine.planExchange(leaving, block, size);
        }
        record().put(requested, region.getLong(requested) - blocks.byteSize(size, header));
    }

    /** Commits, and only then destroys the contents: a free that never happened must leave them as they were. */
    private void finishFree(long block) {
        commitAndGoOn();
        quarantine.fill(block, pid);
    }

    final boolean resizeGuarded(long block, long byteSize) {
        patrol.step();
        record().drop();
        long before = checkAround(block, top(), "resize");
        if (byteSize > end() - start()) {
            return false;
        }
        long wanted = byteSize + QMallocLayout.SMALLEST_TAIL;
        if (!planResize(block, wanted) && !(asideSize(block - prefix() + before, top()) != 0
                && planAllocate(wanted, Long.BYTES) == 0 && quarantine.giveWay() && planResize(block, wanted))) {
            return false;
        }
        long end = block - prefix() + planned();
        long at = block - prefix() + QMallocLayout.HEADER;
        long old = region.getLong(at);
        long header = Header.resized(secret, at, old, end - block - byteSize);
        record().put(at, Header.with(secret, at, header, Header.UNGUARDED));
        record().put(requested, region.getLong(requested) + byteSize - blocks.byteSize(before, old));
        // The tail takes the place of what may still be the block's own until the commit.
        commitAndGoOn();
        guards.putTail(block + byteSize, end);
        region.putLongRelease(at, header);
        return true;
    }

    final boolean flushGuarded(int most) {
        return quarantine.giveWay(most, Long.MAX_VALUE) || flush(most);
    }

    final long guardedByteSize(long block) {
        long top = top();
        checkLive(block, top);
        long size = fragmentSize(block - prefix(), top);
        long header = blocks.header(block);
        if (size == 0 || !blocks.isIntact(block, header)) {
            throw inspector.damage(block, "byteSize");
        }
        return blocks.byteSize(size, header);
    }

    /** {@return the size of a live block's fragment} It and both its neighbours are as they should be. */
    private long checkAround(long block, long top, String operation) {
        if (!isLive(block, top)) {
            inspector.refuseUnmarked(block, top);
        }
        checkLive(block, top);
        long fragment = block - prefix();
        long header = intactHeader(fragment, top);
        long size = size(header);
        if (!blocks.isSound(block, size) || !isNextSound(fragment + size, top)
                || !isPreviousFree(header) && !isPreviousSound(fragment, top)) {
            throw inspector.damage(block, operation);
        }
        return size;
    }

    /** {@return whether a guard behind a block is what it should be} @param from where it starts @param to where it ends */
    protected boolean isTailSound(long from, long to) {
        return guards.isTailIntact(from, to);
    }

    /** {@return whether the patrol looks at a freed block that waits in the quarantine} */
    protected boolean patrolsQuarantine() {
        return true;
    }

    /** {@return whether what starts behind a fragment is sound, as far as it is near} @param next where @param top where fragments end */
    protected boolean isNextSound(long next, long top) {
        if (next >= top) {
            return true;
        }
        long header = intactHeader(next, top);
        return header != 0 && (isFree(header) || !isLive(next + prefix(), top) || blocks.isSound(next + prefix(), size(header)));
    }

    /** {@return whether the live block before a fragment, if there is one near, is sound} @param fragment where it starts @param top where fragments end */
    protected boolean isPreviousSound(long fragment, long top) {
        if (fragment == start()) {
            return true;
        }
        long block = previousLive(fragment, fragment - Blocks.NEAR);
        if (block < 0) {
            return true;
        }
        long size = fragmentSize(block - prefix(), top);
        return size != 0 && (block - prefix() + size < fragment || blocks.isSound(block, size));
    }

    @Override
    protected final void checkLive(long block, long top) {
        if (!isLive(block, top)) {
            throw inspector.illegal(block, top);
        }
    }

    @Override
    public void verify() {
        record().drop();
        verifySecret();
        new Audit(region, this, blocks, quarantine, inspector).verify();
        super.verify();
    }

    private void verifySecret() {
        long found = region.getLong(extension() + QMallocLayout.SECRET);
        if (found != secret.value() || region.getLong(extension() + QMallocLayout.SECRET_CHECK) != secretCheck(found)) {
            throw new HeapCorruptionException("pool's secret overwritten: at=" + (extension() + QMallocLayout.SECRET)
                    + " pool=" + region.name() + "; something wrote outside its own block, or another program wrote it");
        }
    }

    @Override
    protected final long asideFragments() {
        return QMallocLayout.number(asideWord(QMallocLayout.QUARANTINED))
                + QMallocLayout.number(asideWord(QMallocLayout.RETIRED));
    }

    @Override
    protected final long asideByteSize() {
        return QMallocLayout.byteSize(asideWord(QMallocLayout.QUARANTINED))
                + QMallocLayout.byteSize(asideWord(QMallocLayout.RETIRED));
    }

    private long asideWord(int offset) {
        return region.getLongAcquire(extension() + offset);
    }

    @Override
    protected final long besideByteSize() {
        return prefix() + QMallocLayout.SMALLEST_TAIL;
    }

    @Override
    protected final long usable(long block, long fragment) {
        long header = blocks.header(block);
        return blocks.isIntact(block, header) ? blocks.byteSize(fragment, header) : fragment - besideByteSize();
    }

    @Override
    protected final long usableByteSize(long byteSize, long live) {
        return QMallocLayout.requested(region.getLongAcquire(requested));
    }

    final Inspector inspector() {
        return inspector;
    }

    final Retirement retirement() {
        return retirement;
    }

    final Quarantine quarantine() {
        return quarantine;
    }

    final Patrol patrol() {
        return patrol;
    }

    // What the parts of this package need of the shared heap, which shows it to its heirs alone.

    final long blockStart() {
        return prefix();
    }

    final long heapStart() {
        return start();
    }

    final long heapTop() {
        return top();
    }

    final long heapEnd() {
        return end();
    }

    final long smallestFragment() {
        return besideByteSize() + 2 * Long.BYTES & -16;
    }

    final long size(long fragment, long top) {
        return fragmentSize(fragment, top);
    }

    final boolean isFreeFragment(long fragment) {
        return isFree(region.getLong(fragment));
    }

    final long waitingSize(long fragment, long top) {
        return asideSize(fragment, top);
    }

    final boolean isPlausible(long block, long top) {
        return (block & 15) == 0 && block >= start() + prefix() && block < top;
    }

    final boolean isLiveBlock(long block, long top) {
        return isLive(block, top);
    }

    final long liveFrom(long from, long to) {
        return nextLive(from, to);
    }

    final long liveBefore(long from, long down) {
        return previousLive(from, down);
    }

    final boolean isKeptForLater(long fragment, long size) {
        return isKept(fragment, size, top());
    }

    final long markOf(long block) {
        return quickPlaces().mark(block);
    }

    static long words() {
        return extension();
    }

    final void put(long offset, long value) {
        record().put(offset, value);
    }

    final long planned(long offset) {
        return record().get(offset);
    }

    final void returnFragment(long fragment, long top) {
        planReturn(fragment, top);
    }

    final void putHeader(long fragment, long size) {
        planHeader(fragment, size);
    }

    final long sealedHeader(long fragment, long size) {
        return sealed(fragment, size);
    }

    final void finish() {
        commitAndGoOn();
    }

    final void drop() {
        record().drop();
    }
}
