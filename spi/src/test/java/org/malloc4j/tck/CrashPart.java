package org.malloc4j.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.malloc4j.spi.Allocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of the contract about processes that are killed inside an allocator, at each of their stores. */
final class CrashPart {
    private static final Logger LOG = LoggerFactory.getLogger(CrashPart.class);
    private static final int EVERYTHING = Integer.MAX_VALUE;
    private static final int FEWER_DEATHS = 200;
    private static final int RANDOM_OPERATIONS = 60;
    private static final int WORDS = 4;

    private final CrashSite site;
    private final Victim victim;
    private final SplittableRandom random;
    private long anchor;

    private CrashPart(Trial trial, long tagByteSize, Census census, int... limits) {
        this.site = new CrashSite(trial, tagByteSize);
        this.victim = new Victim(site, new Survival(site, census, limits), census);
        this.random = site.random();
    }

    /** Each way an operation can go, and every death in it; all deaths in the recovery, and some in that one's. */
    static void eachOperation(Trial trial) {
        for (long tagByteSize : tagByteSizes(trial)) {
            Census census = new Census();
            CrashPart part = new CrashPart(trial, tagByteSize, census, deaths(trial), trial.steps(4), trial.steps(1));
            part.anchor();
            part.freeAndMerge();
            part.resize();
            part.words();
            part.exhaust();
            LOG.info("deaths in each operation of {}: seed={} tagByteSize={} {}", trial.provider().name(), trial.seed(),
                    tagByteSize, census);
        }
    }

    /** A random sequence of operations, with every death in each. */
    static void randomOperations(Trial trial) {
        for (long tagByteSize : tagByteSizes(trial)) {
            Census census = new Census();
            CrashPart part = new CrashPart(trial, tagByteSize, census, deaths(trial), 1, 1);
            part.anchor();
            for (int i = trial.steps(RANDOM_OPERATIONS); i > 0; i--) {
                part.step();
            }
            LOG.info("deaths in random operations of {}: seed={} tagByteSize={} {}", trial.provider().name(),
                    trial.seed(), tagByteSize, census);
        }
    }

    /** A region whose formatting was interrupted is formatted again, by another process. */
    static void format(Trial trial) {
        for (long tagByteSize : tagByteSizes(trial)) {
            CrashSite site = new CrashSite(trial, tagByteSize);
            Image garbage = site.garbage();
            List<Access> log = new ArrayList<>();
            CrashRegion region = site.regionToFormat(garbage.copy(), new Mortals().claim(0));
            region.record(log);
            site.format(region);
            Deaths deaths = new Deaths(garbage, log, site.random());
            for (int index : deaths.sample(EVERYTHING)) {
                Image image = deaths.image(index);
                Allocator again = site.format(site.regionToFormat(image, new Mortals().claim(1)));
                if (!again.statistics().equals(site.fresh())) {
                    throw new AssertionError("formatted again, but not as if for the first time: expected="
                            + site.fresh() + " now=" + again.statistics() + " [" + deaths.describe(index) + "]");
                }
                again.free(again.allocate(100, 16));
                again.verify();
            }
            LOG.info("deaths in format of {}: crashPoints={} images={} broken=0", trial.provider().name(),
                    deaths.points(), deaths.count());
        }
    }

    /** How many deaths of each operation are looked at: all, unless the sequences are to be shorter than usual. */
    private static int deaths(Trial trial) {
        return trial.factor() < 1 ? trial.steps(FEWER_DEATHS) : EVERYTHING;
    }

    private static List<Long> tagByteSizes(Trial trial) {
        return trial.isTagged() ? List.of(0L, 24L) : List.of(0L);
    }

    /** The first block, in which words are kept. */
    private void anchor() {
        anchor = allocate(WORDS * Long.BYTES);
        for (int i = 0; i < WORDS; i++) {
            victim.keepWord(word(i));
        }
    }

    private void freeAndMerge() {
        victim.perform(new Operation.Nothing());
        long[] blocks = new long[7];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = allocate(100 + 30 * i);
        }
        free(blocks[1]);
        free(blocks[3]);
        long same = allocate(130);
        free(same);
        long smaller = allocate(40);
        free(smaller);
        free(blocks[2]);
        free(blocks[4]);
        free(blocks[0]);
        victim.perform(new Operation.Allocate(50, 256));
        victim.perform(new Operation.Allocate(50, 512));
        victim.perform(new Operation.Trim());
        free(blocks[6]);
        free(blocks[5]);
        victim.perform(new Operation.Trim());
    }

    private void resize() {
        long first = allocate(200);
        long second = allocate(200);
        long last = allocate(60);
        resize(first, 200);
        resize(first, 40);
        resize(first, 120);
        resize(first, 200);
        resize(first, 500);
        free(second);
        resize(first, 60);
        resize(first, victim.holdings().blocks().get(first).byteSize() + 20);
        resize(last, 300);
        resize(last, 80);
        resize(last, 1L << 40);
        free(last);
        free(first);
    }

    private void words() {
        victim.perform(new Operation.AllocateInto(word(0), 80, 16));
        victim.perform(new Operation.AllocateInto(word(1), 80, 64));
        victim.perform(new Operation.AllocateInto(word(2), 1L << 40, 16));
        victim.perform(new Operation.FreeFrom(word(0)));
        victim.perform(new Operation.FreeFrom(word(2)));
        victim.perform(new Operation.AllocateInto(word(3), 33, 16));
        victim.perform(new Operation.FreeFrom(word(1)));
        victim.perform(new Operation.FreeFrom(word(3)));
    }

    private void exhaust() {
        List<Long> blocks = new ArrayList<>();
        for (long block; (block = allocate(700)) != 0;) {
            blocks.add(block);
        }
        for (long block : blocks) {
            free(block);
        }
    }

    private void step() {
        List<Long> blocks = victim.holdings().blocks().keySet().stream().filter(victim.holdings()::isPlain).toList();
        int dice = random.nextInt(blocks.isEmpty() ? 7 : 18);
        long word = word(random.nextInt(WORDS));
        switch (dice) {
            case 0, 1, 2, 3 -> allocate(random.nextInt(8) == 0 ? random.nextLong(1500) : random.nextLong(250));
            case 4 -> victim.perform(new Operation.Allocate(random.nextLong(250), 16L << random.nextInt(6)));
            case 5, 6 -> victim.perform(victim.holdings().words().get(word) == 0
                    ? new Operation.AllocateInto(word, random.nextLong(250), 16) : new Operation.FreeFrom(word));
            case 7, 8, 9 -> resize(blocks.get(random.nextInt(blocks.size())), random.nextLong(400));
            case 10 -> victim.perform(new Operation.Trim());
            default -> {
                if (dice < 15 || blocks.size() > 8) {
                    free(blocks.get(random.nextInt(blocks.size())));
                } else {
                    allocate(random.nextLong(250));
                }
            }
        }
    }

    private long word(int index) {
        return anchor + (long) index * Long.BYTES;
    }

    private long allocate(long byteSize) {
        return victim.perform(new Operation.Allocate(byteSize, 16));
    }

    private void free(long block) {
        victim.perform(new Operation.Free(block));
    }

    private void resize(long block, long byteSize) {
        victim.perform(new Operation.Resize(block, byteSize));
    }
}
