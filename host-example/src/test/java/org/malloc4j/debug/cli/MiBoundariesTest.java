package org.malloc4j.debug.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask whom: not across users, but across containers that share a directory. */
@Timeout(120)
class MiBoundariesTest {
    private static final List<String> IN_A_CONTAINER = List.of("unshare", "--pid", "--fork", "--mount-proc",
            "--kill-child");

    @TempDir
    Path directory;

    @TempDir
    Path home;

    @Test
    void shouldNotAskAnotherUsersProcess() throws Exception {
        OtherUser other = new OtherUser(home);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (Victim victim = Victim.start(other.through(), other.classPath(), directory, "theirs", "F_MALLOC")) {
            MiRun run = MiRun.of("mem_pkg_dump", "-d", directory, victim.pid());
            assertEquals("process belongs to another user: pid=" + victim.pid() + " uid=65534 mine=0; only its own user may "
                    + "ask it. Run mi as that user\n", run.err());
            assertEquals(2, run.status());
            String theirs = "pool belongs to another user: file=" + directory.resolve("malloc4j-theirs.shm")
                    + " uid=65534 mine=0; only its own user ";
            MiRun bySlot = MiRun.of("mem_pkg_dump", "-d", directory, "theirs/0");
            assertEquals(theirs + "may look into it. Run mi as that user\n", bySlot.err());
            assertEquals(2, bySlot.status());
            MiRun inspect = MiRun.of("inspect", directory.resolve("malloc4j-theirs.shm"));
            assertEquals(theirs + "can tell whether a process is in it. Run mi as that user\n", inspect.err());
            assertEquals(2, inspect.status());
            MiRun ps = MiRun.of("ps", "-d", directory);
            assertEquals("pool belongs to another user: file=" + directory.resolve("malloc4j-theirs.shm")
                    + " uid=65534 mine=0; only its own user may look into it. Run mi as that user\n"
                    + "no process that runs malloc4j: directory=" + directory + "\n", ps.err());
            assertEquals(List.of("status 0"), other.run(Mi.class, "get_statistics", "-d", directory, victim.pid(),
                    "shmem:fragments").stream().filter(line -> line.startsWith("status")).toList(), "its own user may");
        }
    }

    /** The mode of the socket keeps others away; and if it doesn't, the process asks the kernel who calls. */
    @Test
    void shouldNotAnswerAnotherUser() throws Exception {
        OtherUser other = new OtherUser(home);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path socket = directory.resolve("malloc4j-mine.0.sock");
        try (Victim victim = Victim.start(directory, "mine", "F_MALLOC")) {
            assertEquals(0, MiRun.of("shm_check", "-d", directory, victim.pid()).status());
            assertEquals(List.of("Permission denied", "status 0"), other.run(SocketCaller.class, socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertEquals(List.of("closed without a word", "status 0"), other.run(SocketCaller.class, socket));
            assertEquals(0, MiRun.of("shm_check", "-d", directory, victim.pid()).status());
        }
    }

    @Test
    void shouldAskProcessesOfContainersThatShareADirectory() throws Exception {
        assumeTrue(new ProcessBuilder("unshare", "--pid", "--fork", "--mount-proc", "true").start().waitFor() == 0,
                "this user may not make a pid namespace");
        String classPath = System.getProperty("java.class.path");
        try (Victim one = Victim.start(IN_A_CONTAINER, classPath, directory, "shared", "F_MALLOC");
                Victim two = Victim.start(IN_A_CONTAINER, classPath, directory, "shared", "F_MALLOC")) {
            List<String> lines = MiRun.of("ps", "-d", directory).out().lines().toList();
            assertEquals(5, lines.size(), lines::toString);
            assertTrue(lines.get(1).startsWith("      1 shared                  0 shm "), lines.get(1));
            assertTrue(lines.get(3).startsWith("      1 shared                  1 shm "), lines.get(3));
            assertEquals("pid is ambiguous: pid=1 processes=[shared/0, shared/1]; processes of several containers have it. "
                    + "Name one by INSTANCE/SLOT\n", MiRun.of("shm_check", "-d", directory, 1).err());
            assertEquals("pkmem:fragments = 5\n",
                    MiRun.of("get_statistics", "-d", directory, "shared/1", "pkmem:fragments").out());
            two.order("allocate");
            assertEquals("12 fragments, 11 of them live: the shared pool is in order\n",
                    MiRun.of("shm_check", "-d", directory, "shared/0").out());
            one.order("allocate");
        }
    }
}
