package org.malloc4j.tck;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;

/**
 * Two processes on one heap, of which one allocates and the other frees, or takes over: each dies, at every store, while the
 * other one is in the middle of nothing; then a third one finds each block wholly freed or not at all.
 */
public final class RemoteDeaths {
    private static final long SEED = 4711;
    private static final int BLOCKS = 9;

    private final CrashSite site;
    private int images;

    /** @param provider brings the allocator on trial */
    public RemoteDeaths(AllocatorProvider provider) {
        this.site = new CrashSite(new Trial(provider, ConfigFactory.load().getConfig("malloc4j.hp-malloc"), SEED, 1), 0);
    }

    /** {@return how many deaths there were} */
    public int images() {
        return images;
    }

    /** The one that frees dies in it. */
    public void ofWhoeverFrees() {
        for (boolean fromWord : new boolean[] {false, true}) {
            Scene scene = new Scene(fromWord);
            Allocator freer = site.attach(scene.region(1));
            Operation operation = fromWord ? new Operation.FreeFrom(scene.word) : new Operation.Free(scene.blocks[3]);
            dieIn(scene, freer, operation, "freer");
        }
    }

    /** The one that owns the blocks dies while it takes note of what the other one freed. */
    public void ofWhoeverFolds() {
        Scene scene = new Scene(false);
        Allocator freer = site.attach(scene.region(1));
        for (int i = 2; i < BLOCKS; i += 2) {
            free(scene, freer, scene.blocks[i]);
        }
        dieIn(scene, scene.owner, new Operation.Trim(), "owner");
    }

    /** The one that owned the blocks is dead, and whoever takes over what was its, or gives it back, dies in it. */
    public void ofWhoeverReclaims() {
        for (Operation operation : List.of(new Operation.Allocate(40, 16), new Operation.AllocateInto(0, 40, 16),
                new Operation.Trim())) {
            Scene scene = new Scene(false);
            long[] others = new long[BLOCKS];
            for (int i = 0; i < BLOCKS; i++) {
                others[i] = scene.owner.allocate(90, 16);
                scene.holdings.add(others[i], scene.owner);
            }
            scene.holdings.write(scene.image);
            scene.world.kill(0);
            Allocator heir = site.attach(scene.region(1));
            Survival.recover(heir, scene.world.dead());
            for (int i = 0; i < BLOCKS; i++) {
                if (i > 0 && i % 2 == 0) {
                    free(scene, heir, scene.blocks[i]);
                }
                free(scene, heir, others[i]);
            }
            dieIn(scene, heir, operation instanceof Operation.AllocateInto ? new Operation.AllocateInto(scene.word, 40, 16)
                    : operation, "heir");
        }
    }

    private static void free(Scene scene, Allocator freer, long block) {
        Operation free = new Operation.Free(block);
        free.happen(scene.holdings, free.perform(freer), freer);
    }

    private void dieIn(Scene scene, Allocator actor, Operation operation, String who) {
        List<Access> log = new ArrayList<>();
        Image before = scene.image.copy();
        scene.regions.forEach(region -> region.record(log));
        long result = operation.perform(actor);
        scene.regions.forEach(region -> region.record(null));
        Holdings after = scene.holdings.copy();
        operation.happen(after, result, actor);
        Deaths deaths = new Deaths(before, log, site.random());
        for (int index : deaths.sample(Integer.MAX_VALUE)) {
            Image image = deaths.image(index);
            Mortals world = scene.world.copy();
            world.killAll();
            images++;
            try {
                Allocator survivor = site.attach(site.region(image, world.claim(2)));
                Survival.recover(survivor, world.dead());
                Survival.prove(site, survivor, image, List.of(scene.holdings, after));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("not whole after the " + who + " died: " + e.getMessage() + " [" + operation + " "
                        + deaths.describe(index) + "]", e);
            }
        }
    }

    /** Some blocks of one process, which lives, and a word that names one of them. */
    private final class Scene {
        final Image image = site.garbage();
        final Mortals world = new Mortals();
        final Holdings holdings = new Holdings(0);
        final List<CrashRegion> regions = new ArrayList<>();
        final Allocator owner;
        final long[] blocks = new long[BLOCKS];
        final long word;

        Scene(boolean linked) {
            site.format(site.regionToFormat(image, new Mortals().claim(3)));
            owner = site.attach(region(0));
            for (int i = 0; i < BLOCKS; i++) {
                blocks[i] = owner.allocate(40, 16);
                holdings.add(blocks[i], owner);
            }
            word = blocks[0];
            holdings.words().put(word, linked ? blocks[5] : 0L);
            image.memory().set(java.lang.foreign.ValueLayout.JAVA_LONG, word, linked ? blocks[5] : 0L);
            holdings.write(image);
        }

        CrashRegion region(int slot) {
            CrashRegion region = site.region(image, world.claim(slot));
            regions.add(region);
            return region;
        }
    }
}
