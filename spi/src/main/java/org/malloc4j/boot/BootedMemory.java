package org.malloc4j.boot;

import com.typesafe.config.ConfigException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.malloc4j.MallocException;
import org.malloc4j.Memory;
import org.malloc4j.MemoryBootException;
import org.malloc4j.Pool;
import org.malloc4j.Role;
import org.malloc4j.management.CommandServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Both pools of a process, from boot to close. */
final class BootedMemory implements Memory {
    /** How long others may hold the gate before a start gives up. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger LOGGER = LoggerFactory.getLogger(BootedMemory.class);
    private static final long PATIENCE_OF_HOOK_SECONDS = 2;

    private final String instance;
    private final SharedPool shared;
    private final PrivatePool own;
    private final Corruptions shmCorruptions;
    private final Corruptions pkgCorruptions;
    private final AllocatorPool shm;
    private final Pool pkg;
    private final MemoryManagement management;
    private final Caretaker caretaker;
    private final Commands commands;
    /** Null if commands are off. */
    private final CommandServer server;
    private final LeakReport leaks;
    private final Thread hook = Thread.ofPlatform().name("malloc4j-exit").unstarted(this::exit);
    /** Held while the memory is being left; a lock with a time limit, because an exiting JVM must not wait for ever. */
    private final ReentrantLock leaving = new ReentrantLock();
    private boolean closed;

    private BootedMemory(MemorySettings settings, String instance, SharedPool shared, PrivatePool own) {
        this.instance = instance;
        this.shared = shared;
        this.own = own;
        Consumer<String> listener = this::corruption;
        this.shmCorruptions = new Corruptions(new Corruptions.Subject(Role.SHM, instance, settings.shm().allocator().name(),
                settings.shm().onCorruption(), shared.heap(), shared.segment(), Scene.of(shared)), listener);
        this.pkgCorruptions = new Corruptions(new Corruptions.Subject(Role.PKG, instance, settings.pkg().allocator().name(),
                settings.pkg().onCorruption(), own.heap(), own.segment(), Scene.ofPrivate(instance)), listener);
        this.shm = new AllocatorPool(shared.heap().allocator(), new AllocatorPool.Setting(Role.SHM, instance,
                settings.shm().allocator().name(), shared.segment(), shared.heap().region(), shared.superblock(),
                SuperblockDescriptor.ROOT_OFFSET, () -> shared.backing().refusal().orElse(null), shmCorruptions));
        AllocatorPool pool = new AllocatorPool(own.heap().allocator(), new AllocatorPool.Setting(Role.PKG, instance,
                settings.pkg().allocator().name(), own.segment(), own.heap().region(), own.rootRegion(), 0, () -> null,
                pkgCorruptions));
        this.pkg = settings.pkg().confined() ? new ConfinedPool(pool) : pool;
        this.commands = new Commands(instance, shared.slots().self(),
                new Commands.Target(shm, shared.heap().allocator()), new Commands.Target(pkg, own.heap().allocator()));
        this.management = new MemoryManagement(this, shared, own, commands);
        this.leaks = new LeakReport(settings.leaksAtClose(), instance);
        this.caretaker = Caretaker.start(chores(settings));
        this.server = settings.commandsEnabled() ? serve() : null;
        // At last: the thread that does it would compete with this one.
        management.register();
    }

    private CommandServer serve() {
        Path socket = shared.files().socket(shared.slots().self());
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > CommandServer.LONGEST_PATH) {
            LOGGER.warn("commands can't be answered: socket={} length={} longest={}; the system takes no longer path for a "
                    + "socket. Everything else works. Set malloc4j.shm.directory to one with a shorter name, or "
                    + "malloc4j.commands.enabled to false.", socket, length, CommandServer.LONGEST_PATH);
            return null;
        }
        return CommandServer.start(socket, commands, new StaleSockets(shared.files().pool().getParent()));
    }

    private List<Runnable> chores(MemorySettings settings) {
        List<Runnable> chores = new ArrayList<>();
        if (settings.shm().alarmPercentage() > 0 || settings.pkg().alarmPercentage() > 0) {
            chores.add(new AlarmWatch(List.of(
                    new AlarmWatch.Limit(shm, instance, settings.shm().alarmPercentage()),
                    new AlarmWatch.Limit(pkg, instance, settings.pkg().alarmPercentage())), management::alarm));
        }
        if (settings.instance().isPresent()) {
            addMender(chores, shared.heap(), shmCorruptions);
            chores.add(new CorruptionWatch(shared, settings.shm().onCorruption(), shm::stop));
        }
        if (settings.instance().isPresent() && !settings.pkg().confined()) {
            addMender(chores, own.heap(), pkgCorruptions);
        }
        return chores;
    }

    private static void addMender(List<Runnable> chores, Heap heap, Corruptions corruptions) {
        if (heap.recoverable().isPresent()) {
            chores.add(new Mender(heap.recoverable().get(), corruptions::found));
        }
    }

    private void corruption(String sentence) {
        management.corruption(sentence);
    }

    /** {@return what was found in a pool} */
    Corruptions corruptions(Role role) {
        return role == Role.SHM ? shmCorruptions : pkgCorruptions;
    }

    /**
     * {@return the memory that the settings describe}
     *
     * @throws MemoryBootException with the problems of both pools
     */
    static Memory boot(MemorySettings settings, Duration patience) {
        return boot(settings, patience, List::of);
    }

    /** {@return the same} @param refused finds what providers refuse of their settings, once one of them has refused some */
    static Memory boot(MemorySettings settings, Duration patience, Supplier<List<String>> refused) {
        List<String> problems = new ArrayList<>();
        List<Throwable> causes = new ArrayList<>();
        String instance = settings.instance().orElse(Long.toString(Machine.pid()));
        PrivatePool own = attempt(Role.PKG, problems, causes, () -> PrivatePool.open(settings.pkg()));
        SharedPool shared = attempt(Role.SHM, problems, causes,
                () -> SharedPoolBoot.open(settings.shm(), instance, settings.instance().isEmpty(), patience));
        if (!causes.isEmpty()) {
            if (causes.stream().anyMatch(ConfigException.class::isInstance)) {
                addRefused(problems, causes, refused.get());
            }
            if (own != null) {
                own.mapping().close();
            }
            if (shared != null) {
                shared.leave();
            }
            throw new MemoryBootException(problems, causes.getFirst());
        }
        BootedMemory memory = new BootedMemory(settings, instance, shared, own);
        memory.announce();
        return memory;
    }

    /** What one provider refuses for both pools is said once; what isn't found again is said as the provider said it. */
    private static void addRefused(List<String> problems, List<Throwable> causes, List<String> refused) {
        List<String> sentences = !refused.isEmpty() ? refused : causes.stream()
                .filter(ConfigException.class::isInstance).map(Throwable::getMessage).distinct().toList();
        problems.addAll(sentences);
    }

    /** A step of the boot that may end in a sentence. */
    private interface Step<T> {
        T run();
    }

    private static <T> T attempt(Role role, List<String> problems, List<Throwable> causes, Step<T> step) {
        try {
            return step.run();
        } catch (ConfigException e) {
            causes.add(e);
        } catch (Refusal | MallocException e) {
            problems.add(e.getMessage());
            causes.add(e);
        } catch (RuntimeException | LinkageError e) {
            problems.add("allocator failed: malloc4j." + role.key() + ".allocator; while its pool was made ready it threw "
                    + e + ". That is a mistake of the allocator or of malloc4j: the cause says where. Choose another one.");
            causes.add(e);
        }
        return null;
    }

    private void announce() {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOGGER.debug("memory booted while the JVM exits: instance={}", instance);
        }
        LOGGER.info("shm: allocator={} size={} file={} slot={}", shm.allocator(), shared.format().poolByteSize(),
                shared.files().pool(), shared.slots().self());
        LOGGER.info("pkg: allocator={} size={} confined={}", pkg.allocator(), own.byteSize(),
                pkg instanceof ConfinedPool);
    }

    @Override
    public Pool shm() {
        return shm;
    }

    @Override
    public Pool pkg() {
        return pkg;
    }

    @Override
    public String instance() {
        return instance;
    }

    @Override
    public void close() {
        leaving.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            commands.end();
            if (server != null) {
                server.close();
            }
            caretaker.close();
            management.unregister();
            reportLeaks();
            own.mapping().close();
            shared.leave();
            removeHook();
        } finally {
            leaving.unlock();
        }
    }

    /** What other processes, or the next start, may still need is no leak. */
    private void reportLeaks() {
        leaks.report(pkg, own.heap().allocator());
        if (!shared.format().persistent() && !shared.slots().othersLive(false)) {
            leaks.report(shm, shared.heap().allocator());
        }
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOGGER.debug("memory closed while the JVM exits: instance={}", instance);
        }
    }

    /** An orderly exit of the JVM without {@link #close()} counts as leaving. */
    private void exit() {
        try {
            if (leaving.tryLock(PATIENCE_OF_HOOK_SECONDS, TimeUnit.SECONDS)) {
                try {
                    if (!closed) {
                        if (server != null) {
                            server.end();
                        }
                        shared.exit();
                    }
                } finally {
                    leaving.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
