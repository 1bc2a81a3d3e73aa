package org.malloc4j.boot;

import static org.malloc4j.boot.ProcessSlotDescriptor.CLAIMED;
import static org.malloc4j.boot.ProcessSlotDescriptor.FREE;
import static org.malloc4j.boot.ProcessSlotDescriptor.LEAVING;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Region;

/**
 * The process slots of a shared pool, seen from one process's claim.
 *
 * <p>Each slot has two bytes of the lock file. Its <em>life</em> byte is held by the process that claimed it until the
 * kernel drops it. Its <em>repair</em> byte is held by whoever repairs what a former claimant left half done, so that
 * there is one at a time, even while the slot has a living claimant again. Slots are claimed inside the {@link Gate};
 * everything else here is not.
 */
final class ProcessSlots implements Processes {
    private static final int NONE = -1;

    private final Region control;
    private final ByteLocks locks;
    private final int capacity;
    private final int self;
    private final int generation;
    /** Which thread is recovering a slot, with its repair byte held. */
    private final Map<Integer, Thread> recovering = new ConcurrentHashMap<>();

    private ProcessSlots(Region control, ByteLocks locks, int capacity, int self, int generation) {
        this.control = control;
        this.locks = locks;
        this.capacity = capacity;
        this.self = self;
        this.generation = generation;
    }

    static int lifeByte(int slot) {
        return 1 + slot;
    }

    static int repairByte(int slot) {
        return 1 + SuperblockDescriptor.SLOT_CAPACITY + slot;
    }

    /**
     * Claims a slot, one that needs no recovery if there is any. A dirty one keeps note of what is to be recovered, so
     * that it is known however often its claimants die before they have done it.
     *
     * @return the slots, or null if a living process holds each
     */
    static ProcessSlots claim(Region control, ByteLocks locks, int capacity) {
        for (boolean dirty : new boolean[] {false, true}) {
            for (int slot = 0; slot < capacity; slot++) {
                if (isDirty(control, slot) == dirty && locks.tryAcquire(lifeByte(slot))) {
                    return new ProcessSlots(control, locks, capacity, slot, bump(control, slot));
                }
            }
        }
        return null;
    }

    /**
     * Makes the slot, whose life byte the caller holds, a new claimant's. The generation grows while the slot is still
     * free, and what a dirty one's dead did is noted before that: at no point is it forgotten, or two claims alike.
     */
    private static int bump(Region control, int slot) {
        long at = ProcessSlotDescriptor.offset(slot);
        long word = control.getLongAcquire(at);
        int last = ProcessSlotDescriptor.generation(word);
        int generation = ProcessSlotDescriptor.next(last);
        if (ProcessSlotDescriptor.state(word) != FREE
                && control.getLong(at + ProcessSlotDescriptor.UNRECOVERED_OFFSET) == 0) {
            control.putLongRelease(at + ProcessSlotDescriptor.UNRECOVERED_OFFSET, last);
        }
        control.putLongRelease(at, ProcessSlotDescriptor.word(generation, FREE));
        control.putLongRelease(at + ProcessSlotDescriptor.PID_OFFSET, Machine.pid());
        control.putLongRelease(at + ProcessSlotDescriptor.START_TIME_OFFSET, Machine.processStartMillis());
        control.putLongRelease(at, ProcessSlotDescriptor.word(generation, CLAIMED));
        return generation;
    }

    private static boolean isDirty(Region control, int slot) {
        long at = ProcessSlotDescriptor.offset(slot);
        return ProcessSlotDescriptor.state(control.getLongAcquire(at)) != FREE
                || control.getLongAcquire(at + ProcessSlotDescriptor.UNRECOVERED_OFFSET) != 0;
    }

    /** {@return the slots seen from the same slot's next claim, so that what this one left can be recovered} */
    ProcessSlots renewed() {
        return new ProcessSlots(control, locks, capacity, self, bump(control, self));
    }

    @Override
    public int capacity() {
        return capacity;
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
        if (slot < 0 || slot >= capacity) {
            return false;
        }
        long word = word(slot);
        if (ProcessSlotDescriptor.generation(word) != generation || ProcessSlotDescriptor.state(word) == FREE) {
            return false;
        }
        // The byte may be a later claimant's: it speaks for this one only if the word didn't change meanwhile.
        return slot == self || locks.holder(lifeByte(slot)) != ByteLocks.Holder.NOBODY && word(slot) == word;
    }

    @Override
    public boolean repairIfDead(int slot, int generation, Runnable repair) {
        if (slot < 0 || slot >= capacity || slot == self && generation == this.generation) {
            return false;
        }
        if (recovering.get(slot) == Thread.currentThread()) {
            // A recovery that comes upon a lock its dead process held: both bytes are ours already.
            repair.run();
            return true;
        }
        // Held if it can be, so that the slot isn't claimed meanwhile. If it can't, a later claimant may have it.
        boolean nobodyLives = locks.tryAcquire(lifeByte(slot));
        try {
            if (!nobodyLives && !hasLeft(slot, generation) || !locks.tryAcquire(repairByte(slot))) {
                return false;
            }
            try {
                repair.run();
                return true;
            } finally {
                locks.release(repairByte(slot));
            }
        } finally {
            if (nobodyLives) {
                locks.release(lifeByte(slot));
            }
        }
    }

    private boolean hasLeft(int slot, int generation) {
        long word = word(slot);
        return ProcessSlotDescriptor.generation(word) != generation || ProcessSlotDescriptor.state(word) == FREE;
    }

    /**
     * Recovers what earlier claimants of this process's own slot left.
     *
     * @return whether it is done; if not, the slot stays dirty
     */
    boolean recoverOwn(Recoverable heap) {
        if (!locks.tryAcquire(repairByte(self))) {
            return false;
        }
        try {
            long unrecovered = ProcessSlotDescriptor.offset(self) + ProcessSlotDescriptor.UNRECOVERED_OFFSET;
            long first = control.getLongAcquire(unrecovered);
            if (first != 0) {
                recover(heap, self, ProcessSlotDescriptor.valid(first), generation);
                control.putLongRelease(unrecovered, 0);
            }
            return true;
        } finally {
            locks.release(repairByte(self));
        }
    }

    /** Recovers what every dead process left that no other survivor is recovering. {@return how many slots} */
    int recoverDead(Recoverable heap) {
        int recovered = 0;
        for (int slot = 0; slot < capacity; slot++) {
            if (slot != self && isDirty(control, slot) && recoverDead(heap, slot)) {
                recovered++;
            }
        }
        return recovered;
    }

    private boolean recoverDead(Recoverable heap, int slot) {
        if (!locks.tryAcquire(repairByte(slot))) {
            return false;
        }
        try {
            if (!locks.tryAcquire(lifeByte(slot))) {
                return false;
            }
            try {
                if (!isDirty(control, slot)) {
                    return false;
                }
                long at = ProcessSlotDescriptor.offset(slot);
                int last = ProcessSlotDescriptor.generation(word(slot));
                long first = control.getLongAcquire(at + ProcessSlotDescriptor.UNRECOVERED_OFFSET);
                recover(heap, slot, ProcessSlotDescriptor.valid(first == 0 ? last : first),
                        ProcessSlotDescriptor.next(last));
                control.putLongRelease(at + ProcessSlotDescriptor.UNRECOVERED_OFFSET, 0);
                control.putLongRelease(at, ProcessSlotDescriptor.word(last, FREE));
                return true;
            } finally {
                locks.release(lifeByte(slot));
            }
        } finally {
            locks.release(repairByte(slot));
        }
    }

    private void recover(Recoverable heap, int slot, int first, int end) {
        recovering.put(slot, Thread.currentThread());
        try {
            for (int generation = first; generation != end; generation = ProcessSlotDescriptor.next(generation)) {
                heap.recover(slot, generation);
            }
        } finally {
            recovering.remove(slot);
        }
    }

    /** {@return whether another process, or another memory of this one, lives in the pool} Asked inside the gate. */
    boolean othersLive(boolean countLeaving) {
        return living(control, locks, capacity, self, countLeaving) != null;
    }

    /** {@return who holds a slot whose claimant lives, or null if none does} Asked inside the gate. */
    static ByteLocks.Holder living(Region control, ByteLocks locks, int capacity) {
        return living(control, locks, capacity, NONE, true);
    }

    private static ByteLocks.Holder living(Region control, ByteLocks locks, int capacity, int except,
                                           boolean countLeaving) {
        ByteLocks.Holder found = null;
        for (int slot = 0; slot < capacity; slot++) {
            int state = ProcessSlotDescriptor.state(control.getLongAcquire(ProcessSlotDescriptor.offset(slot)));
            if (slot != except && state != FREE && (countLeaving || state != LEAVING)) {
                ByteLocks.Holder holder = locks.holder(lifeByte(slot));
                if (holder == ByteLocks.Holder.ANOTHER_PROCESS) {
                    return holder;
                }
                found = holder == ByteLocks.Holder.THIS_PROCESS ? holder : found;
            }
        }
        return found;
    }

    /** {@return the number of slots that a process claimed and never left} Asked while nobody lives. */
    static int neverLeft(Region control, int capacity) {
        int count = 0;
        for (int slot = 0; slot < capacity; slot++) {
            count += ProcessSlotDescriptor.state(control.getLongAcquire(ProcessSlotDescriptor.offset(slot))) == CLAIMED
                    ? 1 : 0;
        }
        return count;
    }

    /** {@return whether any slot's dead may have left something half done} */
    static boolean anyDirty(Region control, int capacity) {
        for (int slot = 0; slot < capacity; slot++) {
            if (isDirty(control, slot)) {
                return true;
            }
        }
        return false;
    }

    /** Says that this process is about to exit. It stays alive until it has. */
    void announceLeaving() {
        control.putLongRelease(ProcessSlotDescriptor.offset(self), ProcessSlotDescriptor.word(generation, LEAVING));
    }

    /**
     * Leaves the slot: nothing of this process touches the pool any more.
     *
     * @param whole whether nothing was left half done; if not, the slot stays dirty until it is recovered
     */
    void leave(boolean whole) {
        long unrecovered = ProcessSlotDescriptor.offset(self) + ProcessSlotDescriptor.UNRECOVERED_OFFSET;
        if (!whole && control.getLongAcquire(unrecovered) == 0) {
            control.putLongRelease(unrecovered, generation);
        }
        control.putLongRelease(ProcessSlotDescriptor.offset(self), ProcessSlotDescriptor.word(generation, FREE));
        locks.release(lifeByte(self));
    }

    private long word(int slot) {
        return control.getLongAcquire(ProcessSlotDescriptor.offset(slot));
    }
}
