package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

    @Test
    void shouldNameEachJarThatLostAPart() throws IOException {
        byte[] whole = Files.readAllBytes(jar("whole.jar", "none"));
        Path cut = Files.write(directory.resolve("cut.jar"), Arrays.copyOf(whole, whole.length - 1));
        byte[] tail = Arrays.copyOfRange(whole, 10, whole.length);
        Path headless = Files.write(directory.resolve("headless.jar"), tail);
        byte[] scrambled = whole.clone();
        scrambled[ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(whole.length - 6)] ^= 1;
        Path without = Files.write(directory.resolve("scrambled.jar"), scrambled);
        String classPath = String.join(File.pathSeparator, cut.toString(), headless.toString(), without.toString());
        assertEquals(List.of("cut.jar (it is no jar: zip END header not found)",
                "headless.jar (it is no jar: invalid END header (bad central directory offset))",
                "scrambled.jar (it is no jar: invalid CEN header (bad signature))"), UnreadableJars.of(classPath));
    }

    @Test
    void shouldTakeAJarWithACommentForWhatItIs() throws IOException {
        assertEquals(List.of(), UnreadableJars.of(jar("said.jar", "a comment").toString()));
    }

    private Path jar(String name, String comment) throws IOException {
        Path jar = directory.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), new Manifest())) {
            out.setComment(comment.equals("none") ? null : comment);
        }
        return jar;
    }
}
