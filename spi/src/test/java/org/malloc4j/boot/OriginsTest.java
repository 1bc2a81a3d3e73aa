package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginsTest {
    @TempDir
    private Path directory;

    @Test
    void shouldNameAFileAndALine() throws IOException {
        Path file = Files.writeString(directory.resolve("a.conf"), "\na = 1\nb {\n}\n");
        Config config = ConfigFactory.parseFile(file.toFile());
        assertEquals(file + ": 2", describe(config, "a"));
        assertEquals(file + ": 3", describe(config, "b"));
    }

    @Test
    void shouldNameAResourceByItsFile() throws IOException {
        Path file = Files.writeString(directory.resolve("application.conf"), "a = 1");
        assertEquals(file + ": 1", describe(resource(directory), "a"));
    }

    @Test
    void shouldNameAResourceAndItsJar() throws IOException {
        Path file = directory.resolve("host.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
            jar.putNextEntry(new JarEntry("application.conf"));
            jar.write("\n\na = 1".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals("application.conf in host.jar: 3", describe(resource(file), "a"));
    }

    @Test
    void shouldNameTheWinnerOfAMerge() {
        Config merged = ConfigFactory.parseString("a { b = 1 }").withFallback(ConfigFactory.parseString("\na { c = 1 }"));
        assertEquals("String: 1", describe(merged, "a"));
    }

    private static String describe(Config config, String key) {
        return Origins.describe(config.getValue(key).origin());
    }

    private static Config resource(Path path) throws IOException {
        return ConfigFactory.parseResources(new URLClassLoader(new URL[] {path.toUri().toURL()}, null), "application.conf");
    }
}
