package org.malloc4j.tck;

import java.util.List;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of the contract about threads that fail inside an allocator while their process lives on with it. */
final class ThreadDeathPart {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadDeathPart.class);
    /** A thread has this much stack, in bytes: the smallest that platforms grant without asking back. */
    private static final long STACK_BYTE_SIZE = 256 << 10;
    /** So many more frames than an operation needs are tried. */
    private static final int ENOUGH = 24;

    private final CrashSite site;
    private long tried;
    private long failed;

    private ThreadDeathPart(CrashSite site) {
        this.site = site;
    }

    /** Memory runs out at each access, once, or until the call has returned; then the next call must find all well. */
    static void atEveryAccess(Trial trial) {
        for (Sharing sharing : Sharing.values()) {
            ThreadDeathPart part = new ThreadDeathPart(new CrashSite(trial, trial.isTagged() ? 24 : 0));
            CrashSite.Scene scene = part.site.scene();
            for (Operation operation : scene.operations()) {
                for (boolean once : new boolean[] {true, false}) {
                    int moment = 0;
                    while (part.failAt(scene, operation, sharing, once, moment)) {
                        moment++;
                    }
                }
            }
            LOG.info("failures at each access of {}: sharing={} calls={} broken=0", trial.provider().name(), sharing,
                    part.tried);
        }
    }

    /** The stack ends at each depth inside an allocator, or at some if the sequences are to be shorter than usual. */
    static void atEveryDepth(Trial trial) throws InterruptedException {
        int stride = (int) Math.ceil(1 / Math.min(1, trial.factor()));
        for (Sharing sharing : Sharing.values()) {
            ThreadDeathPart part = new ThreadDeathPart(new CrashSite(trial, 0));
            CrashSite.Scene scene = part.site.scene();
            for (Operation operation : scene.operations()) {
                part.overflow(scene, operation, sharing, stride);
            }
            LOG.info("overflowing stacks in {}: sharing={} calls={} overflows={} broken=0", trial.provider().name(),
                    sharing, part.tried, part.failed);
        }
    }

    /** {@return whether there was such a moment} */
    private boolean failAt(CrashSite.Scene scene, Operation operation, Sharing sharing, boolean once, int moment) {
        Image image = scene.image().copy();
        FailingRegion region = new FailingRegion(image, sharing, everybody(sharing), site, once);
        Allocator allocator = site.attach(region);
        region.failAt(moment);
        boolean failed = false;
        try {
            operation.perform(allocator);
        } catch (FailingRegion.Provoked e) {
            failed = true;
        }
        int moments = region.stopFailing();
        if (!failed && moments > moment) {
            throw new AssertionError("an error was swallowed: " + operation + " moment=" + moment);
        }
        tried++;
        prove(scene, operation, allocator, image, "sharing=" + sharing + " once=" + once + " moment=" + moment + " of "
                + moments);
        return failed;
    }

    private void overflow(CrashSite.Scene scene, Operation operation, Sharing sharing, int stride)
            throws InterruptedException {
        int successes = 0;
        for (int frames = 0; successes * stride < ENOUGH; frames += stride) {
            Image image = scene.image().copy();
            Region region = Region.of("trial", image.memory(), sharing, everybody(sharing), site.backing());
            Allocator allocator = site.attach(region);
            Dive dive = new Dive(allocator, operation, frames);
            Thread thread = new Thread(null, dive, "small stack", STACK_BYTE_SIZE);
            thread.start();
            thread.join();
            tried++;
            successes += dive.overflowed ? 0 : 1;
            failed += dive.overflowed ? 1 : 0;
            prove(scene, operation, allocator, image, "sharing=" + sharing + " frames=" + frames + " overflowed="
                    + dive.overflowed);
        }
    }

    private void prove(CrashSite.Scene scene, Operation operation, Allocator allocator, Image image, String story) {
        try {
            Image undisturbed = scene.image().copy();
            CrashSite.Life life = site.live(undisturbed, new Mortals().claim(0), List.of(), operation);
            Holdings after = scene.holdings().copy();
            operation.happen(after, life.result(), life.allocator());
            Survival.prove(site, allocator, image, List.of(scene.holdings(), after));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("not whole after a thread failed inside: " + e + " [" + operation + " " + story
                    + "]", e);
        }
    }

    private static Processes everybody(Sharing sharing) {
        return sharing == Sharing.SHARED ? new Mortals().claim(0) : Processes.alone();
    }

    /** Goes down to the end of the stack, comes up again some frames, and performs an operation there. */
    private static final class Dive implements Runnable {
        private final Allocator allocator;
        private final Operation operation;
        private final int frames;
        private boolean performed;
        private boolean overflowed;

        Dive(Allocator allocator, Operation operation, int frames) {
            this.allocator = allocator;
            this.operation = operation;
            this.frames = frames;
        }

        @Override
        public void run() {
            down();
        }

        private int down() {
            int up;
            try {
                up = down() + 1;
            } catch (StackOverflowError e) {
                up = 0;
            }
            if (up >= frames && !performed) {
                performed = true;
                try {
                    operation.perform(allocator);
                } catch (StackOverflowError e) {
                    overflowed = true;
                }
            }
            return up;
        }
    }
}
