package org.malloc4j.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The processes that measure something together, as their parent sees them, and the files by which they share memory. Neither
 * outlives the company, nor the parent: when that is told to end, the company is dissolved. One thread uses it, and a
 * shutdown hook.
 */
final class Company implements AutoCloseable {
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(20);
    private static final Duration PATIENCE_AT_SHUTDOWN = Duration.ofSeconds(3);
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Duration GLANCE = Duration.ofMillis(200);
    /** Ends the names of files that say what was found damaged: these are for people. */
    private static final String EVIDENCE = ".corruption";

    private final String instance;
    private final List<ChildProcess> children = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::dissolve, "bench-company");
    private Path teamFile;
    private boolean dissolved;

    private Company(String instance) {
        this.instance = instance;
    }

    /**
     * Lets a company measure something. When that fails, its processes are ended; otherwise they end by themselves.
     *
     * @param purpose the first word of its instance's name
     * @param measure starts the processes and talks to them
     * @return what was measured
     */
    static <T> T perform(String purpose, Function<Company, T> measure) {
        try (Company company = of(purpose)) {
            try {
                return measure.apply(company);
            } catch (RuntimeException e) {
                company.children.forEach(ChildProcess::abort);
                throw e;
            }
        }
    }

    private static Company of(String purpose) {
        Company company = new Company(purpose + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try {
            Runtime.getRuntime().addShutdownHook(company.hook);
        } catch (IllegalStateException e) {
            awaitEnd();
        }
        return company;
    }

    /** {@return the name by which its processes share a pool} */
    String instance() {
        return instance;
    }

    /** Makes the file of its {@link Team}. {@return where it is} */
    synchronized Path makeTeamFile() {
        Path memory = Path.of("/dev/shm");
        Path directory = Files.isDirectory(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
        teamFile = directory.resolve("malloc4j-" + instance + ".team");
        try {
            Files.createFile(teamFile, OWNER_ONLY);
            try (RandomAccessFile sparse = new RandomAccessFile(teamFile.toFile(), "rw")) {
                sparse.setLength(Team.BYTE_SIZE);
            }
        } catch (IOException e) {
            throw new IllegalStateException("file shared by processes can't be made: file=" + teamFile + "; the system says: "
                    + e.getMessage() + ". Make room there, or let this user write there.", e);
        }
        return teamFile;
    }

    /** Takes the team's file away once every process has mapped it, so that nothing is left whatever becomes of all. */
    synchronized void dropTeamFile() {
        if (teamFile != null) {
            delete(teamFile);
        }
    }

    /** Lets another process join. {@return it} @param main its class @param arguments what that is told */
    synchronized ChildProcess start(Class<?> main, List<String> arguments, List<String> flags, Path log) {
        ChildProcess child = ChildProcess.start(main, arguments, flags, log);
        children.add(child);
        return child;
    }

    /** Lets a {@link BenchChild} join. {@return it} @param flags what its JVM needs @param log where it says what goes wrong */
    ChildProcess start(Order order, List<String> flags, Path log) {
        return start(BenchChild.class, order.arguments(), flags, log);
    }

    /** {@return what each process says next, once all have said something; then all go on} @param patience how long at most */
    List<String> step(Duration patience) {
        List<String> lines = children.stream().map(child -> await(child, patience)).toList();
        children.forEach(ChildProcess::proceed);
        return lines;
    }

    /** One that ended keeps the others waiting: it is the one to tell of. */
    private String await(ChildProcess child, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() - deadline < 0) {
            String line = child.poll(GLANCE);
            if (line != null) {
                return line;
            }
            children.forEach(ChildProcess::checkAlive);
        }
        throw child.stuck(patience);
    }

    /** Does something with pools in this process, all or nothing of it: at the end there is none left of which nobody knows. */
    synchronized void undisturbed(Runnable work) {
        if (!dissolved) {
            work.run();
        }
    }

    /** Nobody joins meanwhile, nor later: the parent ends right after this. */
    private synchronized void dissolve() {
        dissolved = true;
        children.forEach(ChildProcess::abort);
        children.forEach(child -> child.end(PATIENCE_AT_SHUTDOWN));
        removeFiles();
    }

    /** Waits a while for the end of its processes, ends those that go on, and removes their files. */
    @Override
    public void close() {
        children.forEach(child -> child.end(PATIENCE_AT_END));
        removeFiles();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            awaitEnd();
        }
    }

    /** The parent is told to end. Its results aren't complete, and nobody wants them: an exit waits for the one going on. */
    private static void awaitEnd() {
        System.exit(1);
    }

    /** The last process to leave a pool removes it, unless all were killed. */
    private void removeFiles() {
        dropTeamFile();
        Path directory = Settings.shmDirectory();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "malloc4j-" + instance + ".*")) {
            for (Path file : files) {
                if (!file.toString().endsWith(EVIDENCE)) {
                    delete(file);
                }
            }
        } catch (IOException e) {
            throw cantBeRemoved(directory, e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw cantBeRemoved(file, e);
        }
    }

    private static IllegalStateException cantBeRemoved(Path file, IOException cause) {
        return new IllegalStateException("file of a benchmark can't be removed: file=" + file + "; the system says: "
                + cause.getMessage() + ". Remove it by hand.", cause);
    }
}
