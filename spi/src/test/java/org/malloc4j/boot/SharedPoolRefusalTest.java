package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.Memory;
import org.malloc4j.MemoryBootException;

/** Every pool that can't be joined is refused with its sentence, and stays as it is. */
class SharedPoolRefusalTest {
    private static final String KEPT = " Nothing was changed. Move the file away, or set malloc4j.instance to another name.";

    @TempDir
    Path directory;

    private Setup setup;
    private Path pool;

    @BeforeEach
    void leaveAPersistentPool() {
        setup = Setup.in(directory).asPersistent();
        pool = setup.files().pool();
        setup.boot().close();
    }

    private void assertRefused(String sentence, Setup other) throws IOException {
        byte[] before = Files.isRegularFile(pool) ? Files.readAllBytes(pool) : null;
        boolean lock = Files.exists(setup.files().lock());
        MemoryBootException refusal = assertThrows(MemoryBootException.class, () -> other.boot().close());
        assertEquals(sentence, refusal.getMessage());
        if (before != null) {
            assertArrayEquals(before, Files.readAllBytes(pool), "the file was changed");
        }
        assertEquals(lock, Files.exists(setup.files().lock()));
        assertFalse(Files.exists(setup.files().fresh()));
        assertFalse(Files.exists(setup.files().crashed()));
    }

    private void patch(long offset, long word) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(pool.toFile(), "rw")) {
            file.seek(offset);
            file.writeLong(ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? word : Long.reverseBytes(word));
        }
    }

    private void resize(long byteSize) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(pool.toFile(), "rw")) {
            file.setLength(byteSize);
        }
    }

    @Test
    void shouldRefuseAFileTooShortForASuperblock() throws IOException {
        resize(100);
        assertRefused("pool file is truncated: file=" + pool + " size=100 least=8192; it is too short to hold a superblock."
                + KEPT, setup);
    }

    @Test
    void shouldRefuseATruncatedFile() throws IOException {
        resize(500_000);
        assertRefused("pool file is truncated: file=" + pool + " size=500000 formatted=1056768; it isn't as long as when it "
                + "was formatted." + KEPT, setup);
    }

    @Test
    void shouldRefuseAFileThatGrew() throws IOException {
        resize(2_000_000);
        assertRefused("pool file is too long: file=" + pool + " size=2000000 formatted=1056768; it isn't as long as when it "
                + "was formatted." + KEPT, setup);
    }

    @Test
    void shouldRefuseADamagedHeapBehindASoundSuperblock() throws IOException {
        patch(8192, 0x1234);
        assertRefused("pool is damaged: file=" + pool + "; its superblock is in order, but: not a heap of this kind and "
                + "size: pool=shm byteSize=1048576; its first words were overwritten, or another program wrote it." + KEPT,
                setup);
    }

    @Test
    void shouldRefuseAZeroFilledFile() throws IOException {
        Files.write(pool, new byte[1056768]);
        assertRefused("pool file has no superblock: file=" + pool + " magic=0; it is zero-filled, or its formatting was "
                + "never finished." + KEPT, setup);
    }

    @Test
    void shouldRefuseAForeignFile() throws IOException {
        patch(0, 0x1234);
        assertRefused("file is no pool: file=" + pool + " magic=1234; it is some other program's." + KEPT, setup);
    }

    @Test
    void shouldRefuseTheOtherByteOrder() throws IOException {
        patch(0, Long.reverseBytes(SuperblockDescriptor.MAGIC));
        assertRefused("pool file has the other byte order: file=" + pool + " mine=" + ByteOrder.nativeOrder()
                + "; a machine of another kind formatted it." + KEPT, setup);
    }

    @Test
    void shouldRefuseAnotherLayoutVersion() throws IOException {
        patch(SuperblockDescriptor.LAYOUT_VERSION_OFFSET, 99);
        assertRefused("pool file has another layout version: file=" + pool + " version=99 mine=1; another version of "
                + "malloc4j formatted it." + KEPT, setup);
    }

    @Test
    void shouldRefuseADamagedSuperblock() throws IOException {
        patch(SuperblockDescriptor.CHECKSUM_OFFSET, 0xABC);
        MemoryBootException refusal = assertThrows(MemoryBootException.class, () -> setup.boot().close());
        assertEquals("superblock is damaged: file=" + pool + " checksum=abc computed=*; something overwrote the beginning "
                + "of the file." + KEPT, refusal.getMessage().replaceFirst("computed=[0-9a-f]+", "computed=*"));
    }

    @Test
    void shouldNoticeEveryFlippedWordOfTheImmutablePart() throws IOException {
        for (long at = 0; at < SuperblockDescriptor.IMMUTABLE_LENGTH; at += Long.BYTES) {
            long word;
            try (RandomAccessFile file = new RandomAccessFile(pool.toFile(), "rw")) {
                file.seek(at);
                word = file.readLong();
                file.seek(at);
                file.writeLong(word ^ 1);
            }
            assertThrows(MemoryBootException.class, () -> setup.boot().close(), "flipped at " + at);
            try (RandomAccessFile file = new RandomAccessFile(pool.toFile(), "rw")) {
                file.seek(at);
                file.writeLong(word);
            }
        }
        setup.boot().close();
    }

    private String formattedOtherwise(String difference) {
        return "pool was formatted otherwise: file=" + pool + " " + difference + "; joining it would reinterpret what it "
                + "holds. Nothing was changed. Configure what the pool has, or set malloc4j.instance to another name, or, if "
                + "its contents can go, end its processes and remove the file.";
    }

    @Test
    void shouldRefuseAnotherSchema() throws IOException {
        assertRefused(formattedOtherwise("malloc4j.shm.schema: pool=\"\" mine=\"calls/2\""), setup.schema("calls/2"));
    }

    @Test
    void shouldRefuseAnotherSize() throws IOException {
        assertRefused(formattedOtherwise("malloc4j.shm.size: pool=1048576 mine=2097152"), setup.shmByteSize(2 * Setup.MIB));
    }

    @Test
    void shouldRefuseAnotherLayoutOfTheAllocator() throws IOException {
        assertRefused(formattedOtherwise("allocator's layout version: pool=1 mine=2"),
                setup.provider(new SingleLockProvider(2)));
    }

    @Test
    void shouldRefuseAnotherAllocator() throws IOException {
        assertRefused(formattedOtherwise("malloc4j.shm.allocator: pool=SINGLE_LOCK mine=OTHER_LOCK"),
                setup.provider(new RenamedProvider("OTHER_LOCK")));
    }

    @Test
    void shouldRefuseToTakeAPersistentPoolForAnother() throws IOException {
        assertRefused(formattedOtherwise("malloc4j.shm.persistent: pool=true mine=false"),
                Setup.in(directory));
    }

    @Test
    void shouldRefuseAFileOpenToOthers() throws IOException {
        Files.setPosixFilePermissions(pool, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused("pool file has another mode: file=" + pool + " mode=rw-r--r-- expected=rw-------; malloc4j creates its "
                + "files with that mode, so this one was changed or is someone else's. Nothing was changed. Set its mode back "
                + "if it is yours (chmod 600), or set malloc4j.instance to another name.", setup);
    }

    @Test
    void shouldRefuseAnotherUsersFile() throws IOException {
        assumeTrue(OwnerOnly.user() == 0, "only root can give a file away");
        Files.setAttribute(pool, "unix:uid", 12345);
        assertRefused("pool file belongs to another user: file=" + pool + " uid=12345 mine=0; a pool is shared among one "
                + "user's processes only. Nothing was changed. Run as that user, or set malloc4j.instance to another name.",
                setup);
    }

    @Test
    void shouldRefuseADirectoryInTheFilesPlace() throws IOException {
        Files.delete(pool);
        Files.createDirectory(pool);
        assertRefused("pool file is no regular file: file=" + pool + "; something else lies where malloc4j keeps its pool."
                + KEPT, setup);
    }

    @Test
    void shouldNotFollowASymbolicLink() throws IOException {
        Path target = directory.resolve("target");
        Files.move(pool, target);
        Files.createSymbolicLink(pool, target);
        assertRefused("pool file is no regular file: file=" + pool + "; something else lies where malloc4j keeps its pool."
                + KEPT, setup);
    }

    @Test
    void shouldNotFollowASymbolicLinkToALockFile() throws IOException {
        Files.move(setup.files().lock(), directory.resolve("elsewhere"));
        Files.createSymbolicLink(setup.files().lock(), directory.resolve("elsewhere"));
        assertRefused("lock file is no regular file: file=" + setup.files().lock() + "; something else lies where malloc4j "
                + "keeps its locks. Nothing was changed. Move the file away, or set malloc4j.instance to another name.", setup);
    }

    @Test
    void shouldRefuseASizeThatDoesNotFit() throws IOException {
        Setup huge = Setup.in(directory).instance("huge").shmByteSize(1L << 60);
        MemoryBootException refusal = assertThrows(MemoryBootException.class, () -> huge.boot().close());
        assertEquals("pool doesn't fit: malloc4j.shm.size=1152921504606846976 needs 1152921504606855168 bytes in "
                + "malloc4j.shm.directory=" + directory + ", whose file system has * left. Lower malloc4j.shm.size (-m), or "
                + "make room there (in a container, with a larger /dev/shm).",
                refusal.getMessage().replaceFirst("has \\d+ left", "has * left"));
        assertFalse(Files.exists(huge.files().pool()));
        assertFalse(Files.exists(huge.files().lock()), "a lock file without a pool was left behind");
    }

    @Test
    void shouldRefuseASizeBelowTheAllocatorsLeast() throws IOException {
        MemoryBootException refusal = assertThrows(MemoryBootException.class, () -> Setup.in(directory).instance("small")
                .shmByteSize(1).provider(new DemandingProvider()).boot().close());
        assertEquals("pool is too small: malloc4j.shm.size leaves 4096 bytes to the allocator, and DEMANDING needs 100000 at "
                + "least. Raise malloc4j.shm.size (-m).", refusal.getMessage());
    }

    @Test
    void shouldRefuseAnAllocatorThatCanNotRecover() throws IOException {
        assertRefused("allocator isn't recoverable: malloc4j.shm.allocator=BUMP; processes that share a pool can die inside "
                + "it, and this allocator couldn't be made whole again. Choose another one for shm (-s), or leave "
                + "malloc4j.instance unset, so that no other process can join.", setup.provider(new BumpProvider()));
    }

    @Test
    void shouldLetAPoolOfOneProcessHaveAnAllocatorThatCanNotRecover() {
        try (Memory memory = Setup.in(directory).withoutInstance().provider(new BumpProvider()).boot()) {
            memory.shm().segment().set(java.lang.foreign.ValueLayout.JAVA_LONG, memory.shm().allocate(64), 1);
        }
    }

    @Test
    void shouldRefuseAPersistentPoolWithoutAName() throws IOException {
        assertRefused("persistent pool has no name: malloc4j.shm.persistent=true; without malloc4j.instance it would be named "
                + "after a pid, and the next start couldn't find it. Set malloc4j.instance.", setup.withoutInstance());
    }

    @Test
    void shouldRefuseAMissingDirectory() throws IOException {
        Path missing = directory.resolve("missing");
        assertRefused("shared directory is missing: malloc4j.shm.directory=" + missing + "; it doesn't exist. Create it, or "
                + "name another one.", Setup.in(missing));
    }

    @Test
    void shouldRefuseToWaitLongerForTheGateThanItIsPatient() throws IOException {
        try (LockFile lockFile = LockFile.open(setup.files().lock())) {
            lockFile.tryAcquire(Gate.POSITION);
            MemoryBootException refusal =
                    assertThrows(MemoryBootException.class, () -> setup.boot(Duration.ofMillis(50)).close());
            assertEquals("pool is busy: lock=" + setup.files().lock() + " waited=50ms; a live process has been formatting, "
                    + "joining or leaving it all that time, and may be stopped. Let it go on or end it, then start again.",
                    refusal.getMessage());
        }
    }

    @Test
    void shouldRefuseWhenEverySlotIsTaken() throws IOException {
        try (LockFile lockFile = LockFile.open(setup.files().lock())) {
            for (int slot = 0; slot < SuperblockDescriptor.SLOT_CAPACITY; slot++) {
                lockFile.tryAcquire(SlotTable.lifeByte(slot));
            }
            MemoryBootException refusal = assertThrows(MemoryBootException.class, () -> setup.boot().close());
            assertEquals("slot table is full: file=" + pool + " slots=64; as many processes as a pool can have live in it. "
                    + "End one, or start this one with another malloc4j.instance.", refusal.getMessage());
        }
        setup.boot().close();
    }

    @Test
    void shouldRefuseAPoolWhoseLockFileWasReplacedWhileItsProcessesMayLive() throws IOException {
        try (Memory memory = setup.boot()) {
            Path lock = setup.files().lock();
            Files.move(lock, directory.resolve("old.lock"));
            MemoryBootException refusal = assertThrows(MemoryBootException.class, () -> setup.boot().close());
            assertEquals("lock file was replaced: file=" + lock + " inode=* known=*; processes of the pool may still live and "
                    + "hold the one that was removed. Nothing was changed. End them, then move " + pool + " away.",
                    refusal.getMessage().replaceAll("(inode|known)=\\d+", "$1=*"));
            Files.move(directory.resolve("old.lock"), lock);
            memory.shm().verify();
        }
    }

    @Test
    void shouldRefuseBothPoolsAtOnceIfBothAreWrong() {
        MemorySettings wrong = new MemorySettings(setup.settings().instance(),
                new ShmSettings(Setup.choice(new BumpProvider()), Setup.MIB, directory, false, "", false,
                        OnCorruption.THROW, 0),
                new PkgSettings(Setup.choice(new DemandingProvider()), 1, false, OnCorruption.THROW, 0), false,
                Optional.empty());
        assertEquals(2, assertThrows(MemoryBootException.class, () -> BootedMemory.boot(wrong, Duration.ofSeconds(1)))
                .problems().size());
    }
}
