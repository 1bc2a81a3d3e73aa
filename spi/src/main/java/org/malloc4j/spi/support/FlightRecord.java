package org.malloc4j.spi.support;

import jdk.jfr.FlightRecorder;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;

/**
 * What the flight recorder is told of locks. While it has never been started in this JVM, nothing of it is loaded, and
 * what can't be recorded, because the stack or the heap is at its end, is no reason to fail.
 */
final class FlightRecord {
    private FlightRecord() {
    }

    /** Loads what recording needs, if there is a recorder already: it takes longer than many a wait. */
    static void prepare() {
        if (FlightRecorder.isInitialized()) {
            FlightRecorder.register(LockWaitEvent.class);
            FlightRecorder.register(RecoveryEvent.class);
        }
    }

    /** {@return an event that began now, or null if nobody records such} */
    static LockWaitEvent waitBegins(Region region, long offset, long word) {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        LockWaitEvent event = new LockWaitEvent();
        if (!event.isEnabled()) {
            return null;
        }
        event.pool = region.name();
        event.wordOffset = offset;
        event.ownerSlot = LockWord.slot(word);
        event.ownerPid = pid(region.processes(), event.ownerSlot);
        event.begin();
        return event;
    }

    /** @param event what {@link #waitBegins} returned @param ownerDied whether the lock was taken over */
    static void waitEnded(LockWaitEvent event, boolean ownerDied) {
        if (event != null) {
            try {
                event.ownerDied = ownerDied;
                event.commit();
            } catch (StackOverflowError | OutOfMemoryError e) {
                // The wait is over all the same.
            }
        }
    }

    /** Says that a lock was taken over. @param region where it lies @param offset of its word @param dead what it held */
    static void tookOver(Region region, long offset, long dead) {
        try {
            if (FlightRecorder.isInitialized()) {
                RecoveryEvent event = new RecoveryEvent();
                event.pool = region.name();
                event.wordOffset = offset;
                event.slot = LockWord.slot(dead);
                event.generation = LockWord.generation(dead);
                event.pid = pid(region.processes(), event.slot);
                if (!region.name().equals(Rehearsal.REGION)) {
                    event.commit();
                }
            }
        } catch (StackOverflowError | OutOfMemoryError e) {
            // The lock was taken over all the same.
        }
    }

    private static long pid(Processes processes, int slot) {
        return slot >= 0 && slot < processes.capacity() ? processes.pid(slot) : 0;
    }
}
