package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.Memory;
import org.malloc4j.Pool;
import org.malloc4j.PoolExhaustedException;
import org.malloc4j.Role;

/** What a host gets from its pools, in both roles. */
class PoolTest {
    @TempDir
    Path directory;

    private Memory memory;
    private Pool shm;
    private Pool pkg;

    @BeforeEach
    void boot() {
        memory = Setup.in(directory).boot();
        shm = memory.shm();
        pkg = memory.pkg();
    }

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void shouldRefuseANegativeSize() {
        for (Pool pool : new Pool[] {shm, pkg}) {
            assertEquals("size is negative: byteSize=-1",
                    assertThrows(IllegalArgumentException.class, () -> pool.allocate(-1)).getMessage());
            assertThrows(IllegalArgumentException.class, () -> pool.tryAllocate(-1, 16));
            long block = pool.allocate(1);
            assertThrows(IllegalArgumentException.class, () -> pool.reallocate(block, -1));
            assertThrows(IllegalArgumentException.class, () -> pool.reallocate(0, -1));
            pool.free(block);
        }
    }

    @Test
    void shouldRefuseAnAlignmentThatIsNoPowerOfTwoUpTo4096() {
        for (long alignment : new long[] {0, -1, 3, 8192, Long.MIN_VALUE}) {
            assertEquals("alignment is no power of two from 1 to 4096: byteAlignment=" + alignment,
                    assertThrows(IllegalArgumentException.class, () -> shm.allocate(1, alignment)).getMessage());
        }
        for (long alignment = 1; alignment <= 4096; alignment *= 2) {
            long block = shm.allocate(10, alignment);
            assertEquals(0, block % Math.max(16, alignment));
            assertEquals(0, shm.segmentOf(block).address() % Math.max(16, alignment));
            shm.free(block);
        }
    }

    @Test
    void shouldFollowCsRulesForNullAndZero() {
        shm.free(Pool.NULL);
        long zero = shm.allocate(0);
        long other = shm.allocate(0);
        assertNotEquals(zero, other);
        long block = shm.reallocate(Pool.NULL, 100);
        assertEquals(Pool.NULL, shm.reallocate(block, 0));
        shm.free(zero);
        shm.free(other);
        assertEquals(0, shm.statistics().fragments());
        assertThrows(IllegalBlockException.class, () -> shm.free(block));
    }

    @Test
    void shouldKeepContentsWhenABlockMoves() {
        long block = pkg.allocate(100);
        pkg.segmentOf(block).asSlice(0, 100).fill((byte) 7);
        pkg.allocate(16);
        long moved = pkg.reallocate(block, 5000);
        assertNotEquals(block, moved);
        assertEquals(-1, pkg.segmentOf(moved).asSlice(0, 100)
                .mismatch(MemorySegment.ofArray(new byte[100]).fill((byte) 7)));
        assertThrows(IllegalBlockException.class, () -> pkg.byteSize(block));
    }

    @Test
    void shouldLeaveTheOldBlockAloneWhenAReallocationFails() {
        long block = shm.allocate(100);
        shm.segmentOf(block).set(ValueLayout.JAVA_LONG, 0, 42);
        assertThrows(PoolExhaustedException.class, () -> shm.reallocate(block, 2 * Setup.MIB));
        assertEquals(42, shm.segmentOf(block).get(ValueLayout.JAVA_LONG, 0));
        assertEquals(1, shm.statistics().fragments());
    }

    @Test
    void shouldSayWhatIsLeftWhenThereIsNotEnough() {
        long free = shm.statistics().freeSize();
        long largest = shm.statistics().largestFree();
        PoolExhaustedException e = assertThrows(PoolExhaustedException.class, () -> shm.allocate(2 * Setup.MIB));
        assertEquals("pool is exhausted: pool=shm asked=2097152 free=" + free + " largestFree=" + largest
                + "; there isn't enough memory left. Free blocks, or raise malloc4j.shm.size (-m), now 1048576 bytes in all.",
                e.getMessage());
        assertEquals(2 * Setup.MIB, e.byteSize());
        assertEquals(largest, e.largestFree());
        assertEquals(Pool.NULL, shm.tryAllocate(2 * Setup.MIB, 16));
    }

    @Test
    void shouldSayWhenThereWouldBeEnoughInOnePiece() {
        long[] blocks = new long[9];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = pkg.allocate(100_000);
        }
        for (int i = 0; i < blocks.length; i += 2) {
            pkg.free(blocks[i]);
        }
        String message = assertThrows(PoolExhaustedException.class, () -> pkg.allocate(300_000)).getMessage();
        assertEquals("pool is exhausted: pool=pkg asked=300000 free=* largestFree=*; there would be enough memory if it were "
                + "in one piece, but it is in " + pkg.statistics().freeFragments() + ". Free neighbouring blocks, or raise "
                + "malloc4j.pkg.size (-M), now 1048576 bytes in all.",
                message.replaceAll("(free|largestFree)=\\d+", "$1=*"));
    }

    @Test
    void shouldGiveArenasZeroFilledBlocksOfExactlyTheirSize() {
        long used = shm.allocate(64);
        shm.segmentOf(used).fill((byte) 9);
        shm.free(used);
        MemorySegment.Scope scope;
        try (Arena arena = shm.arena()) {
            MemorySegment segment = arena.allocate(61, 64);
            assertEquals(61, segment.byteSize());
            assertEquals(-1, segment.mismatch(MemorySegment.ofArray(new byte[61])));
            assertEquals(0, segment.address() % 64);
            for (int i = 0; i < 20; i++) {
                arena.allocate(ValueLayout.JAVA_LONG);
            }
            assertEquals(21, shm.statistics().fragments());
            scope = arena.scope();
            assertTrue(scope.isAlive());
        }
        assertFalse(scope.isAlive());
        assertEquals(0, shm.statistics().fragments());
    }

    @Test
    void shouldRefuseToUseAnArenaAfterItsClose() {
        Arena arena = pkg.arena();
        arena.close();
        String sentence = "arena is closed: pool=pkg; use it before close(), or take another one";
        assertEquals(sentence, assertThrows(IllegalStateException.class, () -> arena.allocate(8)).getMessage());
        assertEquals(sentence, assertThrows(IllegalStateException.class, arena::close).getMessage());
        assertFalse(arena.scope().isAlive());
    }

    @Test
    void shouldKeepARootInEachPool() {
        for (Pool pool : new Pool[] {shm, pkg}) {
            assertEquals(Pool.NULL, pool.root());
            long block = pool.allocate(8);
            assertFalse(pool.compareAndSetRoot(block, block));
            assertTrue(pool.compareAndSetRoot(Pool.NULL, block));
            assertEquals(block, pool.root());
            pool.verify();
        }
    }

    @Test
    void shouldLockAWordOfThePool() throws InterruptedException {
        long word = shm.allocate(8);
        shm.segment().set(ValueLayout.JAVA_LONG, word, 0);
        assertFalse(shm.lock(word));
        AtomicReference<Boolean> died = new AtomicReference<>();
        Thread other = Thread.ofPlatform().start(() -> {
            died.set(shm.lock(word));
            shm.unlock(word);
        });
        other.join(50);
        assertTrue(other.isAlive());
        shm.unlock(word);
        other.join();
        assertEquals(false, died.get());
        assertThrows(IllegalMonitorStateException.class, () -> shm.unlock(word));
        for (long wrong : new long[] {word + 1, -8, Setup.MIB, Setup.MIB - 4}) {
            assertEquals("lock is no word of the pool: wordOffset=" + wrong + " pool=shm byteSize=1048576; it must be a "
                    + "multiple of 8 inside it",
                    assertThrows(IllegalArgumentException.class, () -> shm.lock(wrong)).getMessage());
        }
    }

    @Test
    void shouldKnowItsRoleAndAllocator() {
        assertEquals(Role.SHM, shm.role());
        assertEquals(Role.PKG, memory.pool(Role.PKG).role());
        assertEquals(SingleLockProvider.NAME, shm.allocator());
        assertEquals(Setup.MIB, pkg.segment().byteSize());
    }

    @Test
    void shouldLetOnlyTheFirstThreadUseAConfinedPool() throws InterruptedException {
        try (Memory confined = Setup.in(directory).instance("confined").asConfined().boot()) {
            Pool own = confined.pkg();
            long block = own.allocate(64);
            Throwable[] failure = new Throwable[1];
            Thread other = Thread.ofPlatform().name("other").start(() -> {
                own.statistics();
                failure[0] = assertThrows(WrongThreadException.class, () -> own.free(block));
            });
            other.join();
            assertEquals("pool is confined: pool=pkg owner=" + Thread.currentThread().getName() + " caller=other; it belongs "
                    + "to the first thread that used it. Use it from there, or set malloc4j.pkg.confined = false.",
                    failure[0].getMessage());
            own.free(block);
        }
    }
}
