package org.malloc4j.boot;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipFile;

/**
 * The jars of the class path that can't be opened. The JVM passes over them in silence, and a plug-in in one of them would
 * just not be there.
 */
final class UnreadableJars {
    private UnreadableJars() {
    }

    /** {@return the name of each, and why} @param classPath the class path */
    static ImmutableList<String> of(String classPath) {
        return Splitter.on(File.pathSeparatorChar).omitEmptyStrings().splitToStream(classPath)
                .filter(entry -> entry.endsWith(".jar"))
                .map(Path::of)
                .filter(Files::isRegularFile)
                .flatMap(jar -> complaint(jar).stream())
                .collect(ImmutableList.toImmutableList());
    }

    private static Optional<String> complaint(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.size() >= 0 ? Optional.empty() : Optional.of(jar.toString());
        } catch (IOException e) {
            return Optional.of("%s (it is no jar: %s)".formatted(jar.getFileName(), e.getMessage()));
        }
    }
}
