package org.malloc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What hangs has failed too. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CompanyTest {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long PATIENCE_MILLIS = 30_000;
    private static final Duration SOON = Duration.ofSeconds(60);
    /** Less than a process has got that is to end by itself. */
    private static final Duration AT_ONCE = Duration.ofSeconds(15);

    @TempDir
    private Path logs;

    /** {@return the names in shared memory of files that belong to companies of a parent} @param pid the parent */
    private static List<String> files(long pid) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(MEMORY, "malloc4j-*-" + pid + "-*")) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }

    private static boolean isThere(long pid, String end) {
        try {
            return files(pid).stream().anyMatch(name -> name.endsWith(end));
        } catch (IOException e) {
            return false;
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadline < 0, what);
            Thread.sleep(20);
        }
    }

    private Process parent() throws IOException {
        return parent(EndlessJob.class);
    }

    private Process parent(Class<?> main) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), main.getName(), logs.toString())
                .redirectErrorStream(true).redirectOutput(logs.resolve("parent.log").toFile()).start();
    }

    private static List<ProcessHandle> children(Process parent) throws InterruptedException {
        await("both children start", () -> parent.children().count() == 2);
        return parent.children().toList();
    }

    private static void awaitNothingLeft(Process parent, List<ProcessHandle> children) throws Exception {
        parent.waitFor();
        await("children end", () -> children.stream().noneMatch(ProcessHandle::isAlive));
        assertEquals(List.of(), files(parent.pid()));
    }

    /** A stopped process doesn't notice by itself that its parent is gone. */
    @Test
    void shouldLeaveNothingBehindWhenItsParentIsTerminatedEvenOfStoppedProcesses() throws Exception {
        Process parent = parent();
        await("the team's file is there", () -> isThere(parent.pid(), ".team"));
        List<ProcessHandle> children = children(parent);
        for (ProcessHandle child : children) {
            assertEquals(0, new ProcessBuilder("kill", "-STOP", Long.toString(child.pid())).start().waitFor());
        }
        try {
            parent.destroy();
            awaitNothingLeft(parent, children);
        } finally {
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenItsParentIsKilledInTheMiddle() throws Exception {
        Process parent = parent();
        List<ProcessHandle> children = children(parent);
        await("the pool is there", () -> isThere(parent.pid(), ".shm"));
        await("the team's file is dropped", () -> !isThere(parent.pid(), ".team"));
        try {
            parent.destroyForcibly();
            awaitNothingLeft(parent, children);
        } finally {
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenTerminatedWhileAPoolIsTriedOut() throws Exception {
        for (int i = 0; i < 5; i++) {
            Process parent = parent(EndlessTrial.class);
            try {
                await("a pool is there", () -> isThere(parent.pid(), ".shm"));
                parent.destroy();
                awaitNothingLeft(parent, List.of());
            } finally {
                parent.destroyForcibly();
            }
        }
    }

    @Test
    void shouldSayHowAProcessWasKilledAndEndTheOthers() {
        List<ProcessHandle> before = ProcessHandle.current().children().toList();
        List<ProcessHandle> started = new ArrayList<>();
        AtomicLong killed = new AtomicLong();
        String sentence = assertThrows(IllegalStateException.class, () -> Company.perform("killed", company -> {
            for (int process = 0; process < 2; process++) {
                company.start(new Order(ContenderId.VOID, new Slots(), List.of(1), 300_000, 300_000, 0, 1, company.instance(),
                        ""), List.of(), logs.resolve("killed.log"));
            }
            company.step(SOON);
            ProcessHandle.current().children().filter(child -> !before.contains(child)).forEach(started::add);
            started.getLast().destroyForcibly();
            killed.set(System.nanoTime());
            return company.step(SOON);
        })).getMessage();
        assertEquals("benchmark process was ended by a signal: status=137 signal=KILL; the system does that where memory runs "
                + "out (dmesg shows it); if nobody else did, free some memory or ask for fewer threads, and run it again. It "
                + "had said nothing.", sentence);
        assertTrue(System.nanoTime() - killed.get() < AT_ONCE.toNanos());
        assertEquals(List.of(2L, 0L), List.of((long) started.size(), started.stream().filter(ProcessHandle::isAlive).count()));
    }

    @Test
    void shouldSayWhyAPoolWasRefused() {
        String sentence = assertThrows(IllegalStateException.class, () -> Company.perform("refused", company -> {
            company.start(new Order(ContenderId.parse("F_MALLOC/pkg"), new Slots(), List.of(1), 1, 1, 0, 1,
                    company.instance(), ""), List.of("-Dsettings=malloc4j.pkg.on-corruption=perhaps"),
                    logs.resolve("refused.log"));
            return company.step(SOON);
        })).getMessage();
        assertEquals("no reaction to corruption: value=perhaps key=malloc4j.pkg.on-corruption (String: 1); allowed: throw (refuse "
                + "the operation that noticed), halt (mark the pool and end this process) or retire (take what is damaged out of "
                + "use and go on)", sentence);
    }
}
