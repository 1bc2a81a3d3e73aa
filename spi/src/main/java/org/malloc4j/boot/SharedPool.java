package org.malloc4j.boot;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.malloc4j.management.CommandServer;
import org.malloc4j.spi.Backing;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process's part in a shared pool, from its claim of a slot until it leaves.
 *
 * <p>The file is mapped twice. The <em>memory</em> is what the host uses, unmapped first when the pool is left, after
 * which no thread of this process can be inside the heap. The <em>control</em> part, superblock and slots, stays mapped
 * until the slot is left.
 */
final class SharedPool {
    private static final Logger LOGGER = LoggerFactory.getLogger(SharedPool.class);
    private static final Duration PATIENCE_AT_EXIT = Duration.ofSeconds(1);

    /** What a process holds once it has joined. */
    record Joined(PoolFiles files, Object fileKey, PoolFormat format, AllocatorChoice choice, LockFile lockFile,
                  Mapping control, Mapping memory, FileBacking backing, ProcessSlots slots, Heap heap) {

        MemorySegment area() {
            return area(memory, format);
        }

        static MemorySegment area(Mapping memory, PoolFormat format) {
            return memory.segment().asSlice(format.areaOffset(), format.areaByteSize());
        }

        static MemorySegment region(Mapping memory, PoolFormat format) {
            return memory.segment().asSlice(format.regionOffset(), format.regionByteSize());
        }
    }

    private final Joined joined;
    private final Duration patience;
    private boolean deleted;
    private boolean left;

    SharedPool(Joined joined, Duration patience) {
        this.joined = joined;
        this.patience = patience;
    }

    static Region controlRegion(MemorySegment segment) {
        return Region.of("superblock", segment.asSlice(0, SuperblockDescriptor.CONTROL_LENGTH), Sharing.SHARED,
                Processes.alone(), Backing.present());
    }

    Heap heap() {
        return joined.heap();
    }

    /** {@return the region's memory} */
    MemorySegment segment() {
        return Joined.region(joined.memory(), joined.format());
    }

    /** {@return the superblock as the host's memory shows it: the pool's root is there} */
    Region superblock() {
        return controlRegion(joined.memory().segment());
    }

    ProcessSlots slots() {
        return joined.slots();
    }

    PoolFormat format() {
        return joined.format();
    }

    PoolFiles files() {
        return joined.files();
    }

    FileBacking backing() {
        return joined.backing();
    }

    /** {@return who marked the pool corrupt, if anybody did} */
    Optional<CorruptionMark> corruption() {
        return control().corruption();
    }

    /** Marks the pool corrupt, for every process that uses it and for those to come. */
    void markCorrupt() {
        control().markCorrupt(CorruptionMark.here());
        if (joined.format().persistent()) {
            joined.control().segment().force();
        }
    }

    private Superblock control() {
        return new Superblock(controlRegion(joined.control().segment()));
    }

    /** {@return the slots that are in use, a line each} */
    String processes() {
        SlotTable table = new SlotTable(controlRegion(joined.control().segment()), joined.lockFile());
        return IntStream.range(0, table.capacity()).filter(table::isDirty)
                .mapToObj(slot -> "slot " + slot + " generation " + ProcessSlotDescriptor.generation(table.word(slot))
                        + " pid " + table.pid(slot))
                .collect(Collectors.joining("\n"));
    }

    /**
     * Says that the JVM is about to exit, and removes the files if nobody else needs them. The memory stays mapped and
     * the slot alive until the process has ended, because other shutdown hooks and daemon threads may still be inside.
     */
    void exit() {
        if (!left) {
            announceLeaving();
        }
    }

    private void announceLeaving() {
        Optional<Gate> gate = Gate.reenter(joined.lockFile(), PATIENCE_AT_EXIT);
        try {
            joined.slots().announceLeaving();
            if (gate.isPresent() && !joined.format().persistent() && !joined.slots().othersLive(false)) {
                deleteFiles();
            }
        } finally {
            gate.ifPresent(Gate::close);
        }
    }

    /**
     * Unmaps the memory, finishes what a thread of this process may have been in the middle of, and leaves the slot. The
     * last one removes the files, or declares a persistent pool clean.
     */
    void leave() {
        if (left) {
            return;
        }
        left = true;
        boolean unmapped = joined.memory().close();
        joined.backing().close();
        if (!unmapped) {
            announceLeaving();
            LOGGER.warn("shm pool stays mapped: file={}; a system call still uses a segment of it, so this process keeps "
                    + "its slot {} until it exits. Close the memory after the last use of its segments.",
                    joined.files().pool(), joined.slots().self());
            return;
        }
        // Before the gate, because it may have to wait for a live process that holds the heap's lock.
        boolean corrupt = corruption().isPresent();
        boolean needed = !deleted && !corrupt && (joined.format().persistent() || joined.slots().othersLive(true));
        Tidied tidied = needed ? tidy() : new Tidied(joined.slots(), false);
        Optional<Gate> gate = deleted ? Optional.empty() : Gate.reenter(joined.lockFile(), patience);
        try {
            if (gate.isPresent()) {
                leaveInside(tidied, needed || corrupt);
            } else {
                tidied.slots().leave(tidied.whole());
                warnIfFilesStay();
            }
        } finally {
            gate.ifPresent(Gate::close);
            joined.lockFile().close();
            joined.control().close();
        }
    }

    private void leaveInside(Tidied before, boolean tidiedBefore) {
        if (!joined.format().persistent() && !before.slots().othersLive(false)) {
            before.slots().leave(before.whole());
            deleteFiles();
            return;
        }
        // Somebody may have joined since nobody seemed to need the file.
        Tidied tidied = tidiedBefore ? before : tidy();
        tidied.slots().leave(tidied.whole());
        Region control = controlRegion(joined.control().segment());
        SlotTable table = new SlotTable(control, joined.lockFile());
        if (joined.format().persistent() && table.living() == null && !table.anyDirty()) {
            declareClean(new Superblock(control));
        }
    }

    /**
     * This process's slot after what its threads were in the middle of was finished or undone.
     *
     * @param slots seen from the claim that did it
     * @param whole whether it could be done
     */
    private record Tidied(ProcessSlots slots, boolean whole) {
    }

    private Tidied tidy() {
        ProcessSlots slots = joined.slots().renewed();
        return new Tidied(slots, recover(slots));
    }

    /** Runs after the memory is unmapped, through a mapping of its own, so no thread of the host is inside. */
    private boolean recover(ProcessSlots slots) {
        Mapping mapping = null;
        try {
            mapping = Mapping.of(joined.files().pool(), MapMode.READ_WRITE, joined.format().fileByteSize());
            Heap heap = Heap.attachCopy(joined.choice(), joined.format().tagByteSize(), new Heap.Place("shm",
                    Joined.area(mapping, joined.format()), Joined.region(mapping, joined.format()), Sharing.SHARED, slots,
                    (offset, byteSize) -> false));
            if (heap.recoverable().isEmpty()) {
                return false;
            }
            boolean whole = slots.recoverOwn(heap.mustRecover());
            slots.recoverDead(heap.mustRecover());
            return whole;
        } catch (NoSuchFileException e) {
            // Everybody is leaving, and the last one was quicker: there is nothing left to tidy.
            return true;
        } catch (IOException | RuntimeException e) {
            LOGGER.warn("shm pool can't be tidied on leaving: file={}; the next process to join it will do so.",
                    joined.files().pool(), e);
            return false;
        } finally {
            if (mapping != null) {
                mapping.close();
            }
        }
    }

    /** First the contents, then the word that vouches for them. */
    private void declareClean(Superblock superblock) {
        try {
            Mapping mapping = Mapping.of(joined.files().pool(), MapMode.READ_WRITE, joined.format().fileByteSize());
            mapping.segment().force();
            superblock.setState(SuperblockDescriptor.CLEAN);
            mapping.segment().asSlice(0, SuperblockDescriptor.CONTROL_LENGTH).force();
            mapping.close();
        } catch (IOException | RuntimeException e) {
            LOGGER.warn("shm pool can't be written out: file={}; after a restart of the machine it will be verified "
                    + "before it is used.", joined.files().pool(), e);
        }
    }

    /** The pool first: whoever finds no lock file must not find a pool that is about to go. */
    private void deleteFiles() {
        deleted = true;
        try {
            if (joined.fileKey().equals(fileKey())) {
                deletePool();
            }
        } catch (NoSuchFileException e) {
            LOGGER.debug("shm pool was removed by somebody else: file={}", joined.files().pool());
        } catch (IOException e) {
            LOGGER.warn("shm pool can't be removed: file={}; the next start with this instance will replace it.",
                    joined.files().pool(), e);
            return;
        }
        deleteSockets();
        try {
            Files.deleteIfExists(joined.files().lock());
        } catch (IOException e) {
            LOGGER.warn("lock file can't be removed: file={}; the next start with this instance will use it.",
                    joined.files().lock(), e);
        }
    }

    /** Those that died left theirs, and nobody will come by to look for them once the lock file is gone. */
    private void deleteSockets() {
        for (int slot = 0; slot < joined.slots().capacity(); slot++) {
            try {
                CommandServer.remove(joined.files().socket(slot));
            } catch (IOException e) {
                LOGGER.debug("command socket can't be removed: file={}", joined.files().socket(slot), e);
            }
        }
    }

    /** A corrupt pool is evidence. */
    private void deletePool() throws IOException {
        if (corruption().isPresent()) {
            Files.move(joined.files().pool(), joined.files().crashed(), StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.delete(joined.files().pool());
        }
    }

    /** Somebody else who left as the last one may have removed the files already: then nothing is amiss. */
    private void warnIfFilesStay() {
        if (!deleted && isStillThere()) {
            LOGGER.warn("shm pool was left without looking who else uses it: lock={}; the lock file was replaced, or a live "
                    + "process held its gate for {} ms. If nobody does, the next start with this instance tidies up.",
                    joined.files().lock(), patience.toMillis());
        }
    }

    private boolean isStillThere() {
        try {
            return joined.fileKey().equals(fileKey());
        } catch (IOException e) {
            return false;
        }
    }

    private Object fileKey() throws IOException {
        return Files.readAttributes(joined.files().pool(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }
}
