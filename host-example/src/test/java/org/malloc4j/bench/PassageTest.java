package org.malloc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What hangs has failed too. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PassageTest {
    private static final int WIDTH = 3;

    private static Blocks filled(Contender contender, long value) {
        Blocks blocks = contender.blocks(WIDTH);
        for (int slot = 0; slot < WIDTH; slot++) {
            blocks.allocate(slot, Long.BYTES);
            blocks.putLong(slot, 0, value + slot);
        }
        return blocks;
    }

    @Test
    void shouldHandTablesOverInOrderAndRefuseOneTooMany() {
        try (Contender contender = new VoidContender()) {
            Passage passage = Team.alone().passage(contender, 2, WIDTH);
            Blocks to = contender.blocks(WIDTH);
            Blocks from = contender.blocks(8 * WIDTH);
            for (int slot = 0; slot < 8 * WIDTH; slot++) {
                from.allocate(slot, Long.BYTES);
            }
            assertEquals(-1, passage.receive(to));
            for (int round = 0; round < 4; round++) {
                assertTrue(passage.send(from, 2 * round * WIDTH, WIDTH));
                assertTrue(passage.send(from, (2 * round + 1) * WIDTH, 2));
                assertFalse(passage.send(from, 0, WIDTH));
                assertEquals(WIDTH, passage.receive(to));
                assertEquals(2, passage.receive(to));
                assertEquals(-1, passage.receive(to));
            }
        }
    }

    @Test
    void shouldBeDrainedOnceEverySenderHasClosedItAndAllWasReceived() {
        try (Contender contender = new VoidContender()) {
            Passage passage = Team.alone().passage(contender, 2, WIDTH);
            passage.close();
            assertFalse(passage.isDrained(2));
            passage.send(filled(contender, 0), 0, WIDTH);
            passage.close();
            assertFalse(passage.isDrained(2));
            passage.receive(contender.blocks(WIDTH));
            assertTrue(passage.isDrained(2));
        }
    }

    @Test
    void shouldHandBlocksOverThroughMemoryThatProcessesShare(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("team");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(Team.BYTE_SIZE);
        }
        try (Contender contender = new PoolContender(ContenderId.parse("F_MALLOC/shm"),
                new ContenderSource.Setting("passage-test-" + ProcessHandle.current().pid(), 1 << 20))) {
            Passage sender = Team.of(0, 2, file).passage(contender, 2, WIDTH);
            Passage receiver = Team.of(1, 2, file).passage(contender, 2, WIDTH);
            assertTrue(sender.send(filled(contender, 42), 0, WIDTH));
            Blocks to = contender.blocks(WIDTH);
            assertEquals(WIDTH, receiver.receive(to));
            for (int slot = 0; slot < WIDTH; slot++) {
                assertEquals(42 + slot, to.getLong(slot, 0));
                to.free(slot);
            }
            contender.trim();
            assertEquals("clean", contender.footprint().finalState());
        }
    }

    @Test
    void shouldLoseNothingBetweenManySendersAndReceivers() {
        int pairs = 3;
        int tables = 500;
        AtomicLong sum = new AtomicLong();
        try (Contender contender = new VoidContender()) {
            Passage passage = Team.alone().passage(contender, 4, 1);
            Crew.run(contender, 2 * pairs, (worker, crew, tally) -> {
                Blocks blocks = contender.blocks(1);
                Waiting waiting = new Waiting();
                if (worker < pairs) {
                    for (int i = 0; i < tables; i++) {
                        while (!passage.send(blocks, 0, 1)) {
                            crew.await(waiting);
                        }
                    }
                    passage.close();
                } else {
                    while (!passage.isDrained(pairs)) {
                        sum.addAndGet(Math.max(0, passage.receive(blocks)));
                    }
                }
            });
        }
        assertEquals((long) pairs * tables, sum.get());
    }
}
