package org.malloc4j.bench.peers;

import java.util.concurrent.TimeUnit;
import org.malloc4j.bench.Blocks;
import org.malloc4j.bench.Contender;
import org.malloc4j.bench.PairSetup;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One allocation, one store to the block, one free. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PairBenchmark {
    /** The contender: a name, and a role if it has one. */
    @Param("void")
    public String contender;

    /** The size of the block, in bytes. */
    @Param({"16", "64", "256", "1024", "4096"})
    public int byteSize;

    private Contender opened;
    private Blocks blocks;

    /** Opens the contender. */
    @Setup(Level.Trial)
    public void open() {
        opened = PairSetup.open(contender);
        blocks = opened.blocks(1);
    }

    /** Closes it. */
    @TearDown(Level.Trial)
    public void close() {
        opened.close();
    }

    /** One pair. {@return what was stored, so that it has to be} */
    @Benchmark
    public long pair() {
        blocks.allocate(0, byteSize);
        blocks.putLong(0, 0, byteSize);
        long stored = blocks.getLong(0, 0);
        blocks.free(0);
        return stored;
    }
}
