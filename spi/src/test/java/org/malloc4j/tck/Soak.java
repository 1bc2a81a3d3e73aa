package org.malloc4j.tck;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.malloc4j.Memory;
import org.malloc4j.Pool;
import org.malloc4j.PoolExhaustedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stress of a whole pool that many processes can perform on the same one: it grows, half by allocating and half by
 * reallocating blocks of 1 to 65,536 bytes, until it holds 80 % of its share; then it shrinks, oldest blocks first, until
 * it holds nothing; and so on. While growing, one operation in ten frees; while shrinking, one in ten doesn't. Every byte
 * is stamped, and checked before it is given up and after it was moved.
 *
 * <p>{@link #main} performs it in a process of its own.
 */
public final class Soak {
    private static final Logger LOG = LoggerFactory.getLogger(Soak.class);
    private static final int LARGEST = 65_536;
    private static final int MAIN_CURRENT_PERCENT = 90;
    private static final int FULL_PERCENT = 80;

    private record Held(long block, int byteSize, long key) {
    }

    /**
     * What happened.
     *
     * @param operations   how many operations there were
     * @param allocations  how many of them allocated
     * @param moves        how many reallocated
     * @param frees        how many freed
     * @param refusals     how many were refused because the pool was exhausted
     * @param largestShare the most bytes held at once
     */
    public record Report(int operations, int allocations, int moves, int frees, int refusals, long largestShare) {
    }

    private final Pool pool;
    private final long share;
    private final SplittableRandom random;
    private final List<Held> held = new ArrayList<>();
    private long holds;
    private long largestShare;
    private int allocations;
    private int moves;
    private int frees;
    private int refusals;
    private boolean growing = true;

    /**
     * @param pool  the pool
     * @param share how many of its bytes this process may hold
     * @param seed  where the random numbers begin
     */
    public Soak(Pool pool, long share, long seed) {
        this.pool = pool;
        this.share = share;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Performs it, and frees in the end what is left.
     *
     * @param operations how many
     * @return what happened
     * @throws AssertionError if a byte isn't what was written there
     */
    public Report run(int operations) {
        for (int i = 0; i < operations; i++) {
            boolean grow = random.nextInt(100) < MAIN_CURRENT_PERCENT == growing;
            if (!grow && !held.isEmpty()) {
                free();
            } else if (random.nextBoolean() || held.isEmpty()) {
                allocate();
            } else {
                reallocate();
            }
            largestShare = Math.max(largestShare, holds);
            if (growing ? holds * 100 >= share * FULL_PERCENT : held.isEmpty()) {
                growing = !growing;
            }
        }
        Report report = new Report(operations, allocations, moves, frees, refusals, largestShare);
        while (!held.isEmpty()) {
            free();
        }
        return report;
    }

    private void allocate() {
        int byteSize = 1 + random.nextInt(LARGEST);
        long block = pool.tryAllocate(byteSize, Pool.BYTE_ALIGNMENT);
        if (block == Pool.NULL) {
            refused();
        } else {
            keep(held.size(), new Held(block, byteSize, random.nextLong()));
            allocations++;
        }
    }

    private void reallocate() {
        int index = random.nextInt(held.size());
        Held old = held.get(index);
        check(old, old.byteSize());
        int byteSize = 1 + random.nextInt(LARGEST);
        long block;
        try {
            block = pool.reallocate(old.block(), byteSize);
        } catch (PoolExhaustedException e) {
            check(old, old.byteSize());
            refused();
            return;
        }
        check(new Held(block, byteSize, old.key()), Math.min(byteSize, old.byteSize()));
        held.remove(index);
        holds -= old.byteSize();
        keep(index, new Held(block, byteSize, old.key()));
        moves++;
    }

    private void keep(int index, Held mine) {
        Stamp.write(pool.segment(), mine.block(), mine.byteSize(), mine.key());
        held.add(index, mine);
        holds += mine.byteSize();
    }

    private void refused() {
        refusals++;
        growing = false;
    }

    private void free() {
        Held oldest = held.removeFirst();
        check(oldest, oldest.byteSize());
        pool.free(oldest.block());
        holds -= oldest.byteSize();
        frees++;
    }

    private void check(Held mine, int byteSize) {
        long at = Stamp.mismatch(pool.segment(), mine.block(), byteSize, mine.key());
        if (at >= 0) {
            throw new AssertionError("contents of a live block changed: block=" + mine.block() + " byteSize="
                    + mine.byteSize() + " at=" + at);
        }
    }

    /**
     * Performs it on the shm pool of an instance. Ends with an exception, and so with a status that isn't 0, if anything
     * is wrong.
     *
     * @param args the instance, its directory, the pool's size in MiB, this process's share in MiB, the number of
     *             operations, the seed
     */
    public static void main(String[] args) {
        if (args.length != 6) {
            throw new IllegalArgumentException("six arguments expected: instance directory sizeMiB shareMiB operations seed");
        }
        Config config = ConfigFactory.parseMap(Map.of(
                "malloc4j.instance", args[0],
                "malloc4j.shm.directory", args[1],
                "malloc4j.shm.size", args[2] + " MiB")).withFallback(ConfigFactory.load());
        try (Memory memory = Memory.boot(config)) {
            long share = Long.parseLong(args[3]) << 20;
            Report report = new Soak(memory.shm(), share, Long.parseLong(args[5])).run(Integer.parseInt(args[4]));
            memory.shm().verify();
            LOG.info("soak on {}, seed={}: {}", memory.shm().allocator(), args[5], report);
        }
    }
}
