package org.malloc4j.tck;

import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A process that performs one operation after the other and dies in each of them at every store, in as many other
 * worlds; in this one it goes on.
 */
final class Victim {
    private final CrashSite site;
    private final Survival survival;
    private final Census census;
    private final Image image;
    private final Mortals world = new Mortals();
    private Holdings holdings;

    Victim(CrashSite site, Survival survival, Census census) {
        this.site = site;
        this.survival = survival;
        this.census = census;
        this.image = site.garbage();
        this.holdings = new Holdings(site.tagByteSize());
        site.format(site.regionToFormat(image, world.claim(0)));
    }

    Holdings holdings() {
        return holdings;
    }

    /** Starts to keep a word in a block. @param offset where */
    void keepWord(long offset) {
        long block = holdings.blocks().floorKey(offset);
        Holdings.Held held = holdings.blocks().get(block);
        holdings.blocks().put(block, new Holdings.Held(block, held.byteSize(), held.tag(), held.key(), 0));
        holdings.words().put(offset, 0L);
        image.memory().set(ValueLayout.JAVA_LONG, offset, 0);
    }

    /** {@return an operation's result, after dying in it everywhere else} */
    long perform(Operation operation) {
        Image working = image.copy();
        Mortals elsewhere = world.copy();
        CrashSite.Life life = site.live(working, elsewhere.claim(0), List.of(), operation);
        Holdings after = holdings.copy();
        operation.happen(after, life.result(), life.allocator());
        elsewhere.kill(0);
        Deaths deaths = new Deaths(image, life.log(), site.random());
        census.countOperation(deaths.points());
        survival.outlive(deaths, elsewhere, List.of(holdings, after), 1, operation + " = " + life.result());
        advance(life, after);
        return life.result();
    }

    private void advance(CrashSite.Life life, Holdings after) {
        life.log().stream().filter(Access::isVisible).forEach(image::apply);
        holdings = after;
        holdings.write(image);
    }
}
