package org.malloc4j.qmalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.ConfigFactory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Tagged;
import org.malloc4j.tck.Trace;

/** Whoever writes to nothing but his own blocks, and tags, hears nothing from Q_MALLOC. */
class FalseAlarmTest {
    private static final int OPERATIONS = 1_000_000;

    @ParameterizedTest
    @ValueSource(longs = {0, 24})
    void shouldFindNothingInAMillionCorrectOperations(long tagByteSize) {
        long seed = System.nanoTime() & 0xFFFF_FFFFL;
        SplittableRandom random = new SplittableRandom(seed);
        Ground ground = new Ground(QMallocHeap::new, 4 << 20, tagByteSize, new QMallocSettings(64 * 1024, 2, 3));
        List<Long> blocks = new ArrayList<>();
        try {
            for (int i = 0; i < OPERATIONS; i++) {
                perform(ground, tagByteSize, blocks, random);
            }
            ground.allocator().verify();
            blocks.forEach(ground.allocator()::free);
            ground.allocator().trim();
            ground.allocator().verify();
        } catch (RuntimeException e) {
            throw new AssertionError("false alarm: seed=" + seed, e);
        }
        assertEquals(0, ground.allocator().statistics().fragments());
        assertEquals(1, ground.allocator().statistics().freeFragments(), "one free fragment after trim");
        assertEquals(0, ground.allocator().retired());
    }

    private static void perform(Ground ground, long tagByteSize, List<Long> blocks, SplittableRandom random) {
        QMallocAllocator allocator = ground.allocator();
        int dice = random.nextInt(100);
        if (dice < 45 || blocks.isEmpty()) {
            long size = random.nextInt(50) == 0 ? random.nextLong(20_000) : random.nextLong(600);
            long block = allocator.allocate(size, random.nextInt(20) == 0 ? 16L << random.nextInt(9) : 16);
            if (block != 0) {
                ground.memory().asSlice(block, size).fill((byte) dice);
                ground.memory().asSlice(allocator.tag(block), tagByteSize).fill((byte) -dice);
                blocks.add(block);
            }
        } else {
            int index = random.nextInt(blocks.size());
            long block = blocks.get(index);
            if (dice < 60) {
                long size = random.nextLong(800);
                if (allocator.resize(block, size)) {
                    ground.memory().asSlice(block, size).fill((byte) dice);
                }
            } else {
                allocator.free(block);
                blocks.set(index, blocks.getLast());
                blocks.removeLast();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"git-log", "python-json"})
    void shouldFindNothingInARecordedProgramWithTags(String name) {
        Trace trace = Trace.read(name, 80);
        long byteSize = 2 * trace.peakDemand() + 65_535 & -65_536;
        MemorySegment memory = Arena.ofAuto().allocate(byteSize, 4096);
        Allocator allocator = new QMallocProvider().format(Region.of(memory), 24,
                ConfigFactory.load().getConfig("malloc4j.q-malloc"));
        long[] blocks = new long[trace.largestId() + 1];
        for (Trace.Call call : trace.calls()) {
            long block = blocks[call.id()];
            if (call.verb() == 'f') {
                allocator.free(block);
            } else if (call.verb() == 'a' || !allocator.resize(block, call.byteSize())) {
                blocks[call.id()] = allocator.allocate(call.byteSize(), 16);
                if (call.verb() == 'r') {
                    allocator.free(block);
                }
            }
            if (call.verb() != 'f') {
                memory.asSlice(blocks[call.id()], call.byteSize()).fill((byte) call.id());
                memory.asSlice(((Tagged) allocator).tag(blocks[call.id()]), 24).fill((byte) ~call.id());
            }
        }
        allocator.verify();
    }
}
