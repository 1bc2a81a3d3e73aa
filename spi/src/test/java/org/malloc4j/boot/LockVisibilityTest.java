package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.Memory;
import org.malloc4j.Pool;

/** Waiting for locks, and taking them over from the dead, as monitoring tools see it. */
@Timeout(60)
class LockVisibilityTest {
    private static final String LOCK_WAIT = "org.malloc4j.LockWait";
    private static final String RECOVERY = "org.malloc4j.Recovery";

    private final LockCounts counts = new LockCounts();

    @TempDir
    Path directory;

    @Test
    void shouldCountWhoWaitedForTheAllocator() throws Exception {
        try (Memory memory = Setup.in(directory).boot()) {
            assertEquals(0, counts.waits());
            Thread other = Thread.ofPlatform().daemon().start(() -> {
                while (!Thread.interrupted()) {
                    memory.shm().free(memory.shm().allocate(100));
                }
            });
            while (counts.waits() == 0) {
                memory.shm().free(memory.shm().allocate(100));
            }
            other.interrupt();
            other.join();
            assertEquals(0, counts.privateWaits());
            assertEquals(0, counts.takenOver());
        }
    }

    @Test
    void shouldRecordWhoHeldALockForLong() throws Exception {
        try (Recording recording = recording(); Memory memory = Setup.in(directory).boot()) {
            long word = lockWord(memory.shm());
            memory.shm().lock(word);
            Thread waiter = Thread.ofPlatform().start(() -> {
                memory.shm().lock(word);
                memory.shm().unlock(word);
            });
            Thread.sleep(500);
            memory.shm().unlock(word);
            waiter.join();
            List<RecordedEvent> events = events(recording);
            assertEquals(List.of(LOCK_WAIT), names(events));
            RecordedEvent wait = events.getFirst();
            assertEquals("shm", wait.getString("pool"));
            assertEquals(word, wait.getLong("wordOffset"));
            assertEquals(0, wait.getInt("ownerSlot"));
            assertEquals(Machine.pid(), wait.getLong("ownerPid"));
            assertFalse(wait.getBoolean("ownerDied"));
            assertTrue(wait.getDuration().compareTo(Duration.ofMillis(100)) > 0, wait.toString());
        }
    }

    @Test
    void shouldRecordAndCountWhatWasTakenOverFromTheDead() throws Exception {
        Setup setup = Setup.in(directory);
        try (Recording recording = recording(); Memory memory = setup.boot()) {
            long word = lockWord(memory.shm());
            memory.shm().compareAndSetRoot(0, word);
            try (ChildJvm child = ChildJvm.start(setup, "lock").ready()) {
                child.kill();
                assertTrue(memory.shm().lock(word));
                memory.shm().unlock(word);
                assertEquals(1, counts.takenOver());
                assertEquals(0, counts.deathsRepaired());
                List<RecordedEvent> events = events(recording);
                assertEquals(List.of(RECOVERY, LOCK_WAIT), names(events));
                assertEquals(1, events.getFirst().getInt("slot"));
                assertEquals(1, events.getFirst().getInt("generation"));
                assertEquals(word, events.getFirst().getLong("wordOffset"));
                assertEquals(child.process().pid(), events.getFirst().getLong("pid"));
                assertTrue(events.getLast().getBoolean("ownerDied"));
            }
            setup.boot().close();
            assertEquals(1, counts.deathsRepaired());
        }
    }

    @Test
    void shouldRecordNothingUnlessAsked() throws Exception {
        try (Recording recording = new Recording(); Memory memory = Setup.in(directory).boot()) {
            recording.start();
            long word = lockWord(memory.shm());
            memory.shm().lock(word);
            Thread waiter = Thread.ofPlatform().start(() -> memory.shm().lock(word));
            Thread.sleep(20);
            memory.shm().unlock(word);
            waiter.join();
            assertEquals(List.of(), names(events(recording)));
        }
    }

    private static long lockWord(Pool pool) {
        long word = pool.allocate(8);
        pool.segment().set(ValueLayout.JAVA_LONG, word, 0);
        return word;
    }

    private static Recording recording() {
        Recording recording = new Recording();
        recording.enable(LOCK_WAIT);
        recording.enable(RECOVERY);
        recording.start();
        return recording;
    }

    private List<RecordedEvent> events(Recording recording) throws Exception {
        recording.stop();
        Path file = directory.resolve("locks.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file);
    }

    private static List<String> names(List<RecordedEvent> events) {
        return events.stream().map(it -> it.getEventType().getName()).filter(it -> it.startsWith("org.malloc4j")).toList();
    }
}
