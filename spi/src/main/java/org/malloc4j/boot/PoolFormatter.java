package org.malloc4j.boot;

import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.malloc4j.spi.Backing;
import org.malloc4j.spi.Region;

/** Formats a fresh pool under a name of its own, and gives it its real one when it is complete. */
final class PoolFormatter {
    private final PoolStart start;
    private final PoolFormat format;

    PoolFormatter(PoolStart start) {
        this.start = start;
        this.format = start.mine();
    }

    SharedPool format() throws IOException {
        DirectoryCheck.checkRoom(start.settings().directory(), format);
        // What a start that died half-way left; only whoever is inside the gate writes there.
        Files.deleteIfExists(start.files().fresh());
        Files.createFile(start.files().fresh(), OwnerOnly.MODE);
        Undo undo = new Undo();
        undo.add(() -> Files.deleteIfExists(start.files().fresh()));
        try {
            return format(undo);
        } catch (IOException | RuntimeException | Error e) {
            undo.run(e);
            throw e;
        }
    }

    private SharedPool format(Undo undo) throws IOException {
        FileBacking backing = undo.closing(FileBacking.open(start.files().fresh(), format.regionOffset()));
        reserve(backing);
        Mapping control = undo.unmapping(
                Mapping.of(start.files().fresh(), MapMode.READ_WRITE, SuperblockDescriptor.CONTROL_LENGTH));
        Mapping memory = undo.unmapping(Mapping.of(start.files().fresh(), MapMode.READ_WRITE, format.fileByteSize()));
        Region words = SharedPool.controlRegion(control.segment());
        Superblock superblock = new Superblock(words);
        superblock.write(format);
        superblock.setState(SuperblockDescriptor.IN_USE);
        superblock.setBootId(Machine.bootId());
        superblock.setLockInode(start.lockFile().inode());
        ProcessSlots slots = start.claim(words);
        undo.add(() -> slots.leave(true));
        Heap heap = Heap.format(start.choice(), format.tagByteSize(), start.place(memory, format, slots,
                start.takesEverything(format) ? Backing.present() : backing));
        superblock.publish();
        Object key = Files.readAttributes(start.files().fresh(), BasicFileAttributes.class).fileKey();
        Files.move(start.files().fresh(), start.files().pool(), StandardCopyOption.ATOMIC_MOVE);
        return start.joined(key, format, control, memory, backing, slots, heap);
    }

    private void reserve(FileBacking backing) throws IOException {
        backing.setLength(format.fileByteSize());
        if (!backing.reserveInFile(0, start.takesEverything(format) ? format.fileByteSize() : format.regionOffset())) {
            throw new Refusal("pool doesn't fit: malloc4j.shm.size=" + format.poolByteSize() + "; the file system of "
                    + "malloc4j.shm.directory=" + start.settings().directory() + " refused a page: "
                    + backing.refusal().orElse("") + ". Lower malloc4j.shm.size (-m), or make room there (in a container, "
                    + "with a larger /dev/shm).");
        }
    }
}
