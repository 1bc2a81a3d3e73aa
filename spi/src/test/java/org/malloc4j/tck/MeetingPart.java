package org.malloc4j.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Sharing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of the contract about processes and threads that meet where one has died, or only stopped. */
final class MeetingPart implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MeetingPart.class);
    private static final int DEATHS = 12;
    private static final int STOPPED_MILLIS = 12;
    private static final Operation NEXT = new Operation.Allocate(30, 16);

    private final CrashSite site;
    private final CrashSite.Scene scene;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory());
    private long meetings;

    private MeetingPart(Trial trial) {
        this.site = new CrashSite(trial, trial.isTagged() ? 24 : 0);
        this.scene = site.scene();
    }

    /** Two survivors recover from the same death at the same time; in every other meeting, one of them dies of it. */
    static void twoSurvivors(Trial trial) throws Exception {
        try (MeetingPart part = new MeetingPart(trial)) {
            for (Operation operation : part.scene.operations()) {
                Image before = part.scene.image();
                Mortals world = new Mortals();
                CrashSite.Life life = part.site.live(before.copy(), world.claim(0), List.of(), operation);
                world.kill(0);
                Deaths deaths = new Deaths(before, life.log(), part.site.random());
                for (int index : deaths.sample(trial.steps(DEATHS))) {
                    String story = operation + " " + deaths.describe(index);
                    part.race(deaths.image(index), world.copy(), part.possible(operation, life), story, -1);
                    part.race(deaths.image(index), world.copy(), part.possible(operation, life), story,
                            part.site.random().nextInt(12));
                }
            }
            LOG.info("two survivors of {}: seed={} races={} broken=0", trial.provider().name(), trial.seed(),
                    part.meetings);
        }
    }

    /** A process stops inside an operation, at each store; another one must wait, or go about it in another way. */
    static void slowProcess(Trial trial) throws Exception {
        try (MeetingPart part = new MeetingPart(trial)) {
            for (Operation operation : part.someOperations()) {
                for (int store = 0; part.stopProcess(operation, store); store++) {
                    part.meetings++;
                }
            }
            LOG.info("slow processes in {}: stops={} broken=0", trial.provider().name(), part.meetings);
        }
    }

    /** A thread stops inside, at each store, after another one failed when all was done but the return. */
    static void slowThread(Trial trial) throws Exception {
        for (Sharing sharing : List.of(Sharing.PRIVATE, Sharing.SHARED)) {
            try (MeetingPart part = new MeetingPart(trial)) {
                for (Operation operation : part.someOperations()) {
                    for (int store = 0; part.stopThread(operation, sharing, store); store++) {
                        part.meetings++;
                    }
                }
                LOG.info("slow threads in {}: sharing={} stops={} broken=0", trial.provider().name(), sharing,
                        part.meetings);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private List<Operation> someOperations() {
        List<Operation> all = scene.operations();
        return List.of(all.get(0), all.get(4), all.get(7));
    }

    private List<Holdings> possible(Operation operation, CrashSite.Life life) {
        Holdings after = scene.holdings().copy();
        operation.happen(after, life.result(), life.allocator());
        return List.of(scene.holdings(), after);
    }

    /** @param dieAt at which of its stores one of them dies, or -1 */
    private void race(Image image, Mortals world, List<Holdings> possible, String story, int dieAt) throws Exception {
        meetings++;
        List<Mortals.Dead> dead = world.dead();
        CyclicBarrier start = new CyclicBarrier(2);
        StoppingRegion first = new StoppingRegion(image, Sharing.SHARED, world.claim(1), site);
        StoppingRegion second = new StoppingRegion(image, Sharing.SHARED, world.claim(2), site);
        if (dieAt >= 0) {
            first.dieAt(dieAt, () -> world.kill(1));
        }
        Operation own = dieAt >= 0 ? new Operation.Nothing() : NEXT;
        Future<Long> one = threads.submit(() -> recover(first, dead, own, start));
        Future<Long> other = threads.submit(() -> recover(second, dead, NEXT, start));
        try {
            long result = survived(one);
            long otherResult = survived(other);
            // What a live process keeps for its own next need nobody takes from it.
            world.kill(1);
            world.kill(2);
            Processes last = world.claim(3);
            Allocator allocator = site.attach(site.region(image, last));
            Survival.recover(allocator, world.dead());
            prove(allocator, image, possible, own, result, NEXT, otherResult);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("not whole after two survivors met: " + e + " [" + story + " dieAt=" + dieAt + "]",
                    e);
        }
    }

    private long recover(StoppingRegion region, List<Mortals.Dead> dead, Operation operation, CyclicBarrier start)
            throws Exception {
        start.await();
        Allocator allocator = site.attach(region);
        Survival.recover(allocator, dead);
        return operation.perform(allocator);
    }

    /** {@return whether there was such a store} */
    private boolean stopProcess(Operation operation, int store) throws Exception {
        Image image = scene.image().copy();
        Mortals world = new Mortals();
        StoppingRegion slow = new StoppingRegion(image, Sharing.SHARED, world.claim(0), site);
        StoppingRegion quick = new StoppingRegion(image, Sharing.SHARED, world.claim(1), site);
        Allocator allocator = site.attach(slow);
        Allocator other = site.attach(quick);
        slow.stopAt(store);
        return meet(slow, image, List.of(scene.holdings()), operation, allocator, other, () -> {
            // What a live process keeps for its own next need nobody takes from it.
            world.kill(0);
            Survival.recover(other, world.dead());
        }, "store=" + store);
    }

    private boolean stopThread(Operation operation, Sharing sharing, int store) throws Exception {
        Image image = scene.image().copy();
        Processes everybody = sharing == Sharing.SHARED ? new Mortals().claim(0) : Processes.alone();
        StoppingRegion region = new StoppingRegion(image, sharing, everybody, site);
        CrashRegion elsewhere = new CrashRegion(image.copy(), sharing, everybody, site.backing());
        Allocator allocator = site.attach(region);
        Holdings holdings = scene.holdings().copy();
        // The last store of an operation lets others in. Whoever fails there must be forgotten by all.
        long block = failAtLastStore(region, elsewhere, allocator);
        if (Walk.of(allocator).steps().stream().anyMatch(step -> step.live() && step.block() == block)) {
            // Unless it was taken back, because nobody was told of it.
            holdings.add(block, allocator);
        }
        region.stopAt(store);
        return meet(region, image, List.of(holdings), operation, allocator, allocator, () -> { }, "sharing=" + sharing
                + " store=" + store);
    }

    private long failAtLastStore(StoppingRegion region, CrashRegion elsewhere, Allocator allocator) {
        List<Access> log = new ArrayList<>();
        Allocator undisturbed = site.attach(elsewhere);
        elsewhere.record(log);
        long block = NEXT.perform(undisturbed);
        region.failAt((int) log.stream().filter(Access::isVisible).count() - 1);
        try {
            NEXT.perform(allocator);
        } catch (FailingRegion.Provoked e) {
            return block;
        }
        throw new AssertionError("an error was swallowed: " + NEXT);
    }

    private boolean meet(StoppingRegion slow, Image image, List<Holdings> possible, Operation operation,
                         Allocator allocator, Allocator other, Runnable afterwards, String story) throws Exception {
        Future<Long> one = threads.submit(() -> operation.perform(allocator));
        if (!slow.awaitStop(one)) {
            return false;
        }
        Future<Long> two = threads.submit(() -> NEXT.perform(other));
        try {
            two.get(STOPPED_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.trace("waits, as it should if there is one lock: {}", story);
        }
        slow.goOn();
        try {
            long result = survived(one);
            long otherResult = survived(two);
            afterwards.run();
            prove(other, image, possible, operation, result, NEXT, otherResult);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("not whole after one was slow: " + e + " [" + operation + " " + story + "]", e);
        }
        return true;
    }

    /** What two did in any order: the blocks they got say which. */
    private void prove(Allocator allocator, Image image, List<Holdings> possible, Operation one, long result,
                       Operation other, long otherResult) {
        List<Holdings> all = new ArrayList<>();
        for (Holdings holdings : possible) {
            Holdings after = holdings.copy();
            one.happen(after, result, allocator);
            other.happen(after, otherResult, allocator);
            all.add(after);
        }
        Survival.prove(site, allocator, image, all);
    }

    private static long survived(Future<Long> future) throws Exception {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoppingRegion.Died) {
                return 0;
            }
            throw new AssertionError("failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("waits for ever for an owner that is dead", e);
        }
    }
}
