package org.malloc4j.hpmalloc;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
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
        return (HpMallocAllocator) new HpMallocProvider().attach(new SlowRegion(region(slot), offset, overtake), 0, CONFIG);
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

    /** Is overtaken before its first store to a word. */
    private static final class SlowRegion extends ForwardingRegion {
        private final long offset;
        private Runnable overtake;

        SlowRegion(Region inner, long offset, Runnable overtake) {
            super(inner);
            this.offset = offset;
            this.overtake = overtake;
        }

        @Override
        public boolean compareAndSetLong(long offset, long expected, long value) {
            beforeStore(offset);
            return inner.compareAndSetLong(offset, expected, value);
        }

        @Override
        public void putLongRelease(long offset, long value) {
            beforeStore(offset);
            inner.putLongRelease(offset, value);
        }

        private void beforeStore(long offset) {
            Runnable others = overtake;
            if (offset == this.offset && others != null) {
                overtake = null;
                others.run();
            }
        }
    }
}
