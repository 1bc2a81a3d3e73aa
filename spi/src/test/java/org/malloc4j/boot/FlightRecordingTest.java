package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.Memory;
import org.malloc4j.Pool;
import org.malloc4j.PoolExhaustedException;
import org.malloc4j.management.MemoryMXBean;

/** What a recording of the JDK's flight recorder shows of a pool. */
@Timeout(60)
class FlightRecordingTest {
    private static final String OURS = "org.malloc4j.";

    @TempDir
    Path directory;

    private static Configuration shipped() throws Exception {
        try (Reader reader = new InputStreamReader(MemoryMXBean.class.getResourceAsStream("malloc4j.jfc"),
                StandardCharsets.UTF_8)) {
            return Configuration.create(reader);
        }
    }

    private List<RecordedEvent> events(Recording recording) throws Exception {
        recording.stop();
        Path file = directory.resolve("recording.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith(OURS)).toList();
    }

    private static String caller(RecordedEvent event) {
        return event.getStackTrace().getFrames().stream().map(frame -> frame.getMethod().getType().getName())
                .filter(name -> !name.startsWith("org.malloc4j.boot.AllocatorPool")
                        && !name.startsWith("org.malloc4j.boot.PoolRecord"))
                .findFirst().orElse("");
    }

    @Test
    void shouldRecordEveryOperationWithItsStackTraceWhenAskedTo() throws Exception {
        try (Recording recording = new Recording(); Memory memory = Setup.in(directory).boot()) {
            for (String event : List.of("Allocate", "Free")) {
                recording.enable(OURS + event).with("sampleBytes", "1");
            }
            recording.enable(OURS + "Exhausted");
            recording.start();
            Pool pkg = memory.pkg();
            long block = pkg.allocate(100);
            long behind = pkg.allocate(16);
            long moved = pkg.reallocate(block, 50_000);
            pkg.free(moved);
            pkg.free(behind);
            long word = memory.shm().allocate(8);
            memory.shm().allocateInto(word, 200);
            memory.shm().freeFrom(word);
            assertThrows(PoolExhaustedException.class, () -> pkg.allocate(1L << 30));
            assertEquals(Pool.NULL, pkg.tryAllocate(1L << 31, 16));

            List<RecordedEvent> events = events(recording);
            assertEquals(List.of("pkg 100", "pkg 16", "pkg 50000", "shm 8", "shm 200"), events.stream()
                    .filter(event -> event.getEventType().getName().equals(OURS + "Allocate"))
                    .map(event -> event.getString("pool") + " " + event.getLong("byteSize")).toList());
            assertEquals(List.of("pkg " + block, "pkg " + moved, "pkg " + behind, "shm"), events.stream()
                    .filter(event -> event.getEventType().getName().equals(OURS + "Free"))
                    .map(event -> event.getString("pool").equals("pkg") ? "pkg " + event.getLong("block") : "shm").toList());
            assertEquals(List.of(1L << 30, 1L << 31), events.stream()
                    .filter(event -> event.getEventType().getName().equals(OURS + "Exhausted"))
                    .map(event -> event.getLong("byteSize")).toList());
            assertTrue(events.stream().allMatch(event -> caller(event).startsWith(FlightRecordingTest.class.getName())),
                    () -> events.stream().map(FlightRecordingTest::caller).toList().toString());
            assertEquals(Set.of("test"), events.stream().map(event -> event.getString("instance")).collect(
                    Collectors.toSet()));
        }
    }

    /** Five thousand draws of one in 64 on average: the estimate is off by more than a fifth once in a million runs. */
    @Test
    void shouldEstimateAllBytesFromSamples() throws Exception {
        int count = 5_000;
        long byteSize = 1024;
        try (Recording recording = new Recording(); Memory memory = Setup.in(directory).boot()) {
            recording.enable(OURS + "Allocate").with("sampleBytes", Long.toString(8 * byteSize));
            recording.start();
            for (int i = 0; i < count; i++) {
                memory.pkg().free(memory.pkg().allocate(byteSize));
            }
            List<RecordedEvent> events = events(recording);
            long estimate = events.stream().mapToLong(event -> event.getLong("estimate")).sum();
            assertTrue(events.size() < count / 4, () -> "samples: " + events.size());
            assertEquals(count * byteSize, estimate, count * byteSize / 5.0);
        }
    }

    @Test
    void shouldRecordNothingUnlessAsked() throws Exception {
        try (Recording recording = new Recording(); Memory memory = Setup.in(directory).boot()) {
            recording.start();
            memory.pkg().free(memory.pkg().allocate(100));
            assertEquals(List.of(), events(recording));
        }
    }

    @Test
    void shouldShipSettingsThatTurnEveryEventOn() throws Exception {
        FlightRecorder.register(AllocateEvent.class);
        FlightRecorder.register(FreeEvent.class);
        FlightRecorder.register(ExhaustedEvent.class);
        Map<String, String> settings = shipped().getSettings();
        Set<String> ours = new TreeSet<>();
        for (EventType type : FlightRecorder.getFlightRecorder().getEventTypes()) {
            if (type.getName().startsWith(OURS)) {
                ours.add(type.getName());
                assertEquals("true", settings.get(type.getName() + "#enabled"), type.getName());
                assertFalse(Boolean.parseBoolean(type.getSettingDescriptors().stream()
                        .filter(setting -> setting.getName().equals("enabled")).findFirst().orElseThrow()
                        .getDefaultValue()), type.getName() + " is on unless somebody turns it off");
            }
        }
        assertTrue(ours.containsAll(Set.of(OURS + "Allocate", OURS + "Free", OURS + "Exhausted")), ours.toString());
        try (Recording recording = new Recording(shipped()); Memory memory = Setup.in(directory).boot()) {
            recording.start();
            for (int i = 0; i < 100; i++) {
                memory.pkg().free(memory.pkg().allocate(500_000));
            }
            assertEquals(Set.of(OURS + "Allocate", OURS + "Free"), events(recording).stream()
                    .map(event -> event.getEventType().getName()).collect(Collectors.toSet()));
        }
    }
}
