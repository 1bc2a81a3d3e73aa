package org.malloc4j.hpmalloc;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.function.LongConsumer;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;
import org.malloc4j.tck.ForwardingRegion;

/** Processes on one heap, all of them in this one, which die when a test says so. */
final class Neighbours implements AutoCloseable {
    private static final Config CONFIG = ConfigFactory.load().getConfig("malloc4j.hp-malloc");

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final BitSet dead = new BitSet();

    Neighbours(long byteSize) {
        memory = arena.allocate(byteSize, 4096);
        new HpMallocProvider().format(region(0), 0, CONFIG);
    }

    MemorySegment memory() {
        return memory;
    }

    /** {@return a process's view of the heap} @param slot from 1 on, not yet taken */
    HpMallocAllocator join(int slot) {
        return (HpMallocAllocator) new HpMallocProvider().attach(region(slot), 0, CONFIG);
    }

    /**
     * {@return a process's view of the heap} Somebody is faster than it, once.
     *
     * @param slot     from 1 on, not yet taken
     * @param offset   of a word
     * @param overtake is run just before this process stores to that word for the first time
     */
    HpMallocAllocator joinSlowly(int slot, long offset, Runnable overtake) {
        boolean[] overtaken = new boolean[1];
        return storing(slot, stored -> {
            if (stored == offset && !overtaken[0]) {
                overtaken[0] = true;
                overtake.run();
            }
        });
    }

    /** {@return a process's view of the heap} @param reads is told from where it is about to read a word, each time */
    HpMallocAllocator reading(int slot, LongConsumer reads) {
        return (HpMallocAllocator) new HpMallocProvider().attach(new WatchedRegion(region(slot), reads, offset -> { }), 0,
                CONFIG);
    }

    /** {@return a process's view of the heap} @param stores is told where it is about to store a word, each time */
    HpMallocAllocator storing(int slot, LongConsumer stores) {
        return (HpMallocAllocator) new HpMallocProvider().attach(new WatchedRegion(region(slot), offset -> { }, stores), 0,
                CONFIG);
    }

    /** {@return where the tables are} */
    Spans spans() {
        return CommonHeap.attach(region(0), 0).spans();
    }

    /** Kills a process, and has another one take note of it. */
    void kill(int slot, HpMallocAllocator survivor) {
        synchronized (dead) {
            dead.set(slot);
        }
        survivor.recover(slot, slot);
    }

    @Override
    public void close() {
        arena.close();
    }

    private Region region(int slot) {
        return Region.of("shm", memory, Sharing.SHARED, new Seen(slot), (offset, byteSize) -> true);
    }

    private boolean isAlive(int slot) {
        synchronized (dead) {
            return !dead.get(slot);
        }
    }

    /** A process's generation is its slot: no slot is taken twice. */
    private final class Seen implements Processes {
        private final int self;

        Seen(int self) {
            this.self = self;
        }

        @Override
        public int capacity() {
            return 1024;
        }

        @Override
        public int self() {
            return self;
        }

        @Override
        public int generation() {
            return self;
        }

        @Override
        public boolean isAlive(int slot, int generation) {
            return Neighbours.this.isAlive(slot);
        }

        @Override
        public boolean repairIfDead(int slot, int generation, Runnable repair) {
            if (Neighbours.this.isAlive(slot)) {
                return false;
            }
            repair.run();
            return true;
        }
    }

    /** Tells before each access to a word where it will be. */
    private static final class WatchedRegion extends ForwardingRegion {
        private final LongConsumer reads;
        private final LongConsumer stores;

        WatchedRegion(Region inner, LongConsumer reads, LongConsumer stores) {
            super(inner);
            this.reads = reads;
            this.stores = stores;
        }

        @Override
        public long getLong(long offset) {
            reads.accept(offset);
            return inner.getLong(offset);
        }

        @Override
        public long getLongAcquire(long offset) {
            reads.accept(offset);
            return inner.getLongAcquire(offset);
        }

        @Override
        public boolean compareAndSetLong(long offset, long expected, long value) {
            stores.accept(offset);
            return inner.compareAndSetLong(offset, expected, value);
        }

        @Override
        public void putLong(long offset, long value) {
            stores.accept(offset);
            inner.putLong(offset, value);
        }

        @Override
        public void putLongRelease(long offset, long value) {
            stores.accept(offset);
            inner.putLongRelease(offset, value);
        }
    }
}
