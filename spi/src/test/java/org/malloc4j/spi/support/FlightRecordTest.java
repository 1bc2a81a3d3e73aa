package org.malloc4j.spi.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/** What a recording shows of locks that were taken over. */
class FlightRecordTest {
    @TempDir
    Path directory;

    private static Region region(String name) {
        return Region.of(name, MemorySegment.ofArray(new long[8]), Sharing.SHARED, Processes.alone(),
                (offset, byteSize) -> true);
    }

    @Test
    void shouldNotRecordThatARehearsalTookOverALock() throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("org.malloc4j.Recovery");
            recording.start();
            FlightRecord.tookOver(region(Rehearsal.REGION), 0, 1);
            FlightRecord.tookOver(region("shm"), 0, 1);
            recording.stop();
            recording.dump(directory.resolve("x.jfr"));
        }
        assertEquals(List.of("shm"), RecordingFile.readAllEvents(directory.resolve("x.jfr")).stream()
                .map(event -> event.getString("pool")).toList());
    }
}
