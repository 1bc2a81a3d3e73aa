package org.malloc4j.boot;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.malloc4j.management.CommandClient;
import org.malloc4j.management.CommandException;
import org.malloc4j.management.Grouping;
import org.malloc4j.management.Inspection;
import org.malloc4j.management.ObservedPool;
import org.malloc4j.management.ObservedProcess;
import org.malloc4j.management.PoolObserver;
import org.malloc4j.spi.Region;

/** Looks at shared pools from outside. Found by {@link PoolObserver#installed()}. */
public final class Observer implements PoolObserver {

    /** Creates the observer; {@link java.util.ServiceLoader} does. */
    public Observer() {
    }

    @Override
    public Path directory() {
        try {
            Config config = ConfigFactory.load();
            return Path.of(config.getString("malloc4j.shm.directory"));
        } catch (ConfigException e) {
            throw new CommandException("configuration can't be read: " + e.getMessage(), e);
        }
    }

    @Override
    public List<ObservedPool> pools(Path directory) throws IOException {
        List<ObservedPool> pools = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "malloc4j-*.shm")) {
            for (Path file : files) {
                Optional<PoolFiles> named = PoolFiles.named(file);
                named.flatMap(Observer::observe).ifPresent(pools::add);
            }
        }
        pools.sort(Comparator.comparing(ObservedPool::instance));
        return pools;
    }

    /** {@return a pool} Nothing if its last process has left, and removed it, since it was listed. */
    private static Optional<ObservedPool> observe(PoolFiles files) {
        try {
            int user = OwnerOnly.user();
            if (user >= 0 && OwnerOnly.owner(files.pool()) != user) {
                return unreadable(files, "pool belongs to another user: file=" + files.pool() + " uid="
                        + OwnerOnly.owner(files.pool()) + " mine=" + user + "; only its own user may look into it. Run mi as "
                        + "that user");
            }
            PoolFormat format = PoolFileCheck.list(files.pool());
            return Optional.of(new ObservedPool(files.pool(), format.instance(), format.allocatorName(),
                    format.poolByteSize(), processes(files), ""));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (Refusal e) {
            return unreadable(files, e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            return unreadable(files, "pool file can't be read: file=" + files.pool() + "; the system says: "
                    + e.getMessage());
        }
    }

    private static Optional<ObservedPool> unreadable(PoolFiles files, String why) {
        return Optional.of(new ObservedPool(files.pool(), files.instance(), "", 0, List.of(), why));
    }

    /** {@return who is in a pool, by slot} @param files the pool's */
    static List<ObservedProcess> processes(PoolFiles files) throws IOException {
        Region control = control(files.pool());
        List<ObservedProcess> processes = new ArrayList<>();
        try (LockFile locks = LockFile.openIfThere(files.lock()).orElse(null)) {
            SlotTable slots = new SlotTable(control, locks == null ? new NobodysLocks() : locks);
            for (int slot = 0; slot < slots.capacity(); slot++) {
                if (ProcessSlotDescriptor.state(slots.word(slot)) != ProcessSlotDescriptor.FREE) {
                    processes.add(new ObservedProcess(slot, slots.pid(slot), slots.startMillis(slot),
                            isAlive(slots, slot, files.socket(slot)), files.socket(slot)));
                }
            }
        }
        return processes;
    }

    /** The lock file is asked last: whoever boots at this moment may take the question for a process. */
    private static boolean isAlive(SlotTable slots, int slot, Path socket) {
        return Files.exists(socket, LinkOption.NOFOLLOW_LINKS) ? CommandClient.isServed(socket)
                : slots.locks().holder(SlotTable.lifeByte(slot)) != ByteLocks.Holder.NOBODY;
    }

    private static Region control(Path pool) throws IOException {
        long[] words = new long[(int) (SuperblockDescriptor.CONTROL_LENGTH / Long.BYTES)];
        try (InputStream in = Files.newInputStream(pool, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes((int) SuperblockDescriptor.CONTROL_LENGTH);
            MemorySegment.copy(MemorySegment.ofArray(bytes), ValueLayout.JAVA_BYTE, 0, MemorySegment.ofArray(words),
                    ValueLayout.JAVA_BYTE, 0, bytes.length);
        }
        return Region.of(MemorySegment.ofArray(words));
    }

    @Override
    public Inspection inspect(Path file, Grouping grouping) {
        return new Inspector(file, grouping).inspect();
    }
}
