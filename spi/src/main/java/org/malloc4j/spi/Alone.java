package org.malloc4j.spi;

/** The null object of {@link Processes}: one process, which lives as long as anybody can ask. */
enum Alone implements Processes {
    INSTANCE;

    @Override
    public int capacity() {
        return 1;
    }

    @Override
    public int self() {
        return 0;
    }

    @Override
    public int generation() {
        return 1;
    }

    @Override
    public boolean isAlive(int slot, int generation) {
        return true;
    }

    @Override
    public boolean repairIfDead(int slot, int generation, Runnable repair) {
        return false;
    }
}
