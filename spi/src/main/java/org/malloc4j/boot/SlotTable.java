package org.malloc4j.boot;

import static org.malloc4j.boot.ProcessSlotDescriptor.CLAIMED;
import static org.malloc4j.boot.ProcessSlotDescriptor.FREE;
import static org.malloc4j.boot.ProcessSlotDescriptor.LEAVING;

import org.malloc4j.spi.Region;

/**
 * The words of all process slots, and the bytes of the lock file that go with them. What asks for a slot's claimant as a
 * whole is only called inside the {@link Gate}, where nobody claims.
 */
final class SlotTable {
    private static final int NONE = -1;

    private final Region control;
    private final ByteLocks locks;
    private final int capacity;

    SlotTable(Region control, ByteLocks locks, int capacity) {
        this.control = control;
        this.locks = locks;
        this.capacity = capacity;
    }

    SlotTable(Region control, ByteLocks locks) {
        this(control, locks, SuperblockDescriptor.SLOT_CAPACITY);
    }

    /** {@return the byte held by the process that claimed a slot, until the kernel drops it} */
    static int lifeByte(int slot) {
        return 1 + slot;
    }

    /** {@return the byte held by whoever repairs what former claimants of a slot left half done} */
    static int repairByte(int slot) {
        return 1 + SuperblockDescriptor.SLOT_CAPACITY + slot;
    }

    int capacity() {
        return capacity;
    }

    ByteLocks locks() {
        return locks;
    }

    /**
     * Claims a slot, one that needs no recovery if there is any. A dirty one keeps note of what is to be recovered, so
     * that it is known however often its claimants die before they have done it.
     *
     * @return the slots as the claimant sees them, or null if a living process holds each
     */
    ProcessSlots claim() {
        for (boolean dirty : new boolean[] {false, true}) {
            for (int slot = 0; slot < capacity; slot++) {
                if (isDirty(slot) == dirty && locks.tryAcquire(lifeByte(slot))) {
                    return new ProcessSlots(this, slot, nextClaim(slot));
                }
            }
        }
        return null;
    }

    /**
     * Gives the slot's living claimant its next generation, and notes what the last one may have left half done. At no
     * point does the slot look free: somebody may be deciding whether anyone lives.
     */
    int renew(int slot) {
        int last = ProcessSlotDescriptor.generation(word(slot));
        if (unrecovered(slot) == 0) {
            setUnrecovered(slot, last);
        }
        setWord(slot, ProcessSlotDescriptor.next(last), CLAIMED);
        return ProcessSlotDescriptor.next(last);
    }

    /**
     * Makes the slot, whose life byte the caller holds, a new claimant's. The generation grows while the slot is still
     * free, and what a dirty one's dead did is noted before that: at no point is it forgotten, or two claims alike.
     */
    private int nextClaim(int slot) {
        long at = ProcessSlotDescriptor.offset(slot);
        long word = word(slot);
        int last = ProcessSlotDescriptor.generation(word);
        int generation = ProcessSlotDescriptor.next(last);
        if (ProcessSlotDescriptor.state(word) != FREE && unrecovered(slot) == 0) {
            setUnrecovered(slot, last);
        }
        setWord(slot, generation, FREE);
        control.putLongRelease(at + ProcessSlotDescriptor.PID_OFFSET, Machine.pid());
        control.putLongRelease(at + ProcessSlotDescriptor.START_TIME_OFFSET, Machine.processStartMillis());
        setWord(slot, generation, CLAIMED);
        return generation;
    }

    /** Counts a lock that was taken over from a process that had died with it. */
    void countTakeover() {
        new Superblock(control).addTakenOver(1);
    }

    /** {@return the pid of whoever claimed a slot last} */
    long pid(int slot) {
        return control.getLongAcquire(ProcessSlotDescriptor.offset(slot) + ProcessSlotDescriptor.PID_OFFSET);
    }

    /** {@return when whoever claimed a slot last had started, in milliseconds since the epoch} */
    long startMillis(int slot) {
        return control.getLongAcquire(ProcessSlotDescriptor.offset(slot) + ProcessSlotDescriptor.START_TIME_OFFSET);
    }

    long word(int slot) {
        return control.getLongAcquire(ProcessSlotDescriptor.offset(slot));
    }

    void setWord(int slot, int generation, int state) {
        control.putLongRelease(ProcessSlotDescriptor.offset(slot), ProcessSlotDescriptor.word(generation, state));
    }

    /** {@return the first generation whose death may have left something half done; 0 if the word says it all} */
    long unrecovered(int slot) {
        return control.getLongAcquire(ProcessSlotDescriptor.offset(slot) + ProcessSlotDescriptor.UNRECOVERED_OFFSET);
    }

    void setUnrecovered(int slot, int generation) {
        control.putLongRelease(ProcessSlotDescriptor.offset(slot) + ProcessSlotDescriptor.UNRECOVERED_OFFSET, generation);
    }

    /** {@return whether a slot is claimed, or its dead weren't recovered} */
    boolean isDirty(int slot) {
        return ProcessSlotDescriptor.state(word(slot)) != FREE || unrecovered(slot) != 0;
    }

    boolean anyDirty() {
        for (int slot = 0; slot < capacity; slot++) {
            if (isDirty(slot)) {
                return true;
            }
        }
        return false;
    }

    /** {@return who holds a slot whose claimant lives, another process rather than this one; null if none does} */
    ByteLocks.Holder living() {
        return living(NONE, true);
    }

    ByteLocks.Holder living(int except, boolean countLeaving) {
        ByteLocks.Holder found = null;
        for (int slot = 0; slot < capacity; slot++) {
            int state = ProcessSlotDescriptor.state(word(slot));
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

    /** {@return the number of slots that a process claimed and never left} */
    int neverLeft() {
        int count = 0;
        for (int slot = 0; slot < capacity; slot++) {
            count += ProcessSlotDescriptor.state(word(slot)) == CLAIMED ? 1 : 0;
        }
        return count;
    }
}
