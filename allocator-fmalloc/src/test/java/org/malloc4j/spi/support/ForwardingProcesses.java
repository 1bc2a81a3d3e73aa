package org.malloc4j.spi.support;

import org.malloc4j.spi.Processes;

/** Passes everything on to other processes, so that faulty ones need only say what they get wrong. */
class ForwardingProcesses implements Processes {
    private final Processes inner;

    ForwardingProcesses(Processes inner) {
        this.inner = inner;
    }

    @Override
    public int capacity() {
        return inner.capacity();
    }

    @Override
    public int self() {
        return inner.self();
    }

    @Override
    public int generation() {
        return inner.generation();
    }

    @Override
    public boolean isAlive(int slot, int generation) {
        return inner.isAlive(slot, generation);
    }

    @Override
    public boolean repairIfDead(int slot, int generation, Runnable repair) {
        return inner.repairIfDead(slot, generation, repair);
    }

    @Override
    public long patienceNanos() {
        return inner.patienceNanos();
    }
}
