package org.malloc4j.process.chaos;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import org.malloc4j.Memory;
import org.malloc4j.Pool;

/**
 * Four processes that work on one pool and are killed 50 to 500 ms after they attached, one at a time, and started again;
 * beside them, a participant in this process that is never killed. Now and then all pause and everything is checked.
 *
 * <p>A kill hit inside a lock if, before the next one, somebody took a lock over: the pool counts that. Survivors are
 * watched for a moment from when the kernel has let go of the dead process's slot; as often, for comparison, from a moment
 * in which nobody was killed.
 */
final class Chaos {
    private static final int PROCESSES = Ledger.STRIPES - 1;
    private static final int WITNESS = PROCESSES;
    private static final int NOBODY = -1;
    private static final int KILLS_BETWEEN_CHECKS = 20;
    private static final int KILLS_BETWEEN_COMPARISONS = 4;
    private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(30);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Path directory;
    private final SplittableRandom random;
    private final Memory memory;
    private final Pool pool;
    private final Ledger ledger;
    private final Victim[] victims = new Victim[PROCESSES];
    private final long[] due = new long[PROCESSES];
    private final ChaosReport report;
    private ClassArchive archive;
    private long pauses;
    private volatile Throwable witnessFailure;

    private Chaos(Path directory, long seed, Memory memory) {
        this.directory = directory;
        this.random = new SplittableRandom(seed);
        this.memory = memory;
        this.pool = memory.shm();
        this.ledger = Ledger.create(pool);
        this.report = new ChaosReport(seed, ledger);
    }

    static ChaosReport run(Path directory, long seed, int seconds) throws Exception {
        try (Memory memory = ChaosWorker.boot(directory.toString())) {
            Chaos chaos = new Chaos(directory, seed, memory);
            Thread witness = Thread.ofPlatform().name("witness").unstarted(chaos::witness);
            try {
                witness.start();
                chaos.run(TimeUnit.SECONDS.toNanos(seconds));
            } finally {
                witness.interrupt();
                chaos.end();
                witness.join();
            }
            chaos.finish();
            return chaos.report;
        }
    }

    private void witness() {
        try {
            new Participant(pool, WITNESS, 50_000, random.nextLong()).run();
        } catch (RuntimeException | Error e) {
            witnessFailure = e;
        }
    }

    private void run(long nanos) throws Exception {
        archive = Victim.prepare(directory);
        for (int stripe = 0; stripe < PROCESSES; stripe++) {
            start(stripe);
        }
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Victim victim = next();
            if (victim == null) {
                Thread.sleep(1);
            } else {
                kill(victim);
                start(victim.stripe());
                report.kills++;
                if (report.kills % KILLS_BETWEEN_COMPARISONS == 0) {
                    watch(NOBODY, System.nanoTime(), report.comparison);
                }
                if (report.kills % KILLS_BETWEEN_CHECKS == 0) {
                    check();
                }
            }
        }
        check();
        report.nanos = System.nanoTime() - start;
    }

    private void start(int stripe) throws IOException {
        victims[stripe] = Victim.start(directory, archive, stripe, random.nextLong());
        due[stripe] = TimeUnit.MILLISECONDS.toNanos(50 + random.nextInt(451));
    }

    /** {@return who has lived long enough, or null} */
    private Victim next() {
        for (Victim victim : victims) {
            if (!victim.isAlive()) {
                throw new AssertionError("a worker ended by itself: see its log, " + Victim.log(directory, Integer.toString(victim.stripe())));
            }
            if (victim.attached() != 0 && System.nanoTime() - victim.attached() >= due[victim.stripe()]) {
                return victim;
            }
        }
        if (witnessFailure != null) {
            throw new AssertionError("the participant of this process failed", witnessFailure);
        }
        return null;
    }

    private void kill(Victim victim) throws Exception {
        long before = locksTakenOver();
        long killed = System.nanoTime();
        long released = victim.kill();
        report.dying.recordValue(released - killed);
        watch(victim.stripe(), released, report.afterKill);
        if (locksTakenOver() > before) {
            report.killsInALock++;
            watch(victim.stripe(), released, report.afterKillInALock);
        }
        report.lived.recordValue(TimeUnit.NANOSECONDS.toMillis(killed - victim.attached()));
    }

    /** Watches everybody but one for a moment. */
    private void watch(int except, long from, Stalls stalls) throws InterruptedException {
        long to = from + WATCH_NANOS;
        while (System.nanoTime() < to) {
            Thread.sleep(1);
        }
        for (int stripe = 0; stripe < Ledger.STRIPES; stripe++) {
            if (stripe != except && (stripe == WITNESS || isAttached(stripe, from))) {
                stalls.look(stripe, from, to);
            }
        }
    }

    private boolean isAttached(int stripe, long since) {
        long attached = victims[stripe].attached();
        return attached != 0 && attached < since;
    }

    private void check() throws Exception {
        long pause = ++pauses;
        ledger.set(ledger.at(Ledger.PAUSE), pause);
        long start = System.nanoTime();
        for (int stripe = 0; stripe < Ledger.STRIPES; stripe++) {
            while ((stripe == WITNESS || victims[stripe].attached() != 0)
                    && ledger.get(ledger.at(stripe, Ledger.ACK)) < pause) {
                if (System.nanoTime() - start > PATIENCE_NANOS) {
                    throw new AssertionError("a participant is stuck: stripe=" + stripe);
                }
                next();
                Thread.sleep(1);
            }
        }
        report.add(new Check(pool, ledger).run());
        ledger.set(ledger.at(Ledger.PAUSE), 0);
    }

    private long locksTakenOver() throws JMException {
        return attribute("ShmLocksTakenOver");
    }

    private static long attribute(String name) throws JMException {
        return (Long) ManagementFactory.getPlatformMBeanServer()
                .getAttribute(new ObjectName("org.malloc4j:type=Memory,instance=chaos"), name);
    }

    private void end() throws IOException, InterruptedException {
        ledger.set(ledger.at(Ledger.PAUSE), 0);
        for (Victim victim : victims) {
            if (victim != null) {
                victim.kill();
            }
        }
    }

    /** Everybody else is dead. */
    private void finish() throws JMException {
        if (witnessFailure != null) {
            throw new AssertionError("the participant of this process failed", witnessFailure);
        }
        report.add(new Check(pool, ledger).run());
        report.locksTakenOver = locksTakenOver();
        report.deathsRepaired = attribute("ShmDeathsRepaired");
        report.waits = attribute("ShmWaits");
        memory.shm().verify();
    }
}
