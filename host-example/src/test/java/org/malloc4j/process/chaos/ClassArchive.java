package org.malloc4j.process.chaos;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * The classes of a worker as the JVM maps them in, so that a start takes half the time and there are twice as many kills.
 * Such an archive is made by a worker that does nothing, and only from jars, so directories of classes are packed first.
 */
final class ClassArchive {
    private static final String SEPARATOR = File.pathSeparator;

    private final Path directory;
    private final String classPath;

    private ClassArchive(Path directory, String classPath) {
        this.directory = directory;
        this.classPath = classPath;
    }

    /** {@return the archive} @param directory where it is made */
    static ClassArchive in(Path directory) throws IOException {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(SEPARATOR)) {
            if (Files.isDirectory(Path.of(entry))) {
                String jar = directory.resolve("classes-" + jars.size() + ".jar").toString();
                ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, "-c", "-f", jar, "-C", entry, ".");
                jars.add(jar);
            } else if (Files.exists(Path.of(entry))) {
                jars.add(entry);
            }
        }
        return new ClassArchive(directory, String.join(SEPARATOR, jars));
    }

    /** {@return what the JVM is told to write the archive when it ends} */
    List<String> optionsToWrite() {
        return List.of("-XX:ArchiveClassesAtExit=" + file(), "-cp", classPath);
    }

    /** {@return what the JVM is told to use it} */
    List<String> options() {
        return List.of("-XX:SharedArchiveFile=" + file(), "-cp", classPath);
    }

    private Path file() {
        return directory.resolve("classes.jsa");
    }
}
