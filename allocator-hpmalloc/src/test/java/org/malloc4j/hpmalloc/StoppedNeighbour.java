package org.malloc4j.hpmalloc;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/**
 * Another process on the same heap. It performs what it is told, a line each, and halts after as many stores as it is
 * told, until it gets another line: there it is stopped.
 */
final class StoppedNeighbour {
    /** Told to whoever started it. */
    static final String HALTED = "halted";
    static final String DONE = "done";

    private static final int SLOT = 1;
    private static final int BLOCKS = 40;
    /** For the other process to free. */
    private static final int BLOCKS_TO_GIVE = 400;

    private final HpMallocAllocator allocator;
    private final HaltingRegion region;
    private final long[] own = new long[BLOCKS];

    private StoppedNeighbour(Path file) throws IOException {
        region = new HaltingRegion(map(file), SLOT);
        allocator = (HpMallocAllocator) new HpMallocProvider().attach(region, 0, ConfigFactory.load().getConfig("malloc4j.hp-malloc"));
        Arrays.setAll(own, i -> allocator.allocate(100, 16));
    }

    static MemorySegment map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), Arena.global());
        }
    }

    /** {@return who there is: two that live} @param slot which of them this process is */
    static Processes processes(int slot) {
        return new Two(slot);
    }

    /** @param args the file */
    public static void main(String[] args) throws IOException {
        new StoppedNeighbour(Path.of(args[0])).serve();
    }

    private void serve() throws IOException {
        say(LongStream.generate(() -> allocator.allocate(100, 16)).limit(BLOCKS_TO_GIVE).mapToObj(Long::toString)
                .collect(Collectors.joining(" ")));
        for (String line = line(); line != null; line = line()) {
            String[] words = line.split(" ");
            region.haltAfter(Integer.parseInt(words[0]));
            perform(words[1], Long.parseLong(words[2]));
            region.haltAfter(-1);
            say(DONE);
        }
    }

    /** @param foreign a block of the other process; for some there is a word in it that is for another one */
    private void perform(String what, long foreign) {
        switch (what) {
            case "pair" -> allocator.free(allocator.allocate(100, 16));
            case "large" -> allocator.free(allocator.allocate(50_000, 16));
            case "span" -> allocator.free(allocator.allocate(1_500, 16));
            case "foreign" -> allocator.free(foreign);
            case "link" -> {
                allocator.allocateInto(foreign, 100, 16);
                allocator.freeFrom(foreign);
            }
            case "unlink" -> allocator.freeFrom(foreign);
            case "trim" -> allocator.trim();
            case "all" -> {
                for (int i = 0; i < BLOCKS; i++) {
                    allocator.free(own[i]);
                    own[i] = allocator.allocate(100, 16);
                }
            }
            default -> throw new IllegalArgumentException(what);
        }
    }

    private static void say(String word) {
        System.out.println(word);
    }

    private static String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int letter = System.in.read(); letter != '\n'; letter = System.in.read()) {
            if (letter < 0) {
                return null;
            }
            line.append((char) letter);
        }
        return line.toString();
    }

    /** Two processes, neither of which dies. */
    private record Two(int self) implements Processes {
        @Override
        public int capacity() {
            return 2;
        }

        @Override
        public int generation() {
            return 1;
        }

        @Override
        public boolean isAlive(int slot, int generation) {
            return true;
        }

        @Override
        public boolean repairIfDead(int slot, int generation, Runnable repair) {
            return false;
        }
    }

    /** Halts after a number of stores. */
    private static final class HaltingRegion extends Region {
        private final Region inner;
        private int countdown = -1;

        HaltingRegion(MemorySegment memory, int slot) {
            super("shm", memory.byteSize(), Sharing.SHARED, StoppedNeighbour.processes(slot));
            inner = Region.of(memory);
        }

        /** @param stores how many it makes before it halts; negative: it doesn't */
        void haltAfter(int stores) {
            countdown = stores;
        }

        private void stored() {
            if (countdown >= 0 && countdown-- == 0) {
                say(HALTED);
                try {
                    line();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public boolean reserve(long offset, long byteSize) {
            return true;
        }

        @Override
        public long getLong(long offset) {
            return inner.getLong(offset);
        }

        @Override
        public long getLongAcquire(long offset) {
            return inner.getLongAcquire(offset);
        }

        @Override
        public void putLong(long offset, long value) {
            inner.putLong(offset, value);
            stored();
        }

        @Override
        public void putLongRelease(long offset, long value) {
            inner.putLongRelease(offset, value);
            stored();
        }

        @Override
        public boolean compareAndSetLong(long offset, long expected, long value) {
            boolean done = inner.compareAndSetLong(offset, expected, value);
            stored();
            return done;
        }

        @Override
        public byte getByte(long offset) {
            return inner.getByte(offset);
        }

        @Override
        public void putByte(long offset, byte value) {
            inner.putByte(offset, value);
            stored();
        }

        @Override
        public void fill(long offset, long byteSize, byte value) {
            inner.fill(offset, byteSize, value);
            stored();
        }
    }
}
