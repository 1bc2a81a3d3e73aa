package org.malloc4j.boot;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;

/**
 * The jars of the class path that can't be opened. The JVM passes over them in silence, and a plug-in in one of them would
 * just not be there.
 *
 * <p>Every boot asks, and class paths are long: so a jar whose last record leads to its directory passes for whole, and only
 * the others are opened.
 */
final class UnreadableJars {
    /** A ZIP file's last record, without a comment; where its directory is, and where that record begins. */
    private static final int END_BYTE_SIZE = 22;
    private static final int END_SIGNATURE = 0x0605_4b50;
    private static final int DIRECTORY_BYTE_SIZE_AT = 12;
    private static final int DIRECTORY_OFFSET_AT = 16;
    private static final int COMMENT_BYTE_SIZE_AT = 20;
    private static final int DIRECTORY_SIGNATURE = 0x0201_4b50;

    private UnreadableJars() {
    }

    /** {@return the name of each, and why} @param classPath the class path */
    static List<String> of(String classPath) {
        List<String> unreadable = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (entry.endsWith(".jar") && Files.isRegularFile(Path.of(entry)) && !looksWhole(Path.of(entry))) {
                complaint(Path.of(entry)).ifPresent(unreadable::add);
            }
        }
        return unreadable;
    }

    private static Optional<String> complaint(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.size() >= 0 ? Optional.empty() : Optional.of(jar.toString());
        } catch (IOException e) {
            return Optional.of("%s (it is no jar: %s)".formatted(jar.getFileName(), e.getMessage()));
        }
    }

    private static boolean looksWhole(Path jar) {
        try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "r")) {
            long end = file.length() - END_BYTE_SIZE;
            ByteBuffer record = read(file, end, END_BYTE_SIZE);
            if (record.getInt(0) != END_SIGNATURE || record.getShort(COMMENT_BYTE_SIZE_AT) != 0) {
                return false;
            }
            long directory = Integer.toUnsignedLong(record.getInt(DIRECTORY_OFFSET_AT));
            return directory + Integer.toUnsignedLong(record.getInt(DIRECTORY_BYTE_SIZE_AT)) == end
                    && read(file, directory, Integer.BYTES).getInt(0) == DIRECTORY_SIGNATURE;
        } catch (IOException e) {
            return false;
        }
    }

    private static ByteBuffer read(RandomAccessFile file, long offset, int byteSize) throws IOException {
        byte[] bytes = new byte[byteSize];
        file.seek(offset);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
