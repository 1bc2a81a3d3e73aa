package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.Memory;
import org.malloc4j.MemoryBootException;

/** What becomes of a pool's files as processes come and go; several memories of this JVM stand for processes. */
class SharedPoolTest {
    @TempDir
    Path directory;

    private List<String> files() throws IOException {
        try (Stream<Path> list = Files.list(directory)) {
            return list.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenTheLastOneLeaves() throws IOException {
        Setup setup = Setup.in(directory);
        Memory first = setup.boot();
        Memory second = setup.boot();
        assertEquals(List.of("malloc4j-test.lock", "malloc4j-test.shm"), files());
        first.close();
        assertEquals(List.of("malloc4j-test.lock", "malloc4j-test.shm"), files());
        second.close();
        assertEquals(List.of(), files());
    }

    /** What looks at a heap before it is joined must take no constant from the pools that are used. */
    @Test
    void shouldMakeConstantsOfThePoolsThatLast() throws IOException {
        try (Memory memory = Setup.in(directory).boot();
                ChildJvm child = ChildJvm.start(Setup.in(directory), ConstantsChild.class)) {
            assertEquals("test", memory.instance());
            List<String> lines = new ArrayList<>();
            for (String line = child.line(); line != null; line = child.line()) {
                lines.add(line);
            }
            assertEquals(List.of("format pkg, a constant", "attach shm", "attach shm, a constant", "booted test",
                    "attach shm", "closed"), lines.stream().filter(it -> it.matches("(format|attach) (shm|pkg).*|booted.*|closed"))
                    .toList());
        }
    }

    @Test
    void shouldCreateFilesForTheirOwnerOnly() throws IOException {
        try (Memory memory = Setup.in(directory).boot()) {
            for (Path file : List.of(Setup.in(directory).files().pool(), Setup.in(directory).files().lock())) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
            memory.shm().verify();
        }
    }

    @Test
    void shouldNameAPoolWithoutAnInstanceAfterItsProcess() throws IOException {
        try (Memory memory = Setup.in(directory).withoutInstance().boot()) {
            assertEquals(Long.toString(ProcessHandle.current().pid()), memory.instance());
            assertEquals(List.of("malloc4j-" + memory.instance() + ".lock", "malloc4j-" + memory.instance() + ".shm"), files());
        }
        assertEquals(List.of(), files());
    }

    @Test
    void shouldShowEachTheOthersBlocks() {
        try (Memory first = Setup.in(directory).boot(); Memory second = Setup.in(directory).boot()) {
            long block = first.shm().allocate(64);
            first.shm().segment().set(ValueLayout.JAVA_LONG, block, 42);
            assertTrue(first.shm().compareAndSetRoot(0, block));
            assertFalse(second.shm().compareAndSetRoot(0, block));
            assertEquals(42, second.shm().segment().get(ValueLayout.JAVA_LONG, second.shm().root()));
            second.shm().free(block);
            assertEquals(0, first.shm().statistics().fragments());
        }
    }

    @Test
    void shouldFindBlocksAgainInAPersistentPool() throws IOException {
        Setup setup = Setup.in(directory).asPersistent();
        long block;
        try (Memory memory = setup.boot()) {
            block = memory.shm().allocate(64);
            memory.shm().segment().set(ValueLayout.JAVA_LONG, block, 42);
            memory.shm().compareAndSetRoot(0, block);
        }
        assertEquals(List.of("malloc4j-test.lock", "malloc4j-test.shm"), files());
        try (Memory memory = setup.boot()) {
            assertEquals(block, memory.shm().root());
            assertEquals(42, memory.shm().segmentOf(block).get(ValueLayout.JAVA_LONG, 0));
        }
    }

    private long word(Path file, long offset) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(offset);
            return Long.reverseBytes(in.readLong());
        }
    }

    private void patch(Path file, long offset, long word) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(offset);
            out.writeLong(Long.reverseBytes(word));
        }
    }

    @Test
    void shouldCallAPersistentPoolCleanOnlyWhileNobodyUsesIt() throws IOException {
        Setup setup = Setup.in(directory).asPersistent();
        Path pool = setup.files().pool();
        Memory first = setup.boot();
        assertEquals(SuperblockDescriptor.IN_USE, word(pool, SuperblockDescriptor.STATE_OFFSET));
        first.close();
        assertEquals(SuperblockDescriptor.CLEAN, word(pool, SuperblockDescriptor.STATE_OFFSET));
        Memory second = setup.boot();
        assertEquals(SuperblockDescriptor.IN_USE, word(pool, SuperblockDescriptor.STATE_OFFSET));
        Memory third = setup.boot();
        second.close();
        assertEquals(SuperblockDescriptor.IN_USE, word(pool, SuperblockDescriptor.STATE_OFFSET));
        third.close();
        assertEquals(SuperblockDescriptor.CLEAN, word(pool, SuperblockDescriptor.STATE_OFFSET));
    }

    @Test
    void shouldVerifyAnUncleanPoolOfAnEarlierBootBeforeUsingIt() throws IOException {
        Setup setup = Setup.in(directory).asPersistent();
        Path pool = setup.files().pool();
        long block;
        try (Memory memory = setup.boot()) {
            block = memory.shm().allocate(64);
            memory.shm().compareAndSetRoot(0, block);
        }
        patch(pool, SuperblockDescriptor.STATE_OFFSET, SuperblockDescriptor.IN_USE);
        patch(pool, SuperblockDescriptor.BOOT_ID_HIGH_OFFSET, 1);
        try (Memory memory = setup.boot()) {
            assertEquals(block, memory.shm().root());
        }
        assertEquals(Machine.bootId().getMostSignificantBits(), word(pool, SuperblockDescriptor.BOOT_ID_HIGH_OFFSET));
    }

    @Test
    void shouldRefuseADamagedPoolOfAnEarlierBootAndLeaveItAsItIs() throws IOException {
        Setup setup = Setup.in(directory).asPersistent();
        Path pool = setup.files().pool();
        long block;
        try (Memory memory = setup.boot()) {
            block = memory.shm().allocate(64);
        }
        patch(pool, SuperblockDescriptor.STATE_OFFSET, SuperblockDescriptor.IN_USE);
        patch(pool, SuperblockDescriptor.BOOT_ID_HIGH_OFFSET, 1);
        patch(pool, SuperblockDescriptor.CONTROL_LENGTH + block - Long.BYTES, -1);
        byte[] before = Files.readAllBytes(pool);
        String message = assertThrows(MemoryBootException.class, () -> setup.boot().close()).getMessage();
        String start = "pool of an earlier boot of the machine is damaged: file=" + pool
                + "; it wasn't left in good order, and: ";
        assertEquals(start, message.substring(0, start.length()));
        assertTrue(message.endsWith(". Nothing was changed. Move the file away, or set malloc4j.instance to another name."));
        assertArrayEquals(before, Files.readAllBytes(pool));
    }

    @Test
    void shouldReplaceAHalfFormattedPoolOfADeadStart() throws IOException {
        Setup setup = Setup.in(directory);
        Files.write(setup.files().fresh(), new byte[] {1, 2, 3});
        try (Memory memory = setup.boot()) {
            memory.shm().verify();
            assertEquals(List.of("malloc4j-test.lock", "malloc4j-test.shm"), files());
        }
    }

    @Test
    void shouldReplaceAPoolThatAllLeftInGoodOrder() throws IOException {
        Setup setup = Setup.in(directory);
        byte[] left;
        try (Memory memory = setup.boot()) {
            memory.shm().allocate(64);
            left = Files.readAllBytes(setup.files().pool());
        }
        Files.write(setup.files().pool(), left);
        Files.setPosixFilePermissions(setup.files().pool(), PosixFilePermissions.fromString("rw-------"));
        patch(setup.files().pool(), ProcessSlotDescriptor.offset(0), ProcessSlotDescriptor.word(1, ProcessSlotDescriptor.FREE));
        try (Memory memory = setup.boot()) {
            assertEquals(0, memory.shm().statistics().fragments());
            assertEquals(List.of("malloc4j-test.lock", "malloc4j-test.shm"), files());
        }
    }

    @Test
    void shouldKeepTheLatestCrashedPoolAsEvidence() throws IOException {
        Setup setup = Setup.in(directory);
        for (int crash = 0; crash < 2; crash++) {
            byte[] crashed;
            try (Memory memory = setup.boot()) {
                memory.shm().allocate(64 + crash);
                patch(setup.files().pool(), SuperblockDescriptor.LOCK_INODE_OFFSET, 0);
                crashed = Files.readAllBytes(setup.files().pool());
            }
            Files.write(setup.files().pool(), crashed);
            Files.setPosixFilePermissions(setup.files().pool(), PosixFilePermissions.fromString("rw-------"));
            try (LogCapture log = LogCapture.of(SharedPoolBoot.class); Memory memory = setup.boot()) {
                assertArrayEquals(crashed, Files.readAllBytes(setup.files().crashed()));
                assertEquals(0, memory.shm().statistics().fragments());
                assertEquals(List.of("shm pool was left by processes that died: file=" + setup.files().pool()
                        + " deaths=1; it is kept as " + setup.files().crashed()
                        + ", and a fresh one is formatted."), log.messages());
            }
        }
    }

    @Test
    void shouldReserveEveryPageIfToldTo() throws IOException {
        try (Memory memory = Setup.in(directory).asReserved().shmByteSize(4 * Setup.MIB).boot()) {
            long block = memory.shm().allocate(3 * Setup.MIB);
            memory.shm().segmentOf(block).fill((byte) 1);
            memory.shm().verify();
        }
    }

    @Test
    void shouldBootInAnInterruptedThreadAndKeepTheInterrupt() {
        Thread.currentThread().interrupt();
        try (Memory first = Setup.in(directory).boot(); Memory second = Setup.in(directory).boot()) {
            first.shm().free(first.shm().allocate(600_000));
            second.shm().free(second.shm().allocate(600_000));
            assertTrue(Thread.currentThread().isInterrupted());
        }
        assertTrue(Thread.interrupted());
    }

    @Test
    void shouldGoOnWithAnotherLockFileIfTheOneItWaitedOnWasDeleted() throws Exception {
        Path path = directory.resolve("gate.lock");
        try (LockFile old = LockFile.open(path)) {
            old.tryAcquire(Gate.POSITION);
            Gate[] entered = new Gate[1];
            Thread waiter = Thread.ofPlatform().start(() -> {
                try {
                    entered[0] = Gate.enter(path, java.time.Duration.ofSeconds(10));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            Thread.sleep(50);
            Files.delete(path);
            old.release(Gate.POSITION);
            waiter.join();
            assertFalse(old.isCurrent());
            assertTrue(entered[0].lockFile().isCurrent());
            entered[0].close();
            entered[0].lockFile().close();
        }
    }

    @Test
    void shouldKeepLocksWhenAnotherUserOfTheSameLockFileCloses() throws IOException {
        Path path = directory.resolve("shared.lock");
        try (LockFile first = LockFile.open(path)) {
            assertTrue(first.tryAcquire(5));
            try (LockFile second = LockFile.open(path)) {
                assertEquals(ByteLocks.Holder.THIS_PROCESS, second.holder(5));
                assertTrue(second.tryAcquire(6));
            }
            assertEquals(ByteLocks.Holder.THIS_PROCESS, first.holder(5));
            assertEquals(ByteLocks.Holder.NOBODY, first.holder(6));
        }
    }
}
