package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.Memory;

/** Real processes that attach, die and exit. */
@Timeout(120)
class ProcessesTest {
    @TempDir
    Path directory;

    @Test
    void shouldShareAPoolAndNoticeADeath() throws Exception {
        Setup setup = Setup.in(directory);
        SharedPool mine = setup.open();
        try (ChildJvm child = ChildJvm.start(setup, "allocate").ready()) {
            long root = mine.superblock().getLongAcquire(SuperblockDescriptor.ROOT_OFFSET);
            assertEquals(42, mine.segment().get(ValueLayout.JAVA_LONG, root));
            assertTrue(mine.slots().isAlive(1, 1));
            assertFalse(mine.slots().repairIfDead(1, 1, () -> { }));
            child.kill();
            assertFalse(mine.slots().isAlive(1, 1));
            assertTrue(mine.slots().repairIfDead(1, 1, () -> { }));
        }
        try (LogCapture log = LogCapture.of(SharedPoolBoot.class)) {
            SharedPool other = setup.open();
            assertEquals(2, other.slots().self(), "a slot that needs no recovery comes first");
            assertEquals(List.of("shm pool had processes that died: file=" + setup.files().pool()
                    + " recovered=1; what they were doing is finished or undone."), log.messages());
            other.leave();
        }
        mine.leave();
        assertFalse(Files.exists(setup.files().pool()));
    }

    @Test
    void shouldKeepTheEvidenceWhenAllWereKilled() throws Exception {
        Setup setup = Setup.in(directory);
        try (ChildJvm child = ChildJvm.start(setup, "allocate").ready()) {
            child.kill();
        }
        assertTrue(Files.exists(setup.files().pool()));
        try (Memory memory = setup.boot()) {
            assertTrue(Files.exists(setup.files().crashed()));
            assertEquals(0, memory.shm().root());
        }
    }

    @Test
    void shouldFindEverythingAgainInAPersistentPoolAfterAllWereKilled() throws Exception {
        Setup setup = Setup.in(directory).asPersistent();
        try (ChildJvm child = ChildJvm.start(setup, "allocate").ready()) {
            child.kill();
        }
        try (Memory memory = setup.boot()) {
            assertEquals(42, memory.shm().segmentOf(memory.shm().root()).get(ValueLayout.JAVA_LONG, 0));
            memory.shm().verify();
            assertFalse(Files.exists(setup.files().crashed()));
        }
    }

    @Test
    void shouldPassOnALockWhoseOwnerWasKilled() throws Exception {
        Setup setup = Setup.in(directory);
        try (Memory memory = setup.boot()) {
            long word = memory.shm().allocate(8);
            memory.shm().segment().set(ValueLayout.JAVA_LONG, word, 0);
            memory.shm().compareAndSetRoot(0, word);
            try (ChildJvm child = ChildJvm.start(setup, "lock").ready()) {
                child.kill();
                assertTrue(memory.shm().lock(word), "whether the owner died");
                memory.shm().unlock(word);
                assertFalse(memory.shm().lock(word));
                memory.shm().unlock(word);
            }
        }
    }

    @Test
    void shouldPassOnALockWhoseOwnerExitedWhileItsSlotHasASuccessor() throws Exception {
        Setup setup = Setup.in(directory);
        try (Memory memory = setup.boot()) {
            long word = memory.shm().allocate(8);
            memory.shm().segment().set(ValueLayout.JAVA_LONG, word, 0);
            memory.shm().compareAndSetRoot(0, word);
            try (ChildJvm child = ChildJvm.start(setup, "lock").ready()) {
                assertEquals(7, child.exit());
            }
            setup.boot().close();
            try (ChildJvm successor = ChildJvm.start(setup, "allocate").ready()) {
                assertTrue(successor.process().isAlive());
                assertTrue(memory.shm().lock(word), "whether the owner died");
                memory.shm().unlock(word);
            }
        }
    }

    @Test
    void shouldFindTheHeapWholeWhereverProcessesWereKilledInIt() throws Exception {
        Setup setup = Setup.in(directory);
        try (Memory memory = setup.boot()) {
            for (int round = 0; round < 3; round++) {
                try (ChildJvm first = ChildJvm.start(setup, "churn"); ChildJvm second = ChildJvm.start(setup, "churn")) {
                    first.ready();
                    second.ready();
                    Thread.sleep(20);
                    first.kill();
                    memory.shm().verify();
                    second.kill();
                }
                memory.shm().verify();
                long fragments = memory.shm().statistics().fragments();
                assertTrue(fragments <= 4 * (round + 1), "each thread may leave one block: " + fragments);
                memory.shm().free(memory.shm().allocate(100));
            }
        }
    }

    /** Its threads go on in the heap while the JVM exits. */
    @Test
    void shouldFindTheHeapWholeWhenAProcessExitsInTheMiddleOfIt() throws Exception {
        Setup setup = Setup.in(directory);
        try (Memory memory = setup.boot()) {
            try (ChildJvm child = ChildJvm.start(setup, "churn").ready()) {
                assertEquals(7, child.exit());
            }
            memory.shm().verify();
            memory.shm().free(memory.shm().allocate(100));
        }
        assertFalse(Files.exists(setup.files().pool()));
    }

    @Test
    void shouldCountAnOrderlyExitAsLeaving() throws Exception {
        Setup setup = Setup.in(directory);
        try (ChildJvm child = ChildJvm.start(setup, "allocate").ready()) {
            assertTrue(Files.exists(setup.files().pool()));
            assertEquals(7, child.exit());
        }
        assertFalse(Files.exists(setup.files().pool()), "the pool is left behind");
        assertFalse(Files.exists(setup.files().lock()), "the lock file is left behind");
    }

    /** Both are alive when each looks who else is: it is what they announced that counts. */
    @Test
    void shouldLeaveNothingBehindWhenTwoExitAtATime() throws Exception {
        Setup setup = Setup.in(directory);
        try (ChildJvm child = ChildJvm.start(setup, "twice").ready()) {
            assertEquals(7, child.exit());
        }
        assertFalse(Files.exists(setup.files().pool()), "the pool is left behind");
    }

    @Test
    void shouldKeepThePoolForTheOthersWhenOneExits() throws Exception {
        Setup setup = Setup.in(directory);
        try (Memory memory = setup.boot(); ChildJvm child = ChildJvm.start(setup, "allocate").ready()) {
            assertEquals(7, child.exit());
            assertEquals(42, memory.shm().segmentOf(memory.shm().root()).get(ValueLayout.JAVA_LONG, 0));
            assertTrue(Files.exists(setup.files().pool()));
        }
        assertFalse(Files.exists(setup.files().pool()));
    }
}
