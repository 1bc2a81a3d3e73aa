package org.malloc4j.boot;

import static org.malloc4j.boot.ProcessSlotDescriptor.CLAIMED;
import static org.malloc4j.boot.ProcessSlotDescriptor.FREE;
import static org.malloc4j.boot.ProcessSlotDescriptor.LEAVING;
import static org.malloc4j.boot.SlotTable.lifeByte;
import static org.malloc4j.boot.SlotTable.repairByte;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Recoverable;

/**
 * The process slots of a shared pool, seen from one process's claim.
 *
 * <p>A slot has two bytes of the lock file. Its <em>life</em> byte is held by its claimant. Its <em>repair</em> byte is
 * held by whoever repairs what a former claimant left half done, so that there is one at a time even while the slot has a
 * living claimant again. Slots are claimed inside the {@link Gate}; everything else here is not.
 */
final class ProcessSlots implements Processes {
    private final SlotTable table;
    private final ByteLocks locks;
    private final int self;
    private final int generation;
    /** Which thread is recovering a slot, with its repair byte held. */
    private final Map<Integer, Thread> recovering = new ConcurrentHashMap<>();

    ProcessSlots(SlotTable table, int self, int generation) {
        this.table = table;
        this.locks = table.locks();
        this.self = self;
        this.generation = generation;
    }

    /** {@return the slots seen from the same slot's next claim, so that what this one left can be recovered} */
    ProcessSlots renewed() {
        return new ProcessSlots(table, self, table.renew(self));
    }

    @Override
    public int capacity() {
        return table.capacity();
    }

    @Override
    public int self() {
        return self;
    }

    @Override
    public int generation() {
        return generation;
    }

    @Override
    public boolean isAlive(int slot, int generation) {
        if (slot < 0 || slot >= capacity() || hasLeft(slot, generation)) {
            return false;
        }
        // The byte may be a later claimant's: it speaks for this one only if the word still names it.
        return slot == self
                || locks.holder(lifeByte(slot)) != ByteLocks.Holder.NOBODY && !hasLeft(slot, generation);
    }

    private boolean hasLeft(int slot, int generation) {
        long word = table.word(slot);
        return ProcessSlotDescriptor.generation(word) != generation || ProcessSlotDescriptor.state(word) == FREE;
    }

    @Override
    public boolean repairIfDead(int slot, int generation, Runnable repair) {
        if (slot < 0 || slot >= capacity() || slot == self && generation == this.generation) {
            return false;
        }
        if (recovering.get(slot) == Thread.currentThread()) {
            // A recovery that comes upon a lock its dead process held: the repair byte is ours already.
            repair.run();
            return true;
        }
        // Held if it can be, so that the slot isn't claimed meanwhile. If it can't, a later claimant may have it.
        boolean nobodyLives = locks.tryAcquire(lifeByte(slot));
        try {
            return (nobodyLives || hasLeft(slot, generation)) && whileRepairing(slot, repair);
        } finally {
            if (nobodyLives) {
                locks.release(lifeByte(slot));
            }
        }
    }

    /** Repairs nothing, in a slot that hardly anybody has: once at the start, rather than when survivors wait. */
    void rehearse() {
        int spare = self == capacity() - 1 ? self - 1 : capacity() - 1;
        repairIfDead(spare, 0, new Rehearsed());
    }

    /** A repair of nothing. */
    private static final class Rehearsed implements Runnable {
        @Override
        public void run() {
            // Nobody died.
        }
    }

    @Override
    public void tookOver(int slot, int generation) {
        table.countTakeover();
    }

    @Override
    public long pid(int slot) {
        return table.pid(slot);
    }

    /** {@return whether the action ran: nobody else was repairing the slot} */
    private boolean whileRepairing(int slot, Runnable action) {
        if (!locks.tryAcquire(repairByte(slot))) {
            return false;
        }
        try {
            action.run();
            return true;
        } finally {
            locks.release(repairByte(slot));
        }
    }

    /**
     * Recovers what earlier claimants of this process's own slot left.
     *
     * @return whether it is done; if not, somebody else is at it and the slot stays dirty
     */
    boolean recoverOwn(Recoverable heap) {
        return whileRepairing(self, () -> {
            long first = table.unrecovered(self);
            if (first != 0) {
                recover(heap, self, first, generation);
                table.setUnrecovered(self, 0);
            }
        });
    }

    /**
     * Recovers what every dead process left that no other survivor is recovering.
     *
     * @return how many of them died; others left or exited in good order, but perhaps from the middle of the heap
     */
    int recoverDead(Recoverable heap) {
        int died = 0;
        for (int slot = 0; slot < capacity(); slot++) {
            if (slot != self && table.isDirty(slot) && locks.tryAcquire(lifeByte(slot))) {
                try {
                    boolean claimed = ProcessSlotDescriptor.state(table.word(slot)) == CLAIMED;
                    died += recoverDead(heap, slot) && claimed ? 1 : 0;
                } finally {
                    locks.release(lifeByte(slot));
                }
            }
        }
        return died;
    }

    /** The slot's life byte is held, so its claimant is dead and there is no other. */
    private boolean recoverDead(Recoverable heap, int slot) {
        return table.isDirty(slot) && whileRepairing(slot, () -> {
            int last = ProcessSlotDescriptor.generation(table.word(slot));
            long first = table.unrecovered(slot);
            recover(heap, slot, first == 0 ? last : first, ProcessSlotDescriptor.next(last));
            table.setUnrecovered(slot, 0);
            table.setWord(slot, last, FREE);
        });
    }

    private void recover(Recoverable heap, int slot, long first, int end) {
        recovering.put(slot, Thread.currentThread());
        try {
            for (int dead = ProcessSlotDescriptor.valid(first); dead != end; dead = ProcessSlotDescriptor.next(dead)) {
                heap.recover(slot, dead);
            }
        } finally {
            recovering.remove(slot);
        }
    }

    /** {@return whether another process, or another memory of this one, lives in the pool} Asked inside the gate. */
    boolean othersLive(boolean countLeaving) {
        return table.living(self, countLeaving) != null;
    }

    /** Says that this process is about to exit. It stays alive until it has. */
    void announceLeaving() {
        table.setWord(self, generation, LEAVING);
    }

    /**
     * Leaves the slot: nothing of this process touches the pool any more.
     *
     * @param whole whether nothing was left half done; if not, the slot stays dirty until it is recovered
     */
    void leave(boolean whole) {
        if (!whole && table.unrecovered(self) == 0) {
            table.setUnrecovered(self, generation);
        }
        table.setWord(self, generation, FREE);
        locks.release(lifeByte(self));
    }
}
