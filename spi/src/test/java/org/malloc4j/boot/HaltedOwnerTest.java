package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.Memory;

/** Real processes that are stopped, or die, at a certain store inside the heap, with its lock held. */
@Timeout(120)
class HaltedOwnerTest {
    /** Published, and two of its stores made. */
    private static final String HALF_APPLIED = "4";
    private static final int STOPPED_SECONDS = 2;

    @TempDir
    Path directory;

    @Test
    void shouldNotStealFromAnOwnerThatIsStopped() throws Exception {
        try (Memory memory = Setup.in(directory).boot(); ChildJvm owner = start("halt", HALF_APPLIED).ready()) {
            owner.signal("STOP");
            CompletableFuture<Long> waiting = CompletableFuture.supplyAsync(() -> memory.shm().allocate(100));
            assertThrows(TimeoutException.class, () -> waiting.get(STOPPED_SECONDS, TimeUnit.SECONDS));
            owner.goOn();
            owner.signal("CONT");
            memory.shm().free(waiting.get(60, TimeUnit.SECONDS));
            owner.ready();
            memory.shm().verify();
            assertEquals(1, memory.shm().statistics().fragments());
            assertEquals(0, new LockCounts().takenOver());
        }
    }

    @Test
    void shouldTakeOverFromAnOwnerThatIsKilledWhileItIsStopped() throws Exception {
        try (Memory memory = Setup.in(directory).boot(); ChildJvm owner = start("halt", HALF_APPLIED).ready()) {
            owner.signal("STOP");
            CompletableFuture<Long> waiting = CompletableFuture.supplyAsync(() -> memory.shm().allocate(100));
            assertThrows(TimeoutException.class, () -> waiting.get(STOPPED_SECONDS, TimeUnit.SECONDS));
            owner.kill();
            memory.shm().free(waiting.get(60, TimeUnit.SECONDS));
            memory.shm().verify();
            assertEquals(1, memory.shm().statistics().fragments(), "what was published is complete");
            assertEquals(1, new LockCounts().takenOver());
        }
    }

    @Test
    void shouldNotStealFromAnOwnerWhoseCollectorPauses() throws Exception {
        try (Memory memory = Setup.in(directory).boot(); ChildJvm owner = start("collect", HALF_APPLIED).ready()) {
            long start = System.nanoTime();
            memory.shm().free(memory.shm().allocate(100));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertFalse(millis < 1000, "the owner didn't pause: " + millis + " ms");
            owner.ready();
            memory.shm().verify();
            assertEquals(1, memory.shm().statistics().fragments());
            assertEquals(0, new LockCounts().takenOver());
        }
    }

    /** Just after it took over; with the first, then with two of the stores made again. */
    @Test
    void shouldFinishWhatRecoverersWereKilledIn() throws Exception {
        try (Memory memory = Setup.in(directory).boot(); ChildJvm owner = start("halt", HALF_APPLIED).ready()) {
            owner.kill();
            for (String store : new String[] {"1", "2", "3"}) {
                try (ChildJvm recoverer = start("halt", store).ready()) {
                    recoverer.kill();
                }
            }
            memory.shm().free(memory.shm().allocate(100));
            memory.shm().verify();
            assertEquals(1, memory.shm().statistics().fragments(), "what was published is complete");
            assertEquals(3, new LockCounts().takenOver(), "but for the one who died before it could count");
        }
    }

    /** Its first takeover is no time to load classes: others wait. */
    @Test
    void shouldHaveRehearsedWhatIsDoneAfterADeath() throws Exception {
        Setup setup = Setup.in(directory);
        try (Memory memory = setup.boot()) {
            long word = memory.shm().allocate(8);
            memory.shm().segmentOf(word).fill((byte) 0);
            memory.shm().compareAndSetRoot(0, word);
            ChildJvm owner = ChildJvm.start(setup, "lock").ready();
            try (ChildJvm heir = start("inherit", "0").ready()) {
                owner.kill();
                heir.goOn();
                assertEquals("true 0", heir.line(), "whether the owner died, and how many classes were loaded then");
            }
        }
    }

    private ChildJvm start(String how, String store) throws Exception {
        return ChildJvm.start(Setup.in(directory), HaltingChild.class, how, store);
    }
}
