package org.malloc4j.boot;

import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.UUID;
import org.malloc4j.MallocException;
import org.malloc4j.Role;
import org.malloc4j.spi.Backing;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The start of a shared pool in one process: whether to format or to attach, decided inside the gate, and doing so. */
final class SharedPoolBoot {
    private static final Logger LOGGER = LoggerFactory.getLogger(SharedPoolBoot.class);
    private static final UUID UNKNOWN_BOOT = new UUID(0, 0);

    private final ShmSettings settings;
    private final AllocatorChoice choice;
    private final PoolFiles files;
    private final PoolFormat mine;
    private final Powers powers;
    private final Duration patience;
    private LockFile lockFile;

    private SharedPoolBoot(ShmSettings settings, String instance, boolean alone, Duration patience) {
        this.settings = settings;
        this.choice = settings.allocator();
        this.files = PoolFiles.of(settings.directory(), instance);
        this.mine = PoolFormat.of(settings, instance, alone);
        this.powers = Powers.of(choice);
        this.patience = patience;
    }

    /**
     * {@return this process's part in the pool}
     *
     * @param alone    whether the instance is just this process's pid
     * @param patience how long to wait for others to finish formatting, joining or leaving
     * @throws Refusal with the sentence that says why not
     */
    static SharedPool open(ShmSettings settings, String instance, boolean alone, Duration patience) {
        DirectoryCheck.check(settings.directory(), instance);
        SharedPoolBoot boot = new SharedPoolBoot(settings, instance, alone, patience);
        boot.checkWhatNeedsNoFile();
        try {
            return boot.open();
        } catch (AccessDeniedException e) {
            throw new Refusal("pool can't be opened: file=" + e.getFile() + "; this user may not. Set its mode back if it "
                    + "is yours, or set malloc4j.instance to another name.", e);
        } catch (IOException e) {
            throw new Refusal("pool can't be opened: file=" + boot.files.pool() + "; the system says: " + e.getMessage()
                    + ". Check malloc4j.shm.directory.", e);
        }
    }

    private void checkWhatNeedsNoFile() {
        powers.check(choice, Role.SHM, mine.tagByteSize(), mine.regionByteSize());
        if (!powers.recoverable() && !mine.alone()) {
            throw new Refusal("allocator isn't recoverable: malloc4j.shm.allocator=" + choice.name()
                    + "; processes that share a pool can die inside it, and this allocator couldn't be made whole again. "
                    + "Choose another one for shm (-s), or leave malloc4j.instance unset, so that no other process can "
                    + "join.");
        }
        if (mine.persistent() && mine.alone()) {
            throw new Refusal("persistent pool has no name: malloc4j.shm.persistent=true; without malloc4j.instance it "
                    + "would be named after a pid, and the next start couldn't find it. Set malloc4j.instance.");
        }
        if (!Superblock.fits(mine.schema(), SuperblockDescriptor.TEXT_LENGTH)
                || !Superblock.fits(mine.instance(), SuperblockDescriptor.TEXT_LENGTH)
                || !Superblock.fits(mine.allocator(), SuperblockDescriptor.NAME_LENGTH)
                || !Superblock.fits(mine.decorator(), SuperblockDescriptor.NAME_LENGTH)) {
            throw new Refusal("name is too long: malloc4j.shm.schema and malloc4j.instance have room for "
                    + (SuperblockDescriptor.TEXT_LENGTH - Long.BYTES) + " bytes in the superblock, an allocator's name and "
                    + "suffix for " + (SuperblockDescriptor.NAME_LENGTH - Long.BYTES) + ". Shorten it.");
        }
    }

    private SharedPool open() throws IOException {
        Gate gate = Gate.enter(files.lock(), patience);
        lockFile = gate.lockFile();
        SharedPool pool = null;
        boolean alongsideOthers;
        try {
            pool = formatOrAttach();
            alongsideOthers = pool.slots().othersLive(true);
        } finally {
            if (pool == null) {
                removeUnusedLockFile();
            }
            gate.close();
            if (pool == null) {
                lockFile.close();
            }
        }
        if (alongsideOthers) {
            // Outside the gate: it may have to wait for a live process that holds the heap's lock.
            try {
                recover(pool);
            } catch (RuntimeException | Error e) {
                pool.leave();
                throw e;
            }
        }
        return pool;
    }

    private SharedPool formatOrAttach() throws IOException {
        if (Files.notExists(files.pool(), LinkOption.NOFOLLOW_LINKS)) {
            return format();
        }
        PoolFormat existing = PoolFileCheck.check(files.pool());
        Mapping control = Mapping.of(files.pool(), MapMode.READ_WRITE, SuperblockDescriptor.CONTROL_LENGTH);
        boolean attached = false;
        try {
            Region slots = SharedPool.controlRegion(control.segment());
            ByteLocks.Holder living = ProcessSlots.living(slots, lockFile, SuperblockDescriptor.SLOT_CAPACITY);
            if (living == null) {
                checkLockFile(slots);
                if (!existing.persistent()) {
                    setAside(ProcessSlots.neverLeft(slots, SuperblockDescriptor.SLOT_CAPACITY));
                    return format();
                }
            }
            checkJoinable(existing, living);
            SharedPool pool = attach(existing, control, living == null);
            attached = true;
            return pool;
        } finally {
            if (!attached) {
                control.close();
            }
        }
    }

    /** Without the lock file its processes know, a living one can't be told from a dead one. */
    private void checkLockFile(Region control) {
        Superblock superblock = new Superblock(control);
        long known = superblock.lockInode();
        if (ProcessSlots.neverLeft(control, SuperblockDescriptor.SLOT_CAPACITY) > 0 && known != 0
                && known != lockFile.inode() && superblock.bootId().equals(Machine.bootId())) {
            throw new Refusal("lock file was replaced: file=" + files.lock() + " inode=" + lockFile.inode() + " known="
                    + known + "; processes of the pool may still live and hold the one that was removed. Nothing was "
                    + "changed. End them, then move " + files.pool() + " away.");
        }
    }

    private void checkJoinable(PoolFormat existing, ByteLocks.Holder living) {
        if (existing.alone() != mine.alone() || mine.alone() && living == ByteLocks.Holder.ANOTHER_PROCESS) {
            throw new Refusal("pool is another process's alone: file=" + files.pool() + "; it is named after a pid, and a "
                    + "process of that pid, perhaps of another container, lives in it. Nothing was changed. Set "
                    + "malloc4j.instance to a name of its own.");
        }
        existing.differenceFrom(mine).ifPresent(difference -> {
            throw new Refusal("pool was formatted otherwise: file=" + files.pool() + " " + difference
                    + "; joining it would reinterpret what it holds. Nothing was changed. Configure what the pool has, or "
                    + "set malloc4j.instance to another name, or, if its contents can go, end its processes and remove "
                    + "the file.");
        });
        if (!powers.recoverable()) {
            throw new Refusal("allocator isn't recoverable: malloc4j.shm.allocator=" + choice.name() + "; this process has "
                    + "the pool already, and a second memory can't join it. Choose another allocator for shm (-s), or "
                    + "give the second memory a malloc4j.instance of its own.");
        }
    }

    private void setAside(int deaths) throws IOException {
        if (deaths == 0) {
            // All left in good order; the last one just didn't come to remove it.
            Files.delete(files.pool());
            return;
        }
        Files.move(files.pool(), files.crashed(), StandardCopyOption.ATOMIC_MOVE);
        LOGGER.warn("shm pool was left by processes that died: file={} deaths={}; it is kept as {} (mi inspect shows what is "
                + "in it), and a fresh one is formatted.", files.pool(), deaths, files.crashed());
    }

    private SharedPool format() throws IOException {
        DirectoryCheck.checkRoom(settings.directory(), mine);
        Files.deleteIfExists(files.fresh());
        Files.createFile(files.fresh(), OwnerOnly.MODE);
        Undo undo = new Undo();
        undo.add(() -> Files.deleteIfExists(files.fresh()));
        try {
            FileBacking backing = undo.closing(FileBacking.open(files.fresh(), mine.regionOffset()));
            boolean everything = mine.reserved() || !choice.provider().growsInSteps();
            reserve(backing, everything ? mine.fileByteSize() : mine.regionOffset());
            Mapping control = undo.unmapping(
                    Mapping.of(files.fresh(), MapMode.READ_WRITE, SuperblockDescriptor.CONTROL_LENGTH));
            Mapping memory = undo.unmapping(Mapping.of(files.fresh(), MapMode.READ_WRITE, mine.fileByteSize()));
            Region words = SharedPool.controlRegion(control.segment());
            Superblock superblock = new Superblock(words);
            superblock.write(mine);
            superblock.setState(SuperblockDescriptor.IN_USE);
            superblock.setBootId(Machine.bootId());
            superblock.setLockInode(lockFile.inode());
            ProcessSlots slots = claim(words);
            undo.add(() -> slots.leave(true));
            Heap heap = formatHeap(memory, slots, everything ? (offset, byteSize) -> true : backing);
            superblock.publish();
            Object key = Files.readAttributes(files.fresh(), BasicFileAttributes.class).fileKey();
            Files.move(files.fresh(), files.pool(), StandardCopyOption.ATOMIC_MOVE);
            return pool(key, mine, control, memory, backing, slots, heap);
        } catch (IOException | RuntimeException | Error e) {
            undo.run(e);
            throw e;
        }
    }

    private Heap formatHeap(Mapping memory, ProcessSlots slots, Backing backing) {
        return Heap.format(choice, mine.tagByteSize(), place(memory, mine, slots, backing));
    }

    private void reserve(FileBacking backing, long byteSize) throws IOException {
        backing.setLength(mine.fileByteSize());
        if (!backing.reserveInFile(0, byteSize)) {
            throw new Refusal("pool doesn't fit: malloc4j.shm.size=" + mine.poolByteSize() + "; the file system of "
                    + "malloc4j.shm.directory=" + settings.directory() + " refused a page: " + backing.refusal().orElse("")
                    + ". Lower malloc4j.shm.size (-m), or make room there (in a container, with a larger /dev/shm).");
        }
    }

    private SharedPool attach(PoolFormat existing, Mapping control, boolean first) throws IOException {
        Region words = SharedPool.controlRegion(control.segment());
        Superblock superblock = new Superblock(words);
        UUID bootId = Machine.bootId();
        boolean unclean = first
                && (!superblock.isClean() || ProcessSlots.anyDirty(words, SuperblockDescriptor.SLOT_CAPACITY));
        if (unclean && !bootId.equals(UNKNOWN_BOOT) && !bootId.equals(superblock.bootId())) {
            verifyOnACopy(existing);
        }
        Undo undo = new Undo();
        try {
            Object key = Files.readAttributes(files.pool(), BasicFileAttributes.class).fileKey();
            FileBacking backing = undo.closing(FileBacking.open(files.pool(), existing.regionOffset()));
            Mapping memory = undo.unmapping(Mapping.of(files.pool(), MapMode.READ_WRITE, existing.fileByteSize()));
            if (first) {
                superblock.setState(SuperblockDescriptor.IN_USE);
                memory.segment().asSlice(0, SuperblockDescriptor.CONTROL_LENGTH).force();
            }
            ProcessSlots slots = claim(words);
            undo.add(() -> slots.leave(false));
            boolean everything = existing.reserved() || !choice.provider().growsInSteps();
            Heap heap = Heap.attach(choice, existing.tagByteSize(),
                    place(memory, existing, slots, everything ? (offset, byteSize) -> true : backing));
            SharedPool pool = pool(key, existing, control, memory, backing, slots, heap);
            if (first) {
                recover(pool);
                superblock.setLockInode(lockFile.inode());
                superblock.setBootId(bootId);
            }
            return pool;
        } catch (IOException | RuntimeException | Error e) {
            undo.run(e);
            throw e;
        }
    }

    /** Recovers and verifies a pool of an earlier boot in memory of this process alone; the file isn't changed. */
    private void verifyOnACopy(PoolFormat existing) throws IOException {
        Mapping copy = Mapping.of(files.pool(), MapMode.PRIVATE, existing.fileByteSize());
        ProcessSlots slots = null;
        try {
            slots = claim(SharedPool.controlRegion(copy.segment()));
            Heap heap = Heap.attach(choice, existing.tagByteSize(),
                    place(copy, existing, slots, (offset, byteSize) -> true));
            slots.recoverOwn(heap.mustRecover());
            slots.recoverDead(heap.mustRecover());
            heap.allocator().verify();
            LOGGER.info("shm pool of an earlier boot of the machine was verified whole: file={}", files.pool());
        } catch (MallocException | IndexOutOfBoundsException e) {
            throw new Refusal("pool of an earlier boot of the machine is damaged: file=" + files.pool() + "; it wasn't left "
                    + "in good order, and: " + e.getMessage() + " Nothing was changed. " + Refusal.MOVE_AWAY, e);
        } finally {
            if (slots != null) {
                slots.leave(false);
            }
            copy.close();
        }
    }

    private void recover(SharedPool pool) {
        if (pool.heap().recoverable().isEmpty()) {
            return;
        }
        pool.slots().recoverOwn(pool.heap().mustRecover());
        int recovered = pool.slots().recoverDead(pool.heap().mustRecover());
        if (recovered > 0) {
            new Superblock(pool.superblock()).addRepaired(recovered);
            LOGGER.warn("shm pool had processes that died: file={} recovered={}; what they were doing is finished or undone.",
                    files.pool(), recovered);
        }
    }

    private ProcessSlots claim(Region control) {
        ProcessSlots slots = ProcessSlots.claim(control, lockFile, SuperblockDescriptor.SLOT_CAPACITY);
        if (slots == null) {
            throw new Refusal("slot table is full: file=" + files.pool() + " slots=" + SuperblockDescriptor.SLOT_CAPACITY
                    + "; as many processes as a pool can have live in it. End one, or start this one with another "
                    + "malloc4j.instance.");
        }
        return slots;
    }

    private Heap.Place place(Mapping memory, PoolFormat format, Processes slots, Backing backing) {
        return new Heap.Place(Role.SHM.key(), SharedPool.Joined.area(memory, format),
                SharedPool.Joined.region(memory, format), powers.recoverable() ? Sharing.SHARED : Sharing.PRIVATE, slots,
                backing);
    }

    private SharedPool pool(Object key, PoolFormat format, Mapping control, Mapping memory, FileBacking backing,
                            ProcessSlots slots, Heap heap) {
        return new SharedPool(new SharedPool.Joined(files, key, format, choice, lockFile, control, memory, backing, slots,
                heap), patience);
    }

    /** Leaves nothing behind where there was nothing before: a lock file without a pool, or made by this very start. */
    private void removeUnusedLockFile() throws IOException {
        boolean unused = lockFile.wasCreated() || Files.notExists(files.pool(), LinkOption.NOFOLLOW_LINKS);
        for (int slot = 0; unused && slot < SuperblockDescriptor.SLOT_CAPACITY; slot++) {
            unused = lockFile.holder(ProcessSlots.lifeByte(slot)) == ByteLocks.Holder.NOBODY;
        }
        if (unused) {
            Files.deleteIfExists(files.lock());
        }
    }
}
