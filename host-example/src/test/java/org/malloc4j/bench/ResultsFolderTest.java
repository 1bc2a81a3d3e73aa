package org.malloc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFolderTest {
    @TempDir
    private Path parent;

    private static String refusal(Path folder, Path where, String why) {
        return "results can't be written: folder=" + folder + "; the system refuses " + where + ": " + why
                + ". Let this user write there, make room, or move away what is in the way.";
    }

    @Test
    void shouldSayThatAFileIsInTheWay() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));
        assertEquals(Optional.of(refusal(file, file.resolve("logs"), "Not a directory")), new ResultsFolder(file).problem());
        Path folder = Files.createDirectory(parent.resolve("folder"));
        Path logs = Files.createFile(folder.resolve("logs"));
        assertEquals(Optional.of(refusal(folder, logs, "a file of that name is there")), new ResultsFolder(folder).problem());
    }

    @Test
    void shouldSayThatAnEarlierResultCantBeReplaced() throws IOException {
        Path page = Files.createDirectories(parent.resolve("index.html"));
        assertEquals(Optional.of(refusal(parent, page, "Is a directory")), new ResultsFolder(parent).problem());
    }

    @Test
    void shouldLeaveNothingButAnEmptyFolderForLogs() throws IOException {
        Path folder = parent.resolve("new");
        assertEquals(Optional.empty(), new ResultsFolder(folder).problem());
        Path logs = new ResultsFolder(folder).emptyLogs();
        Files.writeString(logs.resolve("old.log"), "old");
        assertEquals(logs, new ResultsFolder(folder).emptyLogs());
        try (Stream<Path> all = Files.walk(folder)) {
            assertEquals(List.of(folder, logs), all.toList());
        }
    }

    @Test
    void shouldNotTouchEarlierResultsBeforeThereAreOthers() throws IOException {
        Path json = Files.writeString(parent.resolve("results.json"), "[]");
        assertEquals(Optional.empty(), new ResultsFolder(parent).problem());
        assertEquals("[]", Files.readString(json));
        assertEquals("results: " + json + System.lineSeparator() + "charts:  " + parent.resolve("index.html"),
                new ResultsFolder(parent).write(List.of(), List.of()));
        assertTrue(Files.readString(parent.resolve("index.html")).contains("<h1>"));
    }
}
