package org.malloc4j.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The processes that run a workload together, and the memory through which they hand blocks to one another: none if there
 * is only one. All of them lay out the same passages in the same order.
 */
final class Team {
    /** The size of the file; what isn't touched takes no memory. */
    static final long BYTE_SIZE = 1L << 30;
    private static final long ALIGNMENT = 4096;

    private final int process;
    private final int processes;
    private final MemorySegment memory;
    private long used;

    private Team(int process, int processes, MemorySegment memory) {
        this.process = process;
        this.processes = processes;
        this.memory = memory;
    }

    static Team alone() {
        return new Team(0, 1, MemorySegment.NULL);
    }

    static Team of(int process, int processes, Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Team(process, processes, channel.map(MapMode.READ_WRITE, 0, BYTE_SIZE, Arena.global()));
        } catch (IOException e) {
            throw new UncheckedIOException("file shared by the team can't be mapped: " + file, e);
        }
    }

    int process() {
        return process;
    }

    int processes() {
        return processes;
    }

    /**
     * {@return a new passage, or another process's end of it}
     *
     * @param contender whose blocks go through
     * @param cells     how many tables it holds
     * @param width     how many blocks each has at most
     */
    Passage passage(Contender contender, int cells, int width) {
        long words = Passage.byteSize(cells);
        long numbers = (long) cells * width * Long.BYTES;
        if (processes == 1) {
            return new Passage(Arena.ofAuto().allocate(words, ALIGNMENT), contender.blocks(cells * width), cells, width);
        }
        MemorySegment both = next(words + numbers);
        return new Passage(both.asSlice(0, words), contender.sharedBlocks(both.asSlice(words)).orElseThrow(), cells, width);
    }

    /**
     * {@return new words in which the workers of all processes say what they have}
     *
     * @param workers how many there are in each process
     */
    LiveBytes liveBytes(int workers) {
        long byteSize = LiveBytes.byteSize(workers * processes);
        return new LiveBytes(processes == 1 ? Arena.ofAuto().allocate(byteSize, ALIGNMENT) : next(byteSize),
                process * workers);
    }

    private MemorySegment next(long byteSize) {
        MemorySegment part = memory.asSlice(used, byteSize);
        used += byteSize + ALIGNMENT - 1 & -ALIGNMENT;
        return part;
    }
}
