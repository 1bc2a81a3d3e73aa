package org.malloc4j.spi.support;

import java.util.HashSet;
import java.util.Set;
import org.malloc4j.spi.Processes;

/** Processes that live and die as a test says, seen by one of them. */
final class FakeProcesses implements Processes {
    private final Set<Integer> dead;
    private final int self;
    private Error failure;

    FakeProcesses(int self) {
        this(self, new HashSet<>());
    }

    private FakeProcesses(int self, Set<Integer> dead) {
        this.self = self;
        this.dead = dead;
    }

    /** The same processes, seen by another one. */
    FakeProcesses as(int other) {
        return new FakeProcesses(other, dead);
    }

    /** Has the next repair that ran end in an error all the same. */
    void failAfterRepair(Error error) {
        failure = error;
    }

    void kill(int slot) {
        dead.add(slot);
    }

    @Override
    public int capacity() {
        return 64;
    }

    @Override
    public int self() {
        return self;
    }

    @Override
    public int generation() {
        return 1;
    }

    @Override
    public boolean isAlive(int slot, int generation) {
        return !dead.contains(slot);
    }

    @Override
    public synchronized boolean repairIfDead(int slot, int generation, Runnable repair) {
        if (isAlive(slot, generation)) {
            return false;
        }
        repair.run();
        if (failure != null) {
            Error thrown = failure;
            failure = null;
            throw thrown;
        }
        return true;
    }
}
