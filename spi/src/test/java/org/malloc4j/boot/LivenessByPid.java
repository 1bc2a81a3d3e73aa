package org.malloc4j.boot;

import org.malloc4j.spi.Processes;

/** The fault: takes a process for alive if, and only if, there is a process with its pid. */
final class LivenessByPid implements Processes {
    private final Processes inner;

    LivenessByPid(Processes inner) {
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
        return ProcessHandle.of(inner.pid(slot)).map(ProcessHandle::isAlive).orElse(false);
    }

    @Override
    public boolean repairIfDead(int slot, int generation, Runnable repair) {
        if (isAlive(slot, generation)) {
            return false;
        }
        repair.run();
        return true;
    }
}
