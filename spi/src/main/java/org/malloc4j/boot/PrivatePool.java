package org.malloc4j.boot;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.malloc4j.Role;
import org.malloc4j.spi.Backing;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/**
 * The memory of one process's own pool. It touches no page before it is used: a private mapping of a sparse file that was
 * unlinked at once. On a file system that lives in memory each page would count twice, so there, and where no file can be
 * made, it is plain memory, zero-filled by the JDK.
 *
 * @param mapping    the memory: area, region, and a page for the root
 * @param heap       the heap in it
 * @param segment    the region's memory
 * @param rootRegion holds the root, in its first word
 * @param byteSize   the size as it is configured, in whole pages
 */
record PrivatePool(Mapping mapping, Heap heap, MemorySegment segment, Region rootRegion, long byteSize) {
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
    private static final Set<OpenOption> A_NEW_FILE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

    static PrivatePool open(PkgSettings settings) {
        return open(settings, Path.of(System.getProperty("java.io.tmpdir")));
    }

    static PrivatePool open(PkgSettings settings, Path directory) {
        AllocatorChoice choice = settings.allocator();
        long byteSize = SuperblockDescriptor.pages(settings.byteSize());
        long tag = choice.tagByteSize();
        long area = choice.areaByteSize(byteSize);
        Powers powers = Powers.of(choice);
        powers.check(choice, Role.PKG, tag, byteSize - area);
        powers.check(choice, Role.PKG, settings.onCorruption());
        Mapping mapping = map(directory, byteSize + SuperblockDescriptor.PAGE);
        try {
            MemorySegment region = mapping.segment().asSlice(area, byteSize - area);
            Heap heap = Heap.format(choice, tag, new Heap.Place(Role.PKG.key(), mapping.segment().asSlice(0, area), region,
                    settings.confined() ? Sharing.CONFINED : Sharing.PRIVATE, Processes.alone(),
                    Backing.present()));
            return new PrivatePool(mapping, heap, region,
                    Region.of(mapping.segment().asSlice(byteSize, SuperblockDescriptor.PAGE)), byteSize);
        } catch (RuntimeException | Error e) {
            mapping.close();
            throw e;
        }
    }

    private static Mapping map(Path directory, long byteSize) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return isOnDisk(directory) ? mapFile(directory, byteSize) : Mapping.ofNoFile(byteSize);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                } catch (IOException e) {
                    return Mapping.ofNoFile(byteSize);
                }
            }
        } catch (OutOfMemoryError e) {
            throw new Refusal("private pool doesn't fit: malloc4j.pkg.size=" + byteSize + "; the system doesn't give that "
                    + "much memory: " + e.getMessage() + ". Lower malloc4j.pkg.size (-M).", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isOnDisk(Path directory) throws IOException {
        return !IN_MEMORY.contains(Files.getFileStore(directory).type());
    }

    /** The file is empty while it has a name, so that a death leaves nothing that matters. */
    private static Mapping mapFile(Path directory, long byteSize) throws IOException {
        // Any name will do that is no file's yet: it needn't be hard to guess.
        Path path = directory.resolve("malloc4j-pkg-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
        try (FileChannel channel = FileChannel.open(path, A_NEW_FILE, OwnerOnly.MODE)) {
            Files.delete(path);
            return Mapping.of(channel, MapMode.PRIVATE, byteSize);
        }
    }
}
