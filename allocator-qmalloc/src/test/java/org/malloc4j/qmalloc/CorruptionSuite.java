package org.malloc4j.qmalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.malloc4j.CorruptionReport;
import org.malloc4j.CorruptionReport.Kind;
import org.malloc4j.IllegalBlockException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Q_MALLOC must find, as tests: each misdeed, on every size, by every operation that looks. */
abstract class CorruptionSuite {
    private static final Logger LOG = LoggerFactory.getLogger(CorruptionSuite.class);
    private static final long[] TAGS = {0, 24};
    private static final long[] DISTANCES = {1, 2, 7, 8, 16, 4096};
    private static final byte WRITTEN = 'A';
    private static final long PID = ProcessHandle.current().pid();

    private final Ground.Maker maker;

    CorruptionSuite(Ground.Maker maker) {
        this.maker = maker;
    }

    /** {@return the sizes of blocks to try} */
    LongStream sizes() {
        return SizesToTry.all();
    }

    private Ground ground(long tagByteSize, QMallocSettings settings) {
        return new Ground(maker, 2 << 20, tagByteSize, settings);
    }

    @Test
    void shouldFindEveryOverrunWhenTheBlockIsFreed() {
        everySize("overrun, block freed", (it, distance) -> overrun(it, distance, it.block()));
    }

    @Test
    void shouldFindEveryOverrunWhenTheBlockBehindIsFreed() {
        everySize("overrun, next block freed", (it, distance) -> overrun(it, distance, it.after()));
    }

    @Test
    void shouldFindEveryOverrunWhenTheBlockBeforeIsFreed() {
        everySize("overrun, previous block freed", (it, distance) -> overrun(it, distance, it.before()));
    }

    @Test
    void shouldFindEveryUnderrunWhenTheBlockBehindIsFreed() {
        everySize("underrun, next block freed", (it, distance) -> underrun(it, distance, it.after()));
    }

    @Test
    void shouldFindEveryUnderrunWhenTheBlockIsFreed() {
        everySize("underrun, block freed", (it, distance) -> underrun(it, distance, it.block()));
    }

    @Test
    void shouldFindEveryUnderrunWhenTheBlockBeforeIsFreed() {
        everySize("underrun, previous block freed", (it, distance) -> underrun(it, distance, it.before()));
    }

    /** Bytes that continue nothing, from inside one block to the start of another: nobody can know which of them wrote. */
    @Test
    void shouldNameBothBlocksWhenEitherMayHaveWritten() {
        Random random = new Random(1);
        Ground ground = ground(0, new QMallocSettings(0, 64, 0));
        List<Long> blocks = LongStream.range(0, 60).map(i -> ground.allocate(100 + i)).boxed().toList();
        for (int i = 40; i < 50; i++) {
            long block = blocks.get(i);
            long inside = blocks.get(i - 30) + 50;
            byte[] before = ground.memory().asSlice(inside, block - inside).toArray(ValueLayout.JAVA_BYTE);
            byte[] written = new byte[before.length];
            random.nextBytes(written);
            MemorySegment.copy(written, 0, ground.memory(), ValueLayout.JAVA_BYTE, inside, written.length);
            CorruptionReport report = Ground.finding(ground.allocator()::free, block);
            MemorySegment.copy(before, 0, ground.memory(), ValueLayout.JAVA_BYTE, inside, before.length);
            String other = report.kind() == Kind.OVERRUN ? "an underrun of block " + block
                    : "an overrun of block " + blocks.get(i - 30);
            assertEquals(report.kind() == Kind.OVERRUN ? blocks.get(i - 30) : block, report.block());
            assertEquals(List.of("what was written fits " + other + " as well: look at both"), report.origins());
        }
        ground.allocator().verify();
    }

    @Test
    void shouldFindEveryOverrunWhenTheBlockIsResized() {
        everySize("overrun, block resized", (it, distance) -> {
            it.ground().whileOverwritten(it.block() + it.byteSize(), distance, WRITTEN, () -> check(Ground.finding(() ->
                    it.ground().allocator().resize(it.block(), it.byteSize() + 1)), Kind.OVERRUN, it, distance));
            return true;
        });
    }

    @Test
    void shouldFindAnOverrunByPatrolWithinTheBoundItStates() {
        int interval = 3;
        int atATime = 2;
        for (long tag : TAGS) {
            Ground ground = ground(tag, new QMallocSettings(16 * 1024, interval, atATime));
            List<Long> blocks = LongStream.range(0, 300).map(i -> ground.allocate(i * 3)).boxed().toList();
            for (int i = 0; i < blocks.size(); i += 29) {
                long block = blocks.get(i);
                long byteSize = i * 3L;
                ground.whileOverwritten(block + byteSize, 1, WRITTEN, () -> {
                    CorruptionReport report = null;
                    int operations = 0;
                    int bound = (blocks.size() / atATime + 2) * interval;
                    for (; report == null && operations < bound; operations++) {
                        report = Ground.finding(() -> ground.allocator().resize(blocks.getLast(), 299 * 3));
                    }
                    check(report, Kind.OVERRUN, new Scene(ground, block, byteSize, 0, 0, List.of()), 1);
                    assertEquals("patrol", report.noticed().operation());
                });
            }
            ground.allocator().verify();
        }
    }

    /** However many there are, and again if it is damaged once more. */
    @Test
    void shouldSayWhatThePatrolFoundOnce() {
        Ground ground = ground(0, new QMallocSettings(0, 1, 8));
        List<Long> blocks = LongStream.range(0, 90).map(i -> ground.allocate(100)).boxed().toList();
        for (int i = 0; i < 90; i += 3) {
            ground.memory().set(ValueLayout.JAVA_BYTE, blocks.get(i) + 100, WRITTEN);
        }
        assertEquals(30, patrolsFindings(ground, blocks.get(88)));
        ground.memory().set(ValueLayout.JAVA_BYTE, blocks.getFirst() + 100, (byte) 0);
        assertEquals(0, patrolsFindings(ground, blocks.get(88)));
        ground.memory().set(ValueLayout.JAVA_BYTE, blocks.getFirst() + 100, WRITTEN);
        assertEquals(1, patrolsFindings(ground, blocks.get(88)));
    }

    /** {@return how often the patrol says something in some rounds around the heap} @param far a block that no damaged one is beside */
    private static long patrolsFindings(Ground ground, long far) {
        return LongStream.range(0, 300).mapToObj(i -> Ground.finding(() -> ground.allocator().resize(far, 100)))
                .filter(report -> report != null && report.noticed().operation().equals("patrol")).count();
    }

    /** A mark says where a live block starts: one too many names none, one too few hides one. */
    @Test
    void shouldBlameTheTableForAMarkThatIsWrong() {
        Ground ground = ground(0, new QMallocSettings(16 * 1024, 64, 0));
        List<Long> blocks = LongStream.range(0, 9).map(i -> ground.allocate(1000)).boxed().toList();
        long block = blocks.get(4);
        flipMark(ground, block + 512);
        checkMark(ground, blocks.get(5), "it was the mark of a block at " + (block + 512)
                + ", where there is none: something else lies there");
        flipMark(ground, block + 512);
        flipMark(ground, block);
        checkMark(ground, block, "it was the mark of the live block " + block + ", which isn't there");
        flipMark(ground, block);
        blocks.forEach(ground.allocator()::free);
        ground.allocator().verify();
    }

    private static void checkMark(Ground ground, long freed, String sentence) {
        CorruptionReport report = Ground.finding(ground.allocator()::free, freed);
        assertNotNull(report, sentence);
        assertEquals(Kind.TABLE_OVERWRITTEN, report.kind(), report.text());
        assertEquals(List.of(sentence), report.origins());
    }

    private static void flipMark(Ground ground, long block) {
        long at = ground.heap().markOf(block);
        long bit = 1L << (block >>> 4);
        ground.memory().set(ValueLayout.JAVA_LONG, at, ground.memory().get(ValueLayout.JAVA_LONG, at) ^ bit);
    }

    @Test
    void shouldFindAWriteToAFreedBlockWhenItLeavesTheQuarantine() {
        int[] counts = new int[2];
        for (long tag : TAGS) {
            sizes().filter(size -> size > 0 && size < 8000).forEach(size -> {
                Ground ground = ground(tag, new QMallocSettings(16 * 1024, 64, 0));
                int retired = 0;
                for (long at : new long[] {0, size / 2, size - 1}) {
                    long block = ground.allocate(size);
                    ground.allocator().free(block);
                    ground.memory().asSlice(block + at, 1).fill(WRITTEN);
                    counts[0]++;
                    CorruptionReport report = Ground.finding(ground.allocator()::trim);
                    checkWrittenAfterFree(report, block, size, at, "quarantine");
                    counts[1]++;
                    ground.allocator().verify();
                    assertEquals(++retired, ground.allocator().retired(), "what was written to is not used again");
                }
            });
        }
        LOG.info("write after free, first, middle and last byte: tried={} found={}", counts[0], counts[1]);
    }

    @Test
    void shouldFindAWriteToAFreedBlockWhileOthersAreFreed() {
        Ground ground = ground(0, new QMallocSettings(16 * 1024, 64, 0));
        long block = ground.allocate(100);
        ground.allocator().free(block);
        ground.memory().asSlice(block + 50, 1).fill(WRITTEN);
        CorruptionReport report = null;
        for (int i = 0; report == null && i < 16 * 1024 / 144 + 1; i++) {
            long other = ground.allocate(100);
            report = Ground.finding(ground.allocator()::free, other);
        }
        checkWrittenAfterFree(report, block, 100, 50, "quarantine");
    }

    @Test
    void shouldFindAWriteToAFreedBlockByPatrolBeforeItLeaves() {
        for (long tag : TAGS) {
            Ground ground = ground(tag, new QMallocSettings(256 * 1024, 1, 4));
            ground.allocate(10);
            long block = ground.allocate(1000);
            long last = ground.allocate(10);
            ground.allocator().free(block);
            ground.memory().asSlice(block + 999, 1).fill(WRITTEN);
            CorruptionReport report = null;
            for (int i = 0; report == null && i < 4; i++) {
                report = Ground.finding(() -> ground.allocator().resize(last, 10));
            }
            checkWrittenAfterFree(report, block, 1000, 999, "patrol");
        }
    }

    @Test
    void shouldNameTheBlockWhoseOverrunHidWhatWaitsInTheQuarantine() {
        for (long tag : TAGS) {
            Ground ground = ground(tag, new QMallocSettings(16 * 1024, 64, 0));
            long block = ground.allocate(200);
            long freed = ground.allocate(200);
            ground.allocate(200);
            ground.allocator().free(freed);
            long distance = freed - block - 200;
            Scene scene = new Scene(ground, block, 200, 0, 0, List.of());
            ground.whileOverwritten(block + 200, distance, WRITTEN, () -> {
                CorruptionReport report = Ground.finding(ground.allocator()::trim);
                check(report, Kind.OVERRUN, scene, distance);
                assertEquals("quarantine", report.noticed().operation());
                assertNull(Ground.finding(ground.allocator()::trim), "what can't be followed is forgotten, and told once");
            });
            assertEquals(1, ground.allocator().retired());
        }
    }

    /** The last step of the common path stays declared until the next one; it was completed, whatever became of its block. */
    @Test
    void shouldGoOnAfterDamageToTheBlockThatWasFreedLast() {
        for (long waits : new long[] {16 * 1024, 0}) {
            Ground ground = ground(0, new QMallocSettings(waits, 64, 4));
            long block = ground.allocate(8);
            long next = ground.allocate(34);
            long last = ground.allocate(20);
            ground.allocator().free(next);
            ground.whileOverwritten(block + 8, 40, (byte) 'Z', () -> {
                for (int i = 0; i < 3; i++) {
                    CorruptionReport report = Ground.finding(ground.allocator()::free, block);
                    assertEquals(Kind.OVERRUN, report.kind());
                    assertEquals(block, report.block());
                }
                long found = LongStream.range(0, 100).filter(i -> Ground.finding(() ->
                        ground.allocator().free(ground.allocate(3000 + i))) != null).count();
                // Once by the patrol, once when the block leaves the quarantine.
                assertTrue(found <= 2, "operations refused: " + found);
            });
            ground.allocator().free(block);
            ground.allocator().free(last);
            ground.allocator().verify();
        }
    }

    @Test
    void shouldSayWhatItKnowsOfABlockThatIsFreedTwice() {
        for (long tag : TAGS) {
            Ground ground = ground(tag, Ground.USUAL);
            long block = ground.allocate(100);
            long other = ground.allocate(200);
            ground.allocator().free(block);
            checkFreedTwice(ground, block, 100);
            ground.allocator().free(other);
            for (int i = 0; i < 20; i++) {
                ground.allocator().free(ground.allocate(50));
            }
            checkFreedTwice(ground, block, 100);
            checkFreedTwice(ground, other, 200);
            ground.allocator().verify();
        }
    }

    @Test
    void shouldSayWhatANumberIsThatWasNeverABlock() {
        Ground ground = ground(0, Ground.USUAL);
        long block = ground.allocate(100);
        checkForeign(ground, block + 16, "it lies 16 bytes inside the live block " + block + " of 100 bytes");
        checkForeign(ground, block + 3, "it lies 3 bytes inside the live block " + block + " of 100 bytes");
        checkForeign(ground, block + 4096, "it was freed before, or never allocated");
        checkForeign(ground, block + 4100, "it is no multiple of 16 and so was never a block");
        long end = ground.heap().heapEnd();
        checkForeign(ground, 1L << 40, "it lies outside the pool's blocks, which are from " + block + " to " + end);
        ground.allocator().verify();
    }

    /** A block among others, all of the same size, with more than 4,096 bytes of them on both sides. */
    private record Scene(Ground ground, long block, long byteSize, long before, long after, List<Long> all) {
    }

    private interface Misdeed {
        /** {@return whether it was tried} */
        boolean commit(Scene scene, long distance);
    }

    private void everySize(String what, Misdeed misdeed) {
        int tried = 0;
        for (long tag : TAGS) {
            Ground ground = ground(tag, new QMallocSettings(0, 64, 0));
            for (long size : sizes().toArray()) {
                int aside = (int) (4096 / (size + 32)) + 2;
                List<Long> blocks = new ArrayList<>();
                for (int i = 0; i < 2 * aside + 1; i++) {
                    blocks.add(ground.allocate(size));
                }
                Scene scene = new Scene(ground, blocks.get(aside), size, blocks.get(aside - 1), blocks.get(aside + 1), blocks);
                for (long distance : DISTANCES) {
                    tried += misdeed.commit(scene, distance) ? 1 : 0;
                }
                blocks.forEach(ground.allocator()::free);
                ground.allocator().trim();
            }
            ground.allocator().verify();
        }
        LOG.info("{}: tried={} found={}", what, tried, tried);
    }

    private boolean overrun(Scene it, long distance, long freed) {
        it.ground().whileOverwritten(it.block() + it.byteSize(), distance, WRITTEN, () ->
                check(Ground.finding(it.ground().allocator()::free, freed), Kind.OVERRUN, it, distance));
        return true;
    }

    private boolean underrun(Scene it, long distance, long freed) {
        if (it.all().contains(it.block() - distance - it.byteSize())) {
            // What begins exactly at the end of one block and ends exactly at the start of another came from either.
            return false;
        }
        it.ground().whileOverwritten(it.block() - distance, distance, WRITTEN, () ->
                check(Ground.finding(it.ground().allocator()::free, freed), Kind.UNDERRUN, it, distance));
        return true;
    }

    private static void check(CorruptionReport report, Kind kind, Scene it, long distance) {
        String story = kind + " by " + distance + " of a block of " + it.byteSize() + " bytes: "
                + (report == null ? "not found" : report.text());
        assertNotNull(report, story);
        assertEquals(kind, report.kind(), story);
        assertEquals(it.block(), report.block(), story);
        assertEquals(it.block(), report.culprit(), story);
        assertTrue(report.distance() == distance || report.orMore() && report.distance() < distance, story);
        assertTrue(report.distance() == distance || distance > 8, story);
        assertTrue(report.evidence().found().contains("41 "), story);
        assertEquals(PID, report.noticed().pid(), story);
        if (distance <= 8) {
            assertEquals(it.byteSize(), report.byteSize(), story);
            assertEquals(PID, report.allocatedBy(), story);
        }
    }

    private static void checkWrittenAfterFree(CorruptionReport report, long block, long byteSize, long at, String by) {
        String story = "write at +" + at + " of " + byteSize + ": " + (report == null ? "not found" : report.text());
        assertNotNull(report, story);
        assertEquals(Kind.WRITE_AFTER_FREE, report.kind(), story);
        assertEquals(block, report.block(), story);
        assertEquals(byteSize, report.byteSize(), story);
        assertEquals(at, report.distance(), story);
        assertEquals(PID, report.allocatedBy(), story);
        assertEquals(PID, report.freedBy(), story);
        assertEquals(by, report.noticed().operation(), story);
        assertTrue(report.evidence().expected().startsWith("db "), story);
        assertTrue(report.evidence().found().startsWith("41 "), story);
    }

    private static void checkFreedTwice(Ground ground, long block, long byteSize) {
        IllegalBlockException e = assertThrows(IllegalBlockException.class, () -> ground.allocator().free(block));
        assertEquals("block not live: block=" + block + " pool=ground; a double free: it had " + byteSize
                + " bytes, was allocated by process " + PID + " and freed by process " + PID
                + " before, and waits in the quarantine", e.getMessage());
        CorruptionReport report = e.report().orElseThrow();
        assertEquals(Kind.DOUBLE_FREE, report.kind());
        assertEquals(block, report.block());
        assertEquals(PID, report.freedBy());
    }

    private static void checkForeign(Ground ground, long number, String sentence) {
        IllegalBlockException e = assertThrows(IllegalBlockException.class, () -> ground.allocator().free(number));
        assertEquals("block not live: block=" + number + " pool=ground; " + sentence, e.getMessage());
        assertEquals(Kind.FOREIGN_FREE, e.report().orElseThrow().kind());
        assertNull(Ground.finding(ground.allocator()::verify));
    }
}
