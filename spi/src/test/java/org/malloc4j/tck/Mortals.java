package org.malloc4j.tck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.malloc4j.spi.Processes;

/** Processes that claim slots and die as a test says. Whoever asks is answered at once, so nobody need wait to ask. */
final class Mortals {
    private static final int SLOTS = 4;

    /** A process that died. @param slot its slot @param generation its claim's */
    record Dead(int slot, int generation) {
    }

    private final int[] generations = new int[SLOTS];
    private final boolean[] alive = new boolean[SLOTS];
    private final List<Dead> dead = new ArrayList<>();
    private final ReentrantLock[] repairs = new ReentrantLock[SLOTS];

    Mortals() {
        // Not 1, and not the same for two slots: mixing up any two numbers shows.
        Arrays.setAll(generations, slot -> 100 * (slot + 1));
        Arrays.setAll(repairs, slot -> new ReentrantLock());
    }

    /** {@return the same processes, whose further fate is their own} */
    synchronized Mortals copy() {
        Mortals copy = new Mortals();
        System.arraycopy(generations, 0, copy.generations, 0, SLOTS);
        System.arraycopy(alive, 0, copy.alive, 0, SLOTS);
        copy.dead.addAll(dead);
        return copy;
    }

    /** {@return all processes seen by a new one} @param slot a slot that nobody alive holds */
    synchronized Processes claim(int slot) {
        alive[slot] = true;
        return new Seen(slot, ++generations[slot]);
    }

    synchronized void kill(int slot) {
        alive[slot] = false;
        dead.add(new Dead(slot, generations[slot]));
    }

    synchronized void killAll() {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (alive[slot]) {
                kill(slot);
            }
        }
    }

    /** {@return whoever died, the latest last} */
    synchronized List<Dead> dead() {
        return List.copyOf(dead);
    }

    private synchronized boolean lives(int slot, int generation) {
        return alive[slot] && generations[slot] == generation;
    }

    /** All processes as one of them sees them. */
    private final class Seen implements Processes {
        private final int self;
        private final int generation;

        Seen(int self, int generation) {
            this.self = self;
            this.generation = generation;
        }

        @Override
        public int capacity() {
            return SLOTS;
        }

        @Override
        public int self() {
            return self;
        }

        @Override
        public int generation() {
            return generation;
        }

        @Override
        public boolean isAlive(int slot, int generation) {
            return lives(slot, generation);
        }

        @Override
        public boolean repairIfDead(int slot, int generation, Runnable repair) {
            if (lives(slot, generation) || !repairs[slot].tryLock()) {
                return false;
            }
            try {
                repair.run();
                return true;
            } finally {
                repairs[slot].unlock();
            }
        }

        @Override
        public long patienceNanos() {
            return 0;
        }
    }
}
