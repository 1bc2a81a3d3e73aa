package org.malloc4j.boot;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.malloc4j.MallocException;
import org.malloc4j.MemoryBootException;
import org.malloc4j.Role;
import org.malloc4j.management.CommandException;
import org.malloc4j.management.Dump;
import org.malloc4j.management.DumpSubject;
import org.malloc4j.management.Grouping;
import org.malloc4j.management.Inspection;
import org.malloc4j.management.ObservedProcess;
import org.malloc4j.spi.Attributed;
import org.malloc4j.spi.Backing;
import org.malloc4j.spi.Sharing;

/**
 * Looks into the file of a pool whose processes are all dead: it copies the file, finishes or undoes on the copy what they
 * were in the middle of, and verifies and walks the copy.
 */
final class Inspector {
    private static final String EXPECTED =
            "name a pool's file, such as /dev/shm/malloc4j-NAME.shm, or what a start kept of it, .shm.crashed";

    private final Path file;
    private final Grouping grouping;

    Inspector(Path file, Grouping grouping) {
        this.file = file;
        this.grouping = grouping;
    }

    Inspection inspect() {
        try {
            refuseIfNoFile();
            PoolFormat format = PoolFileCheck.look(file);
            refuseIfInUse();
            Mapping copy = PoolCopy.of(file, format.fileByteSize());
            try {
                return inspect(format, copy);
            } finally {
                copy.close();
            }
        } catch (Refusal e) {
            return new Inspection("", "", 0, e.getMessage(), Optional.empty());
        } catch (NoSuchFileException e) {
            throw new CommandException("no such file: file=" + file + "; " + EXPECTED, e);
        } catch (AccessDeniedException e) {
            throw new CommandException("file can't be read: file=" + file + "; this user may not. Run as the user whose it "
                    + "is", e);
        } catch (IOException e) {
            throw new CommandException("file can't be read: file=" + file + "; the system says: " + e.getMessage(), e);
        }
    }

    private void refuseIfNoFile() throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
            throw new CommandException("file is a link: file=" + file + " target=" + Files.readSymbolicLink(file)
                    + "; name the file itself");
        }
        if (!attributes.isRegularFile()) {
            throw new CommandException("not a file: file=" + file + "; " + EXPECTED);
        }
    }

    private void refuseIfInUse() throws IOException {
        Optional<PoolFiles> named = PoolFiles.named(file);
        if (named.isPresent()) {
            int user = OwnerOnly.user();
            if (user >= 0 && OwnerOnly.owner(file) != user) {
                throw new CommandException("pool belongs to another user: file=" + file + " uid=" + OwnerOnly.owner(file)
                        + " mine=" + user + "; only its own user can tell whether a process is in it. Run mi as that user");
            }
            List<Long> living = Observer.processes(named.get()).stream().filter(ObservedProcess::alive)
                    .map(ObservedProcess::pid).toList();
            if (!living.isEmpty()) {
                throw new CommandException("pool is in use: file=" + file + " pids=" + living + "; a copy of it would be "
                        + "torn. Ask one of them: mi mem_shm_dump " + living.getFirst());
            }
        }
    }

    private Inspection inspect(PoolFormat format, Mapping copy) {
        AllocatorChoice choice = choice(format);
        SlotTable table = new SlotTable(SharedPool.controlRegion(copy.segment()), new NobodysLocks());
        int deaths = table.neverLeft();
        Heap heap;
        try {
            ProcessSlots slots = table.claim();
            heap = Heap.attachCopy(choice, format.tagByteSize(), new Heap.Place(Role.SHM.key(),
                    SharedPool.Joined.area(copy, format), SharedPool.Joined.region(copy, format), Sharing.SHARED, slots,
                    Backing.present()));
            PoolStart.recover(slots, heap);
        } catch (RuntimeException | StackOverflowError e) {
            return new Inspection(format.instance(), format.allocatorName(), deaths, sentence(e), Optional.empty());
        }
        String damage = damage(heap);
        try {
            Dump dump = Dump.of(heap.allocator(), new DumpSubject(0, format.instance(), Role.SHM.key(),
                    format.allocatorName(), Instant.now()), grouping);
            return new Inspection(format.instance(), format.allocatorName(), deaths, damage, Optional.of(dump));
        } catch (RuntimeException | StackOverflowError e) {
            return new Inspection(format.instance(), format.allocatorName(), deaths,
                    damage.isEmpty() ? sentence(e) : damage, Optional.empty());
        }
    }

    /** An allocator may stumble over anything in a file that something else has written to. */
    private static String damage(Heap heap) {
        try {
            heap.allocator().verify();
            return heap.allocator() instanceof Attributed attributed ? attributed.damage() : "";
        } catch (RuntimeException | StackOverflowError e) {
            return sentence(e);
        }
    }

    private static String sentence(Throwable failure) {
        return failure instanceof MallocException ? failure.getMessage()
                : "the allocator stumbled over what it found: " + failure;
    }

    /** {@return the allocator that formatted the file, with the configuration of this program} */
    private AllocatorChoice choice(PoolFormat format) {
        Config config = ConfigFactory.parseMap(Map.of("malloc4j.allocator", format.allocatorName(),
                "malloc4j.shm.directory", System.getProperty("java.io.tmpdir"),
                "malloc4j.shm.size", format.poolByteSize()), "the superblock of " + file);
        AllocatorChoice choice;
        try {
            choice = SettingsReader.read(config.withFallback(ConfigFactory.defaultReferenceUnresolved())).shm().allocator();
        } catch (MemoryBootException e) {
            throw new CommandException("pool's allocator can't be had: file=" + file + " allocator="
                    + format.allocatorName() + "; " + String.join("; ", e.problems()), e);
        }
        checkVersion("allocator", format.allocator(), format.allocatorVersion(), choice.provider().layoutVersion());
        choice.decorator().ifPresent(it -> checkVersion("decorator", format.decorator(), format.decoratorVersion(),
                it.layoutVersion()));
        return choice;
    }

    private void checkVersion(String what, String name, long layout, long mine) {
        if (layout != mine) {
            throw new CommandException("pool was written by another version of its " + what + ": file=" + file + " " + what
                    + "=" + name + " layout=" + layout + " mine=" + mine + "; inspect it with the version that the "
                    + "processes ran");
        }
    }
}
