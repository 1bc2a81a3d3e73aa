package org.malloc4j.spi.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

class RecoverableLockTest {
    private static final long LOCK = 0;
    private static final long RECORD = 64;
    private static final long FIRST = 2048;
    private static final long SECOND = 2056;

    private final MemorySegment memory = Memories.dirty(4096).fill((byte) 0);
    private final FakeProcesses processes = new FakeProcesses(0);

    @Test
    void shouldCompleteWhatADeadProcessHadPublished() {
        Region dying = Memories.shared(memory, processes);
        RedoRecord record = new RedoRecord(dying, RECORD);
        new RecoverableLock(dying, LOCK, record).acquire();
        record.put(FIRST, 1);
        record.put(SECOND, 2);
        record.commit();
        // As if the process had died with the record published and only its first store made.
        dying.putLong(SECOND, 0);
        dying.putLong(RECORD + RedoRecordDescriptor.STATE, Seal.seal(RECORD, 2));
        processes.kill(0);

        Region survivor = Memories.shared(memory, processes.as(1));
        new RecoverableLock(survivor, LOCK, new RedoRecord(survivor, RECORD)).acquire();
        assertEquals(1, survivor.getLong(FIRST));
        assertEquals(2, survivor.getLong(SECOND));
        assertEquals(0, survivor.getLong(RECORD + RedoRecordDescriptor.STATE));
    }

    @Test
    void shouldForgetWhatADeadProcessHadOnlyPlanned() {
        Region dying = Memories.shared(memory, processes);
        RedoRecord record = new RedoRecord(dying, RECORD);
        new RecoverableLock(dying, LOCK, record).acquire();
        record.put(FIRST, 1);
        processes.kill(0);

        Region survivor = Memories.shared(memory, processes.as(1));
        new RecoverableLock(survivor, LOCK, new RedoRecord(survivor, RECORD)).acquire();
        assertEquals(0, survivor.getLong(FIRST));
    }

    @ParameterizedTest
    @EnumSource(Sharing.class)
    void shouldForgetThePlanOfAThreadThatDiedInside(Sharing sharing) {
        Region region = Region.of("pool", memory, sharing, Processes.alone(), (offset, byteSize) -> true);
        RedoRecord record = new RedoRecord(region, RECORD);
        RecoverableLock lock = new RecoverableLock(region, LOCK, record);
        long held = lock.acquire();
        record.put(FIRST, 1);
        lock.abandoned = held;

        long next = lock.acquire();
        record.put(SECOND, 2);
        record.commit();
        lock.release(next);
        assertEquals(0, region.getLong(FIRST));
        assertEquals(2, region.getLong(SECOND));
    }

    @Test
    void shouldRefuseARecordThatWasOverwritten() {
        Region region = Memories.shared(memory, processes);
        new RecoverableLock(region, LOCK, new RedoRecord(region, RECORD)).acquire();
        region.putLong(RECORD, 77);
        processes.kill(0);
        Region survivor = Memories.shared(memory, processes.as(1));
        RecoverableLock lock = new RecoverableLock(survivor, LOCK, new RedoRecord(survivor, RECORD));
        HeapCorruptionException found = assertThrows(HeapCorruptionException.class, lock::acquire);
        assertEquals("redo record overwritten: at=64 pool=shm state=0x4d; a process died in the allocator and what it "
                + "was doing can't be completed", found.getMessage());
    }

    /** As when memory runs out while the kernel's locks are handed back, after the repair. */
    @Test
    void shouldGoOnAfterAThreadThatDiedJustAfterItTookOver() {
        Region dying = Memories.shared(memory, processes);
        new RecoverableLock(dying, LOCK, new RedoRecord(dying, RECORD)).acquire();
        processes.kill(0);

        FakeProcesses failing = processes.as(1);
        failing.failAfterRepair(new OutOfMemoryError("provoked"));
        Region survivor = Memories.shared(memory, failing);
        RecoverableLock lock = new RecoverableLock(survivor, LOCK, new RedoRecord(survivor, RECORD));
        assertEquals("provoked", assertThrows(OutOfMemoryError.class, lock::acquire).getMessage());
        lock.release(assertTimeoutPreemptively(Duration.ofSeconds(10), lock::acquire));
        assertEquals(0, survivor.getLong(LOCK) & 0xFFFF_FFFFL);
    }

    @Test
    void shouldPlanNoMoreStoresThanTheRecordHolds() {
        Region region = Memories.shared(memory, processes);
        RedoRecord record = new RedoRecord(region, RECORD);
        for (int i = 0; i < RedoRecordDescriptor.CAPACITY; i++) {
            record.put(FIRST, i);
        }
        assertThrows(ArrayIndexOutOfBoundsException.class, () -> record.put(FIRST, 0));
    }
}
