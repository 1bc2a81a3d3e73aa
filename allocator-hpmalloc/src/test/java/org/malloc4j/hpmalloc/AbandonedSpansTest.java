package org.malloc4j.hpmalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.malloc4j.PoolStatistics;

/** What dead processes and ended threads leave may be used by everybody. */
class AbandonedSpansTest {
    private static final int BLOCKS = 2_000;
    private static final long BYTE_SIZE = 100;

    private final Neighbours neighbours = new Neighbours(16 << 20);
    private final HpMallocAllocator survivor = neighbours.join(1);
    private final PoolStatistics fresh = survivor.statistics();

    @AfterEach
    void close() {
        neighbours.close();
    }

    /** The survivor adopts what each leaves, a single block in a span. Whoever comes next uses the rest of that span. */
    @Test
    void shouldLetAProcessAllocateInWhatAnotherOneAdopted() {
        for (int slot = 2; slot < 200; slot++) {
            neighbours.join(slot).allocate(BYTE_SIZE, 16);
            neighbours.kill(slot, survivor);
        }
        assertEquals(198, survivor.statistics().fragments());
        long spans = survivor.statistics().realUsedSize() - fresh.realUsedSize() >> neighbours.spans().spanShift();
        assertTrue(spans <= 3, "spans for 198 blocks of 100 bytes: " + spans);
    }

    @Test
    void shouldGiveBackWhatIsFreedOfItWithoutBeingAsked() {
        List<Long> blocks = allocate(neighbours.join(2));
        neighbours.kill(2, survivor);
        blocks.forEach(survivor::free);
        survivor.mend();
        assertEquals(fresh.freeSize(), survivor.statistics().freeSize());
        survivor.verify();
    }

    /** A trim looks at the blocks themselves: whoever freed the last one may have died before it could say so. */
    @Test
    void shouldGiveBackOnTrimWhatNobodyFlagged() {
        List<Long> blocks = allocate(neighbours.join(2));
        neighbours.kill(2, survivor);
        blocks.forEach(survivor::free);
        Spans spans = neighbours.spans();
        fill(spans.flags(), 0);
        survivor.trim();
        assertEquals(fresh.freeSize(), survivor.statistics().freeSize());
    }

    @Test
    void shouldFindWhatADeathLeftWithoutAHint() {
        List<Long> blocks = allocate(neighbours.join(2));
        neighbours.kill(2, survivor);
        Spans spans = neighbours.spans();
        fill(spans.hints(), 0);
        neighbours.join(3).allocate(500, 16);
        neighbours.kill(3, survivor);
        blocks.subList(1, BLOCKS).forEach(survivor::free);
        long before = survivor.statistics().realUsedSize();
        allocate(survivor);
        assertTrue(survivor.statistics().realUsedSize() - before <= spans.spanByteSize(), "not found");
        survivor.verify();
    }

    @Test
    void shouldNotBelieveAHint() {
        HpMallocAllocator other = neighbours.join(2);
        List<Long> blocks = allocate(other);
        Spans spans = neighbours.spans();
        fill(spans.hints(), Spans.classOf(spans.header(spans.spanOf(blocks.getFirst()))) + 1);
        neighbours.join(3).allocate(500, 16);
        neighbours.kill(3, survivor);
        List<Long> more = allocate(survivor);
        blocks.forEach(other::free);
        more.forEach(survivor::free);
        other.trim();
        survivor.trim();
        survivor.verify();
        assertEquals(1, survivor.statistics().fragments());
    }

    @Test
    void shouldLeaveASpanToWhoeverWasFaster() {
        long left = neighbours.join(2).allocate(BYTE_SIZE, 16);
        neighbours.kill(2, survivor);
        Spans spans = neighbours.spans();
        int span = spans.spanOf(left);
        List<Long> blocks = new ArrayList<>();
        HpMallocAllocator slow = neighbours.joinSlowly(3, spans.record(span),
                () -> blocks.add(survivor.allocate(BYTE_SIZE, 16)));
        blocks.add(slow.allocate(BYTE_SIZE, 16));
        assertEquals(2, blocks.size(), "nobody was overtaken");
        assertEquals(span, spans.spanOf(blocks.getFirst()));
        assertNotEquals(span, spans.spanOf(blocks.getLast()), "two heaps have one span");
    }

    /** Three processes whose threads last for a moment and pass their blocks on; each now and then looks after the ended. */
    @Test
    void shouldGiveNoSlotTwiceWhenManyTakeAtOnce() throws Exception {
        ConcurrentLinkedQueue<long[]> passed = new ConcurrentLinkedQueue<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> leaders = new ArrayList<>();
        for (int slot = 2; slot < 5; slot++) {
            HpMallocAllocator process = neighbours.join(slot);
            SplittableRandom random = new SplittableRandom(slot);
            leaders.add(Thread.ofPlatform().uncaughtExceptionHandler((t, e) -> failure.set(e)).start(() -> {
                for (int round = 0; round < 300; round++) {
                    Thread worker = Thread.ofPlatform().uncaughtExceptionHandler((t, e) -> failure.set(e))
                            .start(() -> passOn(process, passed, random.split()));
                    process.mend();
                    joinQuietly(worker);
                }
            }));
        }
        for (Thread leader : leaders) {
            leader.join();
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
        for (long[] blocks : passed) {
            free(survivor, blocks);
        }
        for (int slot = 2; slot < 5; slot++) {
            neighbours.kill(slot, survivor);
        }
        survivor.trim();
        survivor.verify();
        assertEquals(0, survivor.statistics().fragments());
        assertEquals(fresh.freeSize(), survivor.statistics().freeSize());
    }

    private void fill(SpanBytes table, int value) {
        for (int span = 0; span < neighbours.spans().capacity(); span++) {
            table.put(span, value);
        }
    }

    private void passOn(HpMallocAllocator process, ConcurrentLinkedQueue<long[]> passed, SplittableRandom random) {
        long[] blocks = new long[60];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = process.allocate(16 + random.nextInt(200), 16);
            neighbours.memory().set(ValueLayout.JAVA_LONG, blocks[i], blocks[i]);
            neighbours.memory().set(ValueLayout.JAVA_LONG, blocks[i] + 8, Thread.currentThread().threadId());
        }
        for (long block : blocks) {
            assertEquals(Thread.currentThread().threadId(), neighbours.memory().get(ValueLayout.JAVA_LONG, block + 8));
        }
        passed.add(blocks);
        long[] taken = passed.poll();
        if (taken != null && random.nextInt(8) > 0) {
            free(process, taken);
        } else if (taken != null) {
            passed.add(taken);
        }
    }

    private void free(HpMallocAllocator process, long[] blocks) {
        for (long block : blocks) {
            assertEquals(block, neighbours.memory().get(ValueLayout.JAVA_LONG, block));
            neighbours.memory().set(ValueLayout.JAVA_LONG, block, 0);
            process.free(block);
        }
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Long> allocate(HpMallocAllocator allocator) {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            blocks.add(allocator.allocate(BYTE_SIZE, 16));
        }
        return blocks;
    }
}
