package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.Memory;
import org.malloc4j.MemoryBootException;

/** Real processes that find a pool corrupt and end because of it, and what becomes of the others and of the pool. */
@Timeout(120)
class HaltProcessesTest {
    private static final String TIME = "at=\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

    @TempDir
    Path directory;

    @Test
    void shouldEndWithItsOwnStatusAndLeaveTheEvidence() throws Exception {
        try (ChildJvm child = start(OnCorruption.HALT, "SHM", "corrupt").ready()) {
            List<String> said = endOf(child);
            Path evidence = files().evidence(child.process().pid());
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(evidence)));
            String log = String.join("\n", said);
            assertTrue(log.contains("shm pool is corrupt: instance=test; fragment header overwritten: at="), log);
            assertTrue(log.contains("\n  This process ends with status 86, and the pool is marked, so that every other process "
                    + "stops using it: malloc4j.shm.on-corruption=halt; evidence=" + evidence), log);
            assertFalse(said.contains("ready") || said.contains("thrown"), log);
            assertFalse(Files.exists(directory.resolve(CorruptingChild.HOOK)), "a hook could have used the pool");
            assertEquals(List.of(), leftovers());
            String text = Files.readString(evidence).replaceAll("\\d{4}-\\d\\d-\\d\\dT\\S*Z", "TIME");
            assertTrue(text.startsWith("""
                    malloc4j: evidence of a corrupt pool

                      time        TIME
                      process     %d, started TIME
                      thread      main
                      pool        shm
                      instance    test
                      allocator   SINGLE_LOCK
                      policy      malloc4j.shm.on-corruption=halt
                      memory      %s

                    what was found
                      fragment header overwritten: at=""".formatted(child.process().pid(), files().pool())), text);
            assertTrue(text.contains("\nwhere it was noticed\n  at org.malloc4j"), text);
            assertTrue(text.contains("CorruptingChild.main("), text);
            assertTrue(text.contains("\nstatistics\n  PoolStatistics[totalSize="), text);
            assertTrue(text.contains("\nprocesses\n  slot 0 generation 1 pid " + child.process().pid() + "\n"), text);
            assertTrue(text.contains("\nmemory around it, from the start of the pool's segment\n  "), text);
            assertTrue(text.contains(" ff ff ff ff ff ff ff ff "), text);
        }
    }

    @Test
    void shouldStopEveryOtherProcessAsItsOwnPolicySays() throws Exception {
        try (ChildJvm other = start(OnCorruption.HALT, "SHM", "idle").ready(); Memory memory = Setup.in(directory).boot();
                LogCapture log = LogCapture.of(CorruptionWatch.class);
                ChildJvm child = start(OnCorruption.HALT, "SHM", "corrupt").ready()) {
            long block = memory.shm().allocate(8);
            long pid = child.process().pid();
            endOf(child);
            String corrupt = "pool is corrupt: file=" + files().pool() + " markedBy=" + pid + " at=TIME evidence="
                    + files().evidence(pid) + "; that process found its memory damaged and marked it, so that nobody uses it "
                    + "any more";
            String said = String.join("\n", endOf(other)).replaceAll(TIME, "at=TIME");
            assertTrue(said.contains(corrupt + ". This process ends with status 86: malloc4j.shm.on-corruption=halt."), said);

            for (String operation = "";; operation = "allocated before it was noticed") {
                try {
                    memory.shm().free(memory.shm().allocate(100));
                } catch (HeapCorruptionException e) {
                    assertEquals(corrupt + ". The operation was refused. End this process and start it again.",
                            e.getMessage().replaceAll(TIME, "at=TIME"), operation);
                    break;
                }
            }
            String sentence = assertThrows(HeapCorruptionException.class, () -> memory.shm().free(block)).getMessage();
            for (Runnable operation : List.<Runnable>of(() -> memory.shm().allocate(1), () -> memory.shm().lock(block),
                    () -> memory.shm().reallocate(block, 9), () -> memory.shm().byteSize(block), memory.shm()::trim,
                    () -> memory.shm().allocateInto(block, 1), () -> memory.shm().freeFrom(block), memory.shm()::verify,
                    () -> memory.shm().compareAndSetRoot(0, block))) {
                assertEquals(sentence, assertThrows(HeapCorruptionException.class, operation::run).getMessage());
            }
            assertTrue(memory.shm().statistics().fragments() > 0, "figures may still be read");
            memory.pkg().free(memory.pkg().allocate(1));
            assertEquals(List.of(corrupt + ". This process goes on, and every operation on the pool is refused: "
                    + "malloc4j.shm.on-corruption=throw. End it and start it again."),
                    log.messages().stream().map(it -> it.replaceAll(TIME, "at=TIME")).toList());

            List<String> problems = assertThrows(MemoryBootException.class, Setup.in(directory)::boot).problems();
            assertEquals(List.of(corrupt + ". Nothing was changed. Processes that joined it before are still there: end them, "
                    + "then start again."), problems.stream().map(it -> it.replaceAll(TIME, "at=TIME")).toList());
        }
        assertFalse(Files.exists(files().pool()));
        assertTrue(Files.exists(files().crashed()), "the last one to leave keeps it");
    }

    @Test
    void shouldKeepACorruptPoolAndStartAFreshOne() throws Exception {
        try (ChildJvm child = start(OnCorruption.HALT, "SHM", "corrupt").ready()) {
            endOf(child);
            try (LogCapture log = LogCapture.of(SharedPoolBoot.class); Memory memory = Setup.in(directory).boot()) {
                assertEquals(0, memory.shm().statistics().fragments());
                assertEquals(List.of("pool is corrupt: file=" + files().pool() + " markedBy=" + child.process().pid()
                        + " at=TIME evidence=" + files().evidence(child.process().pid()) + "; that process found its memory "
                        + "damaged and marked it, so that nobody uses it any more. It is kept as " + files().crashed()
                        + ", and a fresh one is formatted."),
                        log.messages().stream().map(it -> it.replaceAll(TIME, "at=TIME")).toList());
            }
        }
    }

    @Test
    void shouldRefuseAPersistentPoolThatIsCorrupt() throws Exception {
        try (ChildJvm child = ChildJvm.start(Setup.in(directory), CorruptingChild.class, "HALT", "true", "SHM", "corrupt")
                .ready()) {
            endOf(child);
            byte[] before = Files.readAllBytes(files().pool());
            List<String> problems =
                    assertThrows(MemoryBootException.class, Setup.in(directory).asPersistent()::boot).problems();
            assertEquals(List.of("pool is corrupt: file=" + files().pool() + " markedBy=" + child.process().pid()
                    + " at=TIME evidence=" + files().evidence(child.process().pid()) + "; that process found its memory "
                    + "damaged and marked it, so that nobody uses it any more. Nothing was changed. Move the file away, or "
                    + "set malloc4j.instance to another name."),
                    problems.stream().map(it -> it.replaceAll(TIME, "at=TIME")).toList());
            assertEquals(-1, Files.mismatch(files().pool(), Files.write(directory.resolve("before"), before)));
        }
    }

    @Test
    void shouldEndForItsPrivatePoolAlone() throws Exception {
        try (Memory memory = Setup.in(directory).boot(); ChildJvm child = start(OnCorruption.HALT, "PKG", "corrupt").ready()) {
            long pid = child.process().pid();
            String log = String.join("\n", endOf(child));
            Path evidence = directory.resolve("malloc4j-test.pkg." + pid + ".corruption");
            assertTrue(log.contains("\n  This process ends with status 86, and the pool is gone with it: "
                    + "malloc4j.pkg.on-corruption=halt; evidence=" + evidence), log);
            String text = Files.readString(evidence);
            assertTrue(text.contains("\n  memory      memory of the process alone\n"), text);
            memory.shm().free(memory.shm().allocate(100));
            assertTrue(Files.notExists(files().crashed()));
        }
    }

    /** The mark comes first. Killed before it could say anything more, the process has told the others all the same. */
    @Test
    void shouldHaveMarkedThePoolWhenItIsKilledWhileItWritesItsLastWords() throws Exception {
        try (Memory memory = Setup.in(directory).boot(); ChildJvm child = start(OnCorruption.HALT, "SHM", "stuck").ready()) {
            child.goOn();
            assertThrows(HeapCorruptionException.class, () -> {
                while (true) {
                    memory.shm().free(memory.shm().allocate(100));
                }
            });
            child.kill();
            assertEquals(137, child.process().exitValue());
        }
        assertTrue(Files.exists(files().crashed()));
    }

    @Test
    void shouldEndAlthoughNobodyReadsItsLog() throws Exception {
        try (ChildJvm child = start(OnCorruption.HALT, "SHM", "stuck").ready()) {
            child.goOn();
            assertTrue(child.process().waitFor(60, TimeUnit.SECONDS));
            assertEquals(Memory.CORRUPTION_STATUS, child.process().exitValue());
            assertTrue(Files.exists(files().evidence(child.process().pid())));
        }
    }

    private PoolFiles files() {
        return Setup.in(directory).files();
    }

    private ChildJvm start(OnCorruption policy, String role, String deed) throws IOException {
        return ChildJvm.start(Setup.in(directory), CorruptingChild.class, policy.name(), "false", role, deed);
    }

    /** Has a child do its deed, and reads what it says until it ends. */
    private static List<String> endOf(ChildJvm child) throws IOException, InterruptedException {
        try {
            child.goOn();
        } catch (IOException e) {
            // It has ended already.
        }
        List<String> lines = new ArrayList<>();
        for (String line = child.line(); line != null; line = child.line()) {
            lines.add(line);
        }
        assertTrue(child.process().waitFor(60, TimeUnit.SECONDS));
        assertEquals(Memory.CORRUPTION_STATUS, child.process().exitValue(), () -> String.join("\n", lines));
        return lines;
    }

    private List<String> leftovers() throws IOException {
        try (var list = Files.list(directory)) {
            return list.map(path -> path.getFileName().toString()).filter(name -> name.endsWith(".new")).toList();
        }
    }
}
