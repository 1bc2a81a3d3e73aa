package org.malloc4j.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Keeps what is known of a corruption when the process that found it ends: a text file that only its owner may read. */
final class EvidenceFile {
    private final Path path;

    /** @param path where it shall be; what lies there is replaced */
    EvidenceFile(Path path) {
        this.path = path;
    }

    /**
     * Writes it whole or not at all: under a name of its own, never one that somebody else prepared, and then renamed.
     *
     * @return where it is
     */
    Path write(String text) throws IOException {
        Path fresh = Files.createTempFile(path.getParent(), path.getFileName() + ".", ".new", OwnerOnly.MODE);
        try {
            Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
            return Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }
}
