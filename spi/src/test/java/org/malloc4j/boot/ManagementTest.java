package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.Memory;
import org.malloc4j.Pool;
import org.malloc4j.management.AlarmEvent;
import org.malloc4j.management.MemoryMXBean;

/** What monitoring tools see of a running memory. */
@Timeout(60)
class ManagementTest {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    @TempDir
    Path directory;

    @Test
    void shouldShowBothPools() throws Exception {
        ObjectName name = new ObjectName("org.malloc4j:type=Memory,instance=test");
        try (Memory memory = Setup.in(directory).boot()) {
            memory.shm().allocate(100);
            assertEquals("test", server.getAttribute(name, "Instance"));
            assertEquals(ProcessHandle.current().pid(), server.getAttribute(name, "Pid"));
            assertEquals("SINGLE_LOCK", server.getAttribute(name, "ShmAllocator"));
            assertEquals("SINGLE_LOCK", server.getAttribute(name, "PkgAllocator"));
            assertEquals(0, server.getAttribute(name, "Slot"));
            assertEquals(1L, ((CompositeData) server.getAttribute(name, "ShmStatistics")).get("fragments"));
            assertEquals(0L, ((CompositeData) server.getAttribute(name, "PkgStatistics")).get("fragments"));
        }
        assertFalse(server.isRegistered(name));
    }

    @Test
    void shouldGiveASecondMemoryOfTheSameInstanceANameOfItsOwn() throws Exception {
        ObjectName second = new ObjectName("org.malloc4j:type=Memory,instance=test,slot=1");
        try (Memory first = Setup.in(directory).boot()) {
            try (Memory other = Setup.in(directory).boot()) {
                assertEquals(1, server.getAttribute(second, "Slot"));
                assertEquals(first.instance(), other.instance());
            }
            assertFalse(server.isRegistered(second));
            assertTrue(server.isRegistered(new ObjectName("org.malloc4j:type=Memory,instance=test")));
        }
    }

    /** The server takes longer to make than a boot, so another thread makes it; the order of names is kept all the same. */
    @Test
    void shouldRegisterInTheBackgroundWhereNobodyUsedJmxBefore() throws Exception {
        try (ChildJvm child = ChildJvm.start(Setup.in(directory), RegistrationChild.class)) {
            List<String> names = new ArrayList<>();
            for (String line = child.line(); line != null && !line.equals("end"); line = child.line()) {
                if (line.startsWith("org.malloc4j:") || line.startsWith("jmx: ")) {
                    names.add(line);
                }
            }
            assertEquals(List.of("jmx: at rest", "org.malloc4j:type=Memory,instance=last", "org.malloc4j:type=Memory,instance=test",
                    "org.malloc4j:type=Memory,instance=test,slot=1"), names);
        }
    }

    @Test
    void shouldQuoteAnInstanceWhereJmxWantsIt() throws Exception {
        try (Memory memory = Setup.in(directory).instance("a,b=c").boot()) {
            assertTrue(server.isRegistered(new ObjectName("org.malloc4j:type=Memory,instance=\"a,b=c\"")));
            assertEquals("a,b=c", memory.instance());
        }
    }

    @Test
    void shouldRaiseAnAlarmOnceUntilUseFellClearlyBelowTheLimit() {
        try (Memory memory = Setup.in(directory).boot()) {
            AlarmWatch.Limit limit = new AlarmWatch.Limit(memory.shm(), "test", 50);
            Pool shm = memory.shm();
            assertTrue(limit.look().isEmpty());
            long block = shm.allocate(600_000);
            assertEquals("pool is filling up: pool=shm instance=test used=" + shm.statistics().realUsedSize()
                    + " of=1048576 limit=50%; soon requests will be refused. Find out what holds the memory, or raise "
                    + "malloc4j.shm.size (-m).", limit.look().orElseThrow());
            assertTrue(limit.look().isEmpty());
            shm.free(block);
            block = shm.allocate(500_000);
            assertTrue(limit.look().isEmpty(), "not clearly below");
            shm.free(block);
            assertTrue(limit.look().isEmpty());
            block = shm.allocate(600_000);
            assertTrue(limit.look().isPresent());
            shm.free(block);
        }
    }

    @Test
    void shouldNotMissAShortPeak() {
        try (Memory memory = Setup.in(directory).boot()) {
            AlarmWatch.Limit limit = new AlarmWatch.Limit(memory.shm(), "test", 50);
            assertTrue(limit.look().isEmpty());
            memory.shm().free(memory.shm().allocate(600_000));
            assertTrue(limit.look().isPresent());
            assertTrue(limit.look().isEmpty());
        }
    }

    @Test
    void shouldTellTheLogJmxAndTheFlightRecorder() throws Exception {
        try (LogCapture log = LogCapture.of(AlarmWatch.class); Recording recording = new Recording();
                Memory memory = Setup.in(directory).alarms(50, 0).boot()) {
            recording.enable(AlarmEvent.class);
            recording.start();
            List<String> heard = new CopyOnWriteArrayList<>();
            server.addNotificationListener(new ObjectName("org.malloc4j:type=Memory,instance=test"),
                    (notification, handback) -> heard.add(notification.getType() + " " + notification.getMessage()), null,
                    null);
            memory.shm().allocate(600_000);
            while (heard.isEmpty()) {
                Thread.sleep(10);
            }
            recording.stop();
            Path file = directory.resolve("alarm.jfr");
            recording.dump(file);
            assertEquals(List.of(MemoryMXBean.ALARM + " " + log.messages().getFirst()), heard);
            List<RecordedEvent> events = RecordingFile.readAllEvents(file);
            assertEquals(List.of("org.malloc4j.Alarm"), events.stream().map(it -> it.getEventType().getName()).toList());
            assertEquals(50, events.getFirst().getInt("percentage"));
        }
    }

    @Test
    void shouldHaveNoThreadWhenThereIsNothingToTakeCareOf() {
        try (Memory memory = Setup.in(directory).withoutInstance().boot()) {
            assertFalse(hasCaretaker());
            memory.shm().verify();
        }
    }

    @Test
    void shouldTakeCareOfAPoolThatProcessesShare() {
        try (Memory memory = Setup.in(directory).boot()) {
            assertTrue(hasCaretaker());
            memory.shm().verify();
        }
        assertFalse(hasCaretaker());
    }

    private static boolean hasCaretaker() {
        return Thread.getAllStackTraces().keySet().stream().anyMatch(it -> it.getName().equals("malloc4j-caretaker"));
    }
}
