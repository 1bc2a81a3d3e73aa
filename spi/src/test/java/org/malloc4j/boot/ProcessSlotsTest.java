package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/** Claims, leaves, deaths and repairs, by processes that are played, each with locks of its own that die with it. */
class ProcessSlotsTest {
    private final Map<Integer, Played> held = new HashMap<>();
    private final Region words = Region.of(Arena.ofAuto().allocate(SuperblockDescriptor.CONTROL_LENGTH, 4096));

    /** A process: its byte locks, and a region that it dies in after so many stores. */
    private final class Played implements ByteLocks {
        private long storesToLive = Long.MAX_VALUE;
        private final Region control = new MortalRegion(this);

        ProcessSlots claim(int capacity) {
            return new SlotTable(control, this, capacity).claim();
        }

        void die() {
            held.values().removeIf(holder -> holder == this);
        }

        void store(Runnable store) {
            if (storesToLive-- <= 0) {
                throw new Death();
            }
            store.run();
        }

        @Override
        public boolean tryAcquire(int position) {
            return held.putIfAbsent(position, this) == null;
        }

        @Override
        public void release(int position) {
            if (storesToLive >= 0) {
                held.remove(position, this);
            }
        }

        @Override
        public Holder holder(int position) {
            Played holder = held.get(position);
            return holder == null ? Holder.NOBODY : holder == this ? Holder.THIS_PROCESS : Holder.ANOTHER_PROCESS;
        }
    }

    /** What a process throws when it dies: nothing catches it. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** The slots, with a process that may die before any store. */
    private final class MortalRegion extends Region {
        private final Played process;

        MortalRegion(Played process) {
            super("control", words.byteSize(), Sharing.SHARED, org.malloc4j.spi.Processes.alone());
            this.process = process;
        }

        @Override
        public boolean reserve(long offset, long byteSize) {
            return true;
        }

        @Override
        public long getLong(long offset) {
            return words.getLong(offset);
        }

        @Override
        public long getLongAcquire(long offset) {
            return words.getLongAcquire(offset);
        }

        @Override
        public void putLong(long offset, long value) {
            process.store(() -> words.putLong(offset, value));
        }

        @Override
        public void putLongRelease(long offset, long value) {
            process.store(() -> words.putLongRelease(offset, value));
        }

        @Override
        public boolean compareAndSetLong(long offset, long expected, long value) {
            boolean[] done = new boolean[1];
            process.store(() -> done[0] = words.compareAndSetLong(offset, expected, value));
            return done[0];
        }

        @Override
        public byte getByte(long offset) {
            return words.getByte(offset);
        }

        @Override
        public void putByte(long offset, byte value) {
            process.store(() -> words.putByte(offset, value));
        }

        @Override
        public void fill(long offset, long byteSize, byte value) {
            process.store(() -> words.fill(offset, byteSize, value));
        }
    }

    /** A heap that remembers whose deaths it recovered from. */
    private static class RecordingHeap implements Recoverable {
        private final List<String> recovered = new ArrayList<>();

        @Override
        public void recover(int slot, int generation) {
            recovered.add(slot + "/" + generation);
        }

        @Override
        public long allocateInto(long wordOffset, long byteSize, long byteAlignment) {
            return 0;
        }

        @Override
        public void freeFrom(long wordOffset) {
            recovered.add("free");
        }
    }

    @Test
    void shouldGiveEachClaimantASlotAndEachClaimAGeneration() {
        ProcessSlots first = new Played().claim(3);
        ProcessSlots second = new Played().claim(3);
        assertEquals(0, first.self());
        assertEquals(1, second.self());
        first.leave(true);
        ProcessSlots third = new Played().claim(3);
        assertEquals(0, third.self());
        assertEquals(2, third.generation());
    }

    @Test
    void shouldRefuseWhenEverySlotHasALivingClaimant() {
        assertNotNull(new Played().claim(2));
        assertNotNull(new Played().claim(2));
        assertNull(new Played().claim(2));
    }

    @Test
    void shouldWrapGenerationsToOne() {
        words.putLong(ProcessSlotDescriptor.offset(0), ProcessSlotDescriptor.word(0xFFFF, ProcessSlotDescriptor.FREE));
        assertEquals(1, new Played().claim(1).generation());
    }

    @Test
    void shouldTellTheLivingFromTheDeadAndFromTheirSuccessors() {
        Played process = new Played();
        ProcessSlots dead = process.claim(2);
        ProcessSlots survivor = new Played().claim(2);
        assertTrue(survivor.isAlive(0, 1));
        assertFalse(survivor.isAlive(0, 2));
        assertTrue(survivor.isAlive(1, 1));
        process.die();
        assertFalse(survivor.isAlive(0, 1));
        assertEquals(1, dead.generation());
        ProcessSlots successor = new Played().claim(2);
        assertEquals(0, successor.self());
        assertEquals(2, successor.generation());
        assertTrue(survivor.isAlive(0, 2));
        assertFalse(survivor.isAlive(0, 1));
        assertFalse(survivor.isAlive(-1, 1));
        assertFalse(survivor.isAlive(2, 1));
    }

    @Test
    void shouldPreferASlotThatNeedsNoRecovery() {
        Played process = new Played();
        process.claim(2);
        process.die();
        assertEquals(1, new Played().claim(2).self());
    }

    @Test
    void shouldRepairOnlyTheDeadAndOnlyOnceAtATime() {
        Played process = new Played();
        process.claim(3);
        ProcessSlots survivor = new Played().claim(3);
        ProcessSlots other = new Played().claim(3);
        List<String> repairs = new ArrayList<>();
        assertFalse(survivor.repairIfDead(0, 1, () -> repairs.add("too early")));
        process.die();
        assertTrue(survivor.repairIfDead(0, 1, () -> {
            assertFalse(other.repairIfDead(0, 1, () -> repairs.add("twice")));
            assertNull(new Played().claim(1), "claimed while being repaired");
            repairs.add("once");
        }));
        assertEquals(List.of("once"), repairs);
    }

    @Test
    void shouldRepairForADeadProcessWhoseSlotHasALivingSuccessor() {
        Played process = new Played();
        process.claim(1);
        process.die();
        ProcessSlots successor = new Played().claim(1);
        List<String> repairs = new ArrayList<>();
        assertTrue(successor.repairIfDead(0, 1, () -> {
            assertFalse(successor.recoverOwn(new RecordingHeap()), "recovered while being repaired");
            repairs.add("old");
        }));
        assertFalse(successor.repairIfDead(0, 2, () -> repairs.add("living")));
        assertEquals(List.of("old"), repairs);
    }

    @Test
    void shouldLetARecoveryRepairTheLockOfTheDeadItRecovers() {
        Played process = new Played();
        process.claim(2);
        process.die();
        ProcessSlots survivor = new Played().claim(2);
        List<String> repairs = new ArrayList<>();
        Recoverable heap = new RecordingHeap() {
            @Override
            public void recover(int slot, int generation) {
                assertTrue(survivor.repairIfDead(slot, generation, () -> repairs.add(slot + "/" + generation)));
            }
        };
        assertEquals(1, survivor.recoverDead(heap));
        assertEquals(List.of("0/1"), repairs);
    }

    @Test
    void shouldCountALeavingProcessAsAliveUntilTheKernelSaysOtherwise() {
        Played process = new Played();
        ProcessSlots leaving = process.claim(2);
        ProcessSlots survivor = new Played().claim(2);
        leaving.announceLeaving();
        assertTrue(survivor.isAlive(0, 1));
        assertTrue(survivor.othersLive(true));
        assertFalse(survivor.othersLive(false));
        process.die();
        RecordingHeap heap = new RecordingHeap();
        assertEquals(0, survivor.recoverDead(heap), "it didn't die, it left");
        assertEquals(List.of("0/1"), heap.recovered);
    }

    @Test
    void shouldLookAliveAtEveryMomentOfItsLeaving() {
        for (int stores = 0; stores < 4; stores++) {
            words.fill(0, words.byteSize(), (byte) 0);
            held.clear();
            Played process = new Played();
            ProcessSlots leaver = process.claim(2);
            ProcessSlots other = new Played().claim(2);
            process.storesToLive = stores;
            try {
                leaver.renewed();
            } catch (Death e) {
                assertTrue(stores < 2);
            }
            assertTrue(other.othersLive(false), "after " + stores + " stores of a leaver that still holds its byte");
        }
    }

    @Test
    void shouldRememberEveryDeathWhereverAClaimantDies() {
        int points = 0;
        for (int first = 0; first < 8; first++) {
            for (int second = 0; second < 8; second++) {
                words.fill(0, words.byteSize(), (byte) 0);
                held.clear();
                Played origin = new Played();
                origin.claim(1);
                origin.die();
                RecordingHeap heap = new RecordingHeap();
                List<Integer> claimed = new ArrayList<>();
                claimAndRecover(first, heap, claimed);
                claimAndRecover(second, heap, claimed);
                claimAndRecover(100, heap, claimed);
                assertTrue(heap.recovered.contains("0/1"), first + " " + second + " " + heap.recovered);
                for (int generation : claimed.subList(0, claimed.size() - 1)) {
                    assertTrue(heap.recovered.contains("0/" + generation), first + " " + second + " " + heap.recovered);
                }
                assertEquals(claimed.stream().distinct().toList(), claimed, "two claims alike");
                assertFalse(heap.recovered.contains("0/" + claimed.getLast()), "recovered the living");
                points++;
            }
        }
        assertEquals(64, points);
    }

    /** Notes the generation as soon as it was claimed, and dies where told. */
    private void claimAndRecover(long stores, RecordingHeap heap, List<Integer> claimed) {
        Played process = new Played();
        process.storesToLive = stores;
        try {
            ProcessSlots slots = process.claim(1);
            claimed.add(slots.generation());
            slots.recoverOwn(heap);
        } catch (Death e) {
            assertTrue(process.storesToLive < 0);
        }
        process.die();
    }

    @Test
    void shouldLeaveOrStayDirtyWhereverALeaverDies() {
        for (int stores = 0; stores < 12; stores++) {
            words.fill(0, words.byteSize(), (byte) 0);
            held.clear();
            Played process = new Played();
            ProcessSlots slots = process.claim(2);
            ProcessSlots survivor = new Played().claim(2);
            RecordingHeap heap = new RecordingHeap();
            process.storesToLive = stores;
            try {
                ProcessSlots renewed = slots.renewed();
                renewed.leave(renewed.recoverOwn(heap));
            } catch (Death e) {
                process.die();
            }
            survivor.recoverDead(heap);
            assertTrue(heap.recovered.contains("0/1"), "death after " + stores + " stores: " + heap.recovered);
            assertFalse(new SlotTable(words, new Played(), 1).isDirty(0), "death after " + stores + " stores");
        }
    }

    @Test
    void shouldSurviveADeathInsideARecoveryOfTheDead() {
        for (int stores = 0; stores < 4; stores++) {
            words.fill(0, words.byteSize(), (byte) 0);
            held.clear();
            Played dead = new Played();
            dead.claim(3);
            ProcessSlots survivor = new Played().claim(3);
            Played repairer = new Played();
            ProcessSlots slots = repairer.claim(3);
            dead.die();
            RecordingHeap heap = new RecordingHeap();
            repairer.storesToLive = stores;
            try {
                slots.recoverDead(heap);
            } catch (Death e) {
                repairer.die();
            }
            survivor.recoverDead(heap);
            assertTrue(heap.recovered.contains("0/1"));
            assertEquals(0, words.getLong(ProcessSlotDescriptor.offset(0) + ProcessSlotDescriptor.UNRECOVERED_OFFSET));
            assertEquals(ProcessSlotDescriptor.word(1, ProcessSlotDescriptor.FREE),
                    words.getLong(ProcessSlotDescriptor.offset(0)));
        }
    }
}
