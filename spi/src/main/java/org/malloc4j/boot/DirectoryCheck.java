package org.malloc4j.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The question whether a pool can live in a directory, asked before anything there is touched. */
final class DirectoryCheck {
    private DirectoryCheck() {
    }

    /** Refuses a directory that isn't there or can't be written to, and a name that leads out of it. */
    static void check(Path directory, String instance) {
        if (!Files.isDirectory(directory)) {
            throw new Refusal("shared directory is missing: malloc4j.shm.directory=" + directory + "; "
                    + (Files.exists(directory) ? "it is no directory" : "it doesn't exist")
                    + ". Create it, or name another one.");
        }
        if (!Files.isWritable(directory)) {
            throw new Refusal("shared directory can't be written to: malloc4j.shm.directory=" + directory
                    + "; the pool's files would lie there. Name a directory this user may write to.");
        }
        if (instance.isEmpty() || instance.indexOf('/') >= 0 || instance.indexOf('\0') >= 0) {
            throw new Refusal("instance is no file name: malloc4j.instance=\"" + instance + "\"; the pool's files are "
                    + "named after it. Use letters, digits, dots and dashes.");
        }
    }

    /** Refuses a pool for which the file system has no room. */
    static void checkRoom(Path directory, PoolFormat format) throws IOException {
        long usable = Files.getFileStore(directory).getUsableSpace();
        if (format.fileByteSize() > usable) {
            throw new Refusal("pool doesn't fit: malloc4j.shm.size=" + format.poolByteSize() + " needs "
                    + format.fileByteSize() + " bytes in malloc4j.shm.directory=" + directory + ", whose file system has "
                    + usable + " left. Lower malloc4j.shm.size (-m), or make room there (in a container, with a larger "
                    + "/dev/shm).");
        }
    }
}
