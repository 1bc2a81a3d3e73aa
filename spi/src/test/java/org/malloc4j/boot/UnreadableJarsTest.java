package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnreadableJarsTest {

    @TempDir
    private Path directory;

    @Test
    void shouldNameEachJarThatCannotBeOpened() throws IOException {
        Path sound = directory.resolve("sound.jar");
        new JarOutputStream(Files.newOutputStream(sound), new Manifest()).close();
        Path empty = Files.createFile(directory.resolve("empty.jar"));
        Path text = Files.writeString(directory.resolve("text.jar"), "no jar");
        String classPath = String.join(File.pathSeparator, sound.toString(), empty.toString(), text.toString(),
                directory.toString(), directory.resolve("missing.jar").toString());
        assertEquals(List.of("empty.jar (it is no jar: zip file is empty)",
                "text.jar (it is no jar: zip END header not found)"), UnreadableJars.of(classPath));
    }
}
