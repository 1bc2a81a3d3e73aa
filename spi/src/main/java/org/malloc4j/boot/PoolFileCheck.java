package org.malloc4j.boot;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.malloc4j.spi.Region;

/** The question whether a file is a whole pool of this version, of this user. It only reads. */
final class PoolFileCheck {
    /** Which files are pools. */
    static final String POOLS_FILE = "Expected a pool's file, such as /dev/shm/malloc4j-NAME.shm, or what a start kept of it, "
            + ".shm.crashed.";

    private static final String KEPT = " Nothing was changed. " + Refusal.MOVE_AWAY;

    private final Path path;
    private final String advice;

    private PoolFileCheck(Path path, String advice) {
        this.path = path;
        this.advice = advice;
    }

    /** {@return what the pool was formatted as} Everything else is refused with a sentence. */
    static PoolFormat check(Path path) throws IOException {
        PoolFileCheck check = new PoolFileCheck(path, KEPT);
        check.checkOwner();
        return check.check();
    }

    /** {@return what the pool was formatted as, whosever it is} For those who only look. */
    static PoolFormat look(Path path) throws IOException {
        return new PoolFileCheck(path, " Its blocks can't be read. Is it the file that was meant? " + POOLS_FILE).check();
    }

    /** {@return what the pool was formatted as, for those who list pools} Whose it is has been looked at already. */
    static PoolFormat list(Path path) throws IOException {
        return new PoolFileCheck(path, " Nobody is looked for in it.").check();
    }

    private void checkOwner() throws IOException {
        checkKind();
        OwnerOnly.check(path, "pool file");
    }

    private BasicFileAttributes checkKind() throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw refusal("pool file is no regular file", "", "something else lies where malloc4j keeps its pool");
        }
        return attributes;
    }

    private PoolFormat check() throws IOException {
        long fileSize = checkKind().size();
        if (fileSize < SuperblockDescriptor.CONTROL_LENGTH) {
            throw refusal("pool file is truncated",
                    " size=" + fileSize + " least=" + SuperblockDescriptor.CONTROL_LENGTH,
                    "it is too short to hold a superblock");
        }
        Superblock superblock = new Superblock(readSuperblock());
        checkMagic(superblock);
        if (superblock.layoutVersion() != SuperblockDescriptor.LAYOUT_VERSION) {
            throw refusal("pool file has another layout version",
                    " version=" + superblock.layoutVersion() + " mine=" + SuperblockDescriptor.LAYOUT_VERSION,
                    "another version of malloc4j formatted it");
        }
        if (superblock.checksum() != superblock.computeChecksum()) {
            throw refusal("superblock is damaged", " checksum=" + Long.toHexString(superblock.checksum()) + " computed="
                    + Long.toHexString(superblock.computeChecksum()), "something overwrote the beginning of the file");
        }
        if (superblock.fileByteSize() != fileSize) {
            throw refusal(fileSize < superblock.fileByteSize() ? "pool file is truncated" : "pool file is too long",
                    " size=" + fileSize + " formatted=" + superblock.fileByteSize(),
                    "it isn't as long as when it was formatted");
        }
        return superblock.read();
    }

    private Region readSuperblock() throws IOException {
        long[] words = new long[(int) (SuperblockDescriptor.SUPERBLOCK_LENGTH / Long.BYTES)];
        byte[] bytes = new byte[(int) SuperblockDescriptor.SUPERBLOCK_LENGTH];
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
                DataInputStream data = new DataInputStream(in)) {
            data.readFully(bytes);
        }
        MemorySegment segment = MemorySegment.ofArray(words);
        MemorySegment.copy(MemorySegment.ofArray(bytes), ValueLayout.JAVA_BYTE, 0, segment, ValueLayout.JAVA_BYTE, 0,
                bytes.length);
        return Region.of(segment);
    }

    private void checkMagic(Superblock superblock) {
        long magic = superblock.magic();
        if (magic == 0) {
            throw refusal("pool file has no superblock", " magic=0",
                    "it is zero-filled, or its formatting was never finished");
        }
        if (magic == Long.reverseBytes(SuperblockDescriptor.MAGIC)) {
            throw refusal("pool file has the other byte order", " mine=" + ByteOrder.nativeOrder(),
                    "a machine of another kind formatted it");
        }
        if (magic != SuperblockDescriptor.MAGIC) {
            throw refusal("file is no pool", " magic=" + Long.toHexString(magic), "it is some other program's");
        }
    }

    private Refusal refusal(String rule, String figures, String meaning) {
        return new Refusal(rule + ": file=" + path + figures + "; " + meaning + "." + advice);
    }
}
