package org.malloc4j.bench;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where results go, and what benchmark processes say. */
final class ResultsFolder {
    private final Path directory;
    private final Path logs;
    private final Path json;
    private final Path page;

    /** @param directory which; it need not exist */
    ResultsFolder(Path directory) {
        this.directory = directory;
        this.logs = directory.resolve("logs");
        this.json = directory.resolve("results.json");
        this.page = directory.resolve("index.html");
    }

    /** {@return why results couldn't be written there, a sentence} It is made if it isn't there; no results are touched. */
    Optional<String> problem() {
        try {
            Files.createDirectories(logs);
            Files.delete(Files.createTempFile(logs, "trial", ".log"));
            for (Path file : List.of(json, page)) {
                if (Files.exists(file)) {
                    Files.newOutputStream(file, StandardOpenOption.APPEND).close();
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(cantBeWritten(e));
        }
    }

    /** {@return the folder for what benchmark processes say, without what those of an earlier run said} */
    Path emptyLogs() {
        try (Stream<Path> old = Files.list(logs)) {
            for (Path log : old.filter(Files::isRegularFile).toList()) {
                Files.delete(log);
            }
            return logs;
        } catch (IOException e) {
            throw new IllegalStateException(cantBeWritten(e), e);
        }
    }

    /** {@return the folder itself} */
    Path directory() {
        return directory;
    }

    /** Writes the results of all that was measured. {@return what to say of them} */
    String write(List<Row> rows, List<Pair> pairs) {
        try {
            Files.writeString(json, JsonReport.of(rows, pairs));
            Files.writeString(page, HtmlReport.of(rows, pairs, Machine.describe()));
            return "results: " + json + System.lineSeparator() + "charts:  " + page;
        } catch (IOException e) {
            throw new IllegalStateException(cantBeWritten(e), e);
        }
    }

    private String cantBeWritten(IOException cause) {
        Path where = cause instanceof FileSystemException at && at.getFile() != null ? Path.of(at.getFile()) : directory;
        return "results can't be written: folder=" + directory + "; the system refuses " + where + ": " + reason(cause)
                + ". Let this user write there, make room, or move away what is in the way.";
    }

    /** What some exceptions say by their kind alone. */
    private static String reason(IOException cause) {
        String said = cause instanceof FileSystemException at ? at.getReason() : cause.getMessage();
        return said != null ? said : switch (cause.getClass().getSimpleName()) {
            case "AccessDeniedException" -> "permission denied";
            case "FileAlreadyExistsException" -> "a file of that name is there";
            case "NoSuchFileException" -> "it isn't there";
            default -> cause.getClass().getSimpleName();
        };
    }
}
