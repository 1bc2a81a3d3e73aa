package org.malloc4j.boot;

import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.malloc4j.Role;
import org.malloc4j.spi.Region;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The start of a shared pool in one process: whether to format or to attach, decided inside the gate, and doing so. */
final class SharedPoolBoot {
    private static final Logger LOGGER = LoggerFactory.getLogger(SharedPoolBoot.class);

    private final ShmSettings settings;
    private final AllocatorChoice choice;
    private final PoolFiles files;
    private final PoolFormat mine;
    private final Powers powers;
    private final Duration patience;
    private LockFile lockFile;
    private PoolStart start;

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
        powers.check(choice, Role.SHM, settings.onCorruption());
        if (!powers.recoverable() && !mine.alone()) {
            throw new Refusal("allocator isn't recoverable: malloc4j.shm.allocator=" + choice.name()
                    + "; processes that share a pool can die inside it, and this allocator couldn't be made whole again. "
                    + "Choose another one for shm (-s), or leave malloc4j.instance unset, so that no other process can "
                    + "join." + (choice.wantsTags() ? " With a suffix, only one that keeps tags itself recovers." : ""));
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
        start = new PoolStart(settings, files, mine, powers, lockFile, patience);
        SharedPool pool = null;
        boolean alongsideOthers;
        try {
            pool = formatOrAttach();
            alongsideOthers = pool.slots().othersLive(true);
            pool.slots().rehearse();
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
            return new PoolFormatter(start).format();
        }
        PoolFormat existing = PoolFileCheck.check(files.pool());
        Mapping control = Mapping.of(files.pool(), MapMode.READ_WRITE, SuperblockDescriptor.CONTROL_LENGTH);
        boolean attached = false;
        try {
            Region words = SharedPool.controlRegion(control.segment());
            SlotTable slots = start.slots(words);
            ByteLocks.Holder living = slots.living();
            if (living == null) {
                checkLockFile(new Superblock(words), slots);
                if (!existing.persistent()) {
                    setAside(slots.neverLeft(), new Superblock(words).corruption());
                    return new PoolFormatter(start).format();
                }
            }
            checkJoinable(existing, living);
            checkNotCorrupt(new Superblock(words), living);
            PoolAttacher attacher = new PoolAttacher(start, existing, control);
            SharedPool pool = living == null ? attacher.attachFirst() : attacher.attachBesideOthers();
            attached = true;
            return pool;
        } finally {
            if (!attached) {
                control.close();
            }
        }
    }

    /** Without the lock file its processes know, a living one can't be told from a dead one. */
    private void checkLockFile(Superblock superblock, SlotTable slots) {
        long known = superblock.lockInode();
        if (slots.neverLeft() > 0 && known != 0
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

    /** A pool in which some process found damage is nobody's to join, and nothing is done to it. */
    private void checkNotCorrupt(Superblock superblock, ByteLocks.Holder living) {
        superblock.corruption().ifPresent(mark -> {
            throw new Refusal(mark.sentence(files) + ". Nothing was changed. " + (living == null ? Refusal.MOVE_AWAY
                    : "Processes that joined it before are still there: end them, then start again."));
        });
    }

    private void setAside(int deaths, Optional<CorruptionMark> corruption) throws IOException {
        if (corruption.isPresent()) {
            Files.move(files.pool(), files.crashed(), StandardCopyOption.ATOMIC_MOVE);
            LOGGER.warn("{}. It is kept as {}, and a fresh one is formatted.", corruption.get().sentence(files),
                    files.crashed());
            return;
        }
        if (deaths == 0) {
            // All left in good order; the last one just didn't come to remove it.
            Files.delete(files.pool());
            return;
        }
        Files.move(files.pool(), files.crashed(), StandardCopyOption.ATOMIC_MOVE);
        LOGGER.warn("shm pool was left by processes that died: file={} deaths={}; it is kept as {}, and a fresh "
                + "one is formatted.", files.pool(), deaths, files.crashed());
    }

    /** Recovers what dead processes left, and says so. */
    static void recover(SharedPool pool) {
        int recovered = PoolStart.recover(pool.slots(), pool.heap());
        if (recovered > 0) {
            new Superblock(pool.superblock()).addRepaired(recovered);
            LOGGER.warn("shm pool had processes that died: file={} recovered={}; what they were doing is finished or undone.",
                    pool.files().pool(), recovered);
        }
    }

    /** Leaves nothing behind where there was nothing before: a lock file without a pool, or made by this very start. */
    private void removeUnusedLockFile() throws IOException {
        boolean unused = lockFile.wasCreated() || Files.notExists(files.pool(), LinkOption.NOFOLLOW_LINKS);
        for (int slot = 0; unused && slot < SuperblockDescriptor.SLOT_CAPACITY; slot++) {
            unused = lockFile.holder(SlotTable.lifeByte(slot)) == ByteLocks.Holder.NOBODY;
        }
        if (unused) {
            Files.deleteIfExists(files.lock());
        }
    }
}
