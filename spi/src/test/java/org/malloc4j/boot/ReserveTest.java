package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.PoolExhaustedException;
import org.malloc4j.Role;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Backing;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/** Pages are taken by writing, ahead of use; a file system that has none left makes an exhausted pool. */
class ReserveTest {
    @TempDir
    Path directory;

    @Test
    void shouldWriteZerosToTheRangeAndNothingElse() throws IOException {
        Path file = directory.resolve("pages");
        Files.write(file, new byte[300_000]);
        byte[] ones = new byte[300_000];
        java.util.Arrays.fill(ones, (byte) 1);
        Files.write(file, ones);
        try (FileBacking backing = FileBacking.open(file, 1000)) {
            assertTrue(backing.reserve(24, 200_000));
            assertEquals("", backing.refusal().orElse(""));
        }
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i++) {
            assertEquals(i >= 1024 && i < 201_024 ? 0 : 1, bytes[i], "byte " + i);
        }
    }

    @Test
    void shouldReserveInAnInterruptedThread() throws IOException {
        Path file = directory.resolve("pages");
        Files.createFile(file);
        try (FileBacking backing = FileBacking.open(file, 0)) {
            Thread.currentThread().interrupt();
            assertTrue(backing.reserve(0, 4096));
            assertTrue(Thread.interrupted());
            assertTrue(backing.reserve(4096, 4096));
        }
        assertEquals(8192, Files.size(file));
    }

    @Test
    void shouldSayWhyItCanNotReserve() throws IOException {
        Path file = directory.resolve("pages");
        Files.createFile(file);
        FileBacking backing = FileBacking.open(file, 0);
        backing.close();
        assertFalse(backing.reserve(0, 4096));
        assertEquals("Stream Closed", backing.refusal().orElse(""));
    }

    @Test
    void shouldCallAPoolExhaustedWhenItsFileSystemIsFull() {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment segment = arena.allocate(4 * Setup.MIB, 4096);
            // As much as the heap wants for its own words, and not a page more.
            boolean[] full = new boolean[1];
            Backing backing = (offset, byteSize) -> !full[0];
            Region region = Region.of("shm", segment, Sharing.SHARED, Processes.alone(), backing);
            Allocator allocator = new SingleLockProvider().format(region, 0, ConfigFactory.empty());
            full[0] = true;
            AllocatorPool pool = new AllocatorPool(allocator, new AllocatorPool.Setting(Role.SHM, "test", "SINGLE_LOCK",
                    segment, region, region, 0, () -> full[0] ? "No space left on device" : null, null));
            String message = assertThrows(PoolExhaustedException.class, () -> pool.allocate(3 * Setup.MIB)).getMessage();
            assertEquals("pool is exhausted: pool=shm asked=3145728 free=* largestFree=*; its file can't grow: No space left "
                    + "on device. The file system of malloc4j.shm.directory is full: make room there, or lower "
                    + "malloc4j.shm.size (-m), now 4194304 bytes in all.",
                    message.replaceAll("(free|largestFree)=\\d+", "$1=*"));
            full[0] = false;
            pool.free(pool.allocate(3 * Setup.MIB));
        }
    }
}
