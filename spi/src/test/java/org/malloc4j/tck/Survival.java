package org.malloc4j.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Recoverable;

/**
 * What comes after a death: a survivor joins, recovers, and finds each operation wholly done or not begun. Then it dies
 * itself, at each of its own stores, and another one takes its place.
 */
final class Survival {
    /** How many die one after the other, each in the recovery of the one before. */
    static final int DEPTH = 3;

    /** Which slot each survivor claims, by how many died before it. The second one follows the victim in its own. */
    private static final int[] SLOTS = {0, 1, 0, 2};
    private static final int STEPS_AFTERWARDS = 3;

    private final CrashSite site;
    private final Census census;
    private final int[] limits;

    /** @param site where @param census counts @param limits how many deaths are looked at, by how many died before */
    Survival(CrashSite site, Census census, int... limits) {
        this.site = site;
        this.census = census;
        this.limits = limits;
    }

    /** Calls an allocator's recovery for each of the dead. */
    static void recover(Allocator allocator, List<Mortals.Dead> dead) {
        dead.forEach(one -> ((Recoverable) allocator).recover(one.slot(), one.generation()));
    }

    /**
     * Lets survivors come after each death of a process.
     *
     * @param deaths   its deaths
     * @param world    everybody, that process dead
     * @param possible what the heap may hold
     * @param depth    how many are dead
     * @param story    how it came to this
     */
    void outlive(Deaths deaths, Mortals world, List<Holdings> possible, int depth, String story) {
        for (int index : deaths.sample(limits[depth - 1])) {
            String end = story + "; " + depth + ": " + deaths.describe(index);
            Image image = deaths.image(index);
            survive(image, world, possible, depth, end);
            // A survivor that asks for nothing comes upon the dead one's traces in the middle of its own business.
            if (depth == 1 || index % 4 == 0) {
                surviveByChance(image, world, possible, depth, end);
            }
        }
    }

    private void survive(Image image, Mortals world, List<Holdings> possible, int depth, String story) {
        go(image, world, possible, depth, story + "; then recover", world.dead(), new Operation.Nothing());
    }

    private void surviveByChance(Image image, Mortals world, List<Holdings> possible, int depth, String story) {
        Operation operation = chance(site.random(), possible);
        go(image, world, possible, depth, story + "; then " + operation, List.of(), operation);
    }

    private void go(Image image, Mortals world, List<Holdings> possible, int depth, String story,
                    List<Mortals.Dead> recovers, Operation operation) {
        census.countImage(depth);
        Mortals mine = world.copy();
        Image working = image.copy();
        try {
            CrashSite.Life life = site.live(working, mine.claim(SLOTS[depth]), recovers, operation);
            List<Holdings> now = possible.stream().map(holdings -> {
                Holdings after = holdings.copy();
                operation.happen(after, life.result(), life.allocator());
                return after;
            }).toList();
            prove(site, life.allocator(), working, now);
            if (depth < DEPTH && limits[depth] > 0) {
                mine.kill(SLOTS[depth]);
                List<Holdings> next = new ArrayList<>(possible);
                if (!(operation instanceof Operation.Nothing)) {
                    next.addAll(now);
                }
                outlive(new Deaths(image, life.log(), site.random()), mine, next, depth + 1, story);
            }
        } catch (AssertionError | RuntimeException e) {
            if (e.getMessage() != null && e.getMessage().startsWith("not whole after a death: ")) {
                throw e;
            }
            throw new AssertionError("not whole after a death: " + e + " [" + story + "]", e);
        }
    }

    /** An operation that any of the possible holdings allows. */
    static Operation chance(SplittableRandom random, List<Holdings> possible) {
        List<Long> blocks = possible.getFirst().blocks().keySet().stream()
                .filter(block -> possible.stream().allMatch(holdings -> holdings.isPlain(block))).toList();
        return switch (random.nextInt(blocks.isEmpty() ? 2 : 4)) {
            case 0 -> new Operation.Allocate(random.nextLong(100), 16);
            case 1 -> new Operation.Allocate(random.nextLong(300), 128);
            case 2 -> new Operation.Free(blocks.get(random.nextInt(blocks.size())));
            default -> new Operation.Resize(blocks.get(random.nextInt(blocks.size())), random.nextLong(300));
        };
    }

    /** Makes sure that a heap is sound, holds one of the things it may hold, goes on, and has lost nothing. */
    static void prove(CrashSite site, Allocator allocator, Image image, List<Holdings> possible) {
        allocator.verify();
        Walk walk = Walk.of(allocator);
        Holdings found = null;
        List<String> differences = new ArrayList<>();
        for (Holdings holdings : possible) {
            String difference = holdings.difference(walk, image);
            if (difference == null) {
                found = holdings;
                break;
            }
            differences.add(difference);
        }
        if (found == null) {
            throw new AssertionError("neither before nor after: " + String.join(" or ", differences));
        }
        checkStatistics(site, allocator, walk, found);
        Holdings holdings = found.copy();
        holdings.write(image);
        for (int i = 0; i < STEPS_AFTERWARDS; i++) {
            Operation operation = chance(site.random(), List.of(holdings));
            operation.happen(holdings, operation.perform(allocator), allocator);
            holdings.write(image);
        }
        allocator.verify();
        String difference = holdings.difference(Walk.of(allocator), image);
        if (difference != null) {
            throw new AssertionError("recovered, but then: " + difference);
        }
        checkFresh(site, allocator, holdings);
    }

    private static void checkStatistics(CrashSite site, Allocator allocator, Walk walk, Holdings holdings) {
        PoolStatistics now = allocator.statistics();
        if (now.fragments() != holdings.blocks().size() || now.usedSize() != holdings.usedSize()
                || now.totalSize() != site.fresh().totalSize() || now.freeFragments() != walk.freeFragments()
                || now.freeSize() + now.realUsedSize() != now.totalSize() || now.maxUsedSize() < now.realUsedSize()) {
            throw new AssertionError("statistics and holdings disagree: fragments=" + holdings.blocks().size()
                    + " usedSize=" + holdings.usedSize() + " freeFragments=" + walk.freeFragments() + " but " + now);
        }
    }

    private static void checkFresh(CrashSite site, Allocator allocator, Holdings holdings) {
        holdings.blocks().keySet().forEach(allocator::free);
        allocator.trim();
        PoolStatistics now = allocator.statistics();
        PoolStatistics fresh = site.fresh();
        if (!now.equals(new PoolStatistics(fresh.totalSize(), fresh.usedSize(), fresh.realUsedSize(), now.maxUsedSize(),
                fresh.freeSize(), fresh.largestFree(), 0, fresh.freeFragments()))) {
            throw new AssertionError("something leaked: expected=" + fresh + " now=" + now);
        }
    }
}
