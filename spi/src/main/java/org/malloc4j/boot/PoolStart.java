package org.malloc4j.boot;

import java.time.Duration;
import org.malloc4j.Role;
import org.malloc4j.spi.Backing;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/**
 * What formatting a pool and attaching to it have in common. All of it is used inside the gate.
 *
 * @param settings the configuration
 * @param files    where the pool lies
 * @param mine     how the configuration would have the pool formatted
 * @param powers   what the allocator can do
 * @param lockFile by whose bytes the pool's processes are known to live
 * @param patience how long to wait for the gate when the pool is left
 */
record PoolStart(ShmSettings settings, PoolFiles files, PoolFormat mine, Powers powers, LockFile lockFile,
                 Duration patience) {

    AllocatorChoice choice() {
        return settings.allocator();
    }

    SlotTable slots(Region control) {
        return new SlotTable(control, lockFile);
    }

    /** {@return the slots, one of them claimed} */
    ProcessSlots claim(Region control) {
        ProcessSlots slots = slots(control).claim();
        if (slots == null) {
            throw new Refusal("slot table is full: file=" + files.pool() + " slots=" + SuperblockDescriptor.SLOT_CAPACITY
                    + "; as many processes as a pool can have live in it. End one, or start this one with another "
                    + "malloc4j.instance.");
        }
        return slots;
    }

    Heap.Place place(Mapping memory, PoolFormat format, Processes slots, Backing backing) {
        return new Heap.Place(Role.SHM.key(), SharedPool.Joined.area(memory, format),
                SharedPool.Joined.region(memory, format), powers.recoverable() ? Sharing.SHARED : Sharing.PRIVATE, slots,
                backing);
    }

    /** {@return whether every page is taken when a pool is formatted so} */
    boolean takesEverything(PoolFormat format) {
        return format.reserved() || !choice().provider().growsInSteps();
    }

    SharedPool joined(Object fileKey, PoolFormat format, Mapping control, Mapping memory, FileBacking backing,
                      ProcessSlots slots, Heap heap) {
        return new SharedPool(new SharedPool.Joined(files, fileKey, format, choice(), lockFile, control, memory, backing,
                slots, heap), patience);
    }

    /** Recovers what dead processes left. {@return how many of them died} */
    static int recover(ProcessSlots slots, Heap heap) {
        if (heap.recoverable().isEmpty()) {
            return 0;
        }
        Recoverable recoverable = heap.recoverable().get();
        slots.recoverOwn(recoverable);
        return slots.recoverDead(recoverable);
    }
}
