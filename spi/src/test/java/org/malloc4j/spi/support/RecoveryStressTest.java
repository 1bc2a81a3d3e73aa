package org.malloc4j.spi.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publish, apply and retire under load: threads that play processes change the same words together, die at random
 * stores, and come again under another generation. All words must be equal whenever somebody holds the lock.
 */
class RecoveryStressTest {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryStressTest.class);
    private static final long LOCK = 0;
    private static final long RECORD = 64;
    private static final long WORDS = 2048;
    private static final int WORD_COUNT = 24;
    private static final int THREADS = 3;
    private static final long NANOS = 1_500_000_000;

    private final MemorySegment memory = Memories.dirty(4096).fill((byte) 0);
    private final Claims claims = new Claims(THREADS + 1);

    @Test
    void shouldShowAllStoresOfAnOperationOrNoneHoweverManyDie() throws Exception {
        long seed = System.nanoTime();
        LOG.info("stress of the redo record: seed={}", seed);
        long end = System.nanoTime() + NANOS;
        List<Future<long[]>> workers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                int slot = i;
                workers.add(threads.submit(() -> live(slot, new SplittableRandom(seed + slot), end)));
            }
        }
        long done = 0;
        long deaths = 0;
        for (Future<long[]> worker : workers) {
            done += worker.get()[0];
            deaths += worker.get()[1];
        }
        Region last = Memories.shared(memory, claims.claim(THREADS));
        new RecoverableLock(last, LOCK, new RedoRecord(last, RECORD)).recover();
        long value = checkEqual(last);
        LOG.info("stress of the redo record: operations={} deaths={} value={} broken=0", done, deaths, value);
        assertTrue(value >= done && value <= done + deaths, "done=" + done + " deaths=" + deaths + " value=" + value
                + " seed=" + seed);
        assertTrue(deaths > 100, "deaths=" + deaths);
    }

    /** One life after the other in the same slot. {@return operations completed, and deaths} */
    private long[] live(int slot, SplittableRandom random, long end) {
        long done = 0;
        long deaths = 0;
        while (System.nanoTime() < end) {
            Mortal region = new Mortal(memory, claims.claim(slot), random.nextInt(2_000));
            RedoRecord record = new RedoRecord(region, RECORD);
            RecoverableLock lock = new RecoverableLock(region, LOCK, record);
            try {
                while (System.nanoTime() < end) {
                    increment(region, lock, record);
                    done++;
                }
            } catch (Mortal.Died e) {
                deaths++;
            } finally {
                // Also when it found the words torn: the others must not wait for it.
                claims.kill(slot);
            }
        }
        return new long[] {done, deaths};
    }

    private static void increment(Region region, RecoverableLock lock, RedoRecord record) {
        long held = lock.acquire();
        long value = checkEqual(region);
        for (int i = 0; i < WORD_COUNT; i++) {
            record.put(WORDS + i * 64L, value + 1);
        }
        record.commit();
        lock.release(held);
    }

    private static long checkEqual(Region region) {
        long first = region.getLong(WORDS);
        for (int i = 1; i < WORD_COUNT; i++) {
            assertEquals(first, region.getLong(WORDS + i * 64L), "word " + i);
        }
        return first;
    }

    /** The region of a process that dies at its n-th access: from then on it can do nothing. */
    private static final class Mortal extends Region {
        private final Region inner;
        private int left;

        Mortal(MemorySegment memory, Processes processes, int left) {
            super("shm", memory.byteSize(), Sharing.SHARED, processes);
            this.inner = Memories.shared(memory, processes);
            this.left = left;
        }

        private Region alive() {
            if (left-- <= 0) {
                throw new Died();
            }
            return inner;
        }

        @Override
        public boolean reserve(long offset, long byteSize) {
            return alive().reserve(offset, byteSize);
        }

        @Override
        public long getLong(long offset) {
            return inner.getLong(offset);
        }

        @Override
        public long getLongAcquire(long offset) {
            return inner.getLongAcquire(offset);
        }

        @Override
        public void putLong(long offset, long value) {
            alive().putLong(offset, value);
        }

        @Override
        public void putLongRelease(long offset, long value) {
            alive().putLongRelease(offset, value);
        }

        @Override
        public boolean compareAndSetLong(long offset, long expected, long value) {
            return alive().compareAndSetLong(offset, expected, value);
        }

        @Override
        public byte getByte(long offset) {
            return inner.getByte(offset);
        }

        @Override
        public void putByte(long offset, byte value) {
            alive().putByte(offset, value);
        }

        @Override
        public void fill(long offset, long byteSize, byte value) {
            alive().fill(offset, byteSize, value);
        }

        static final class Died extends Error {
            private static final long serialVersionUID = 1L;

            Died() {
                super("died where the test said", null, false, false);
            }
        }
    }
}
