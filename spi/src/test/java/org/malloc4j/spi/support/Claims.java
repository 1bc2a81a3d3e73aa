package org.malloc4j.spi.support;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.malloc4j.spi.Processes;

/** Slots that are claimed again after their process died, each time with a new generation. */
final class Claims {
    private final AtomicInteger[] generations;
    private final boolean[] dead;
    private final ReentrantLock[] bytes;

    Claims(int slots) {
        generations = new AtomicInteger[slots];
        dead = new boolean[slots];
        bytes = new ReentrantLock[slots];
        for (int i = 0; i < slots; i++) {
            generations[i] = new AtomicInteger();
            bytes[i] = new ReentrantLock();
        }
    }

    /** {@return everybody, seen by a slot's new process} */
    Processes claim(int slot) {
        bytes[slot].lock();
        try {
            dead[slot] = false;
            return new Seen(slot, generations[slot].incrementAndGet() & Processes.MAX_GENERATION);
        } finally {
            bytes[slot].unlock();
        }
    }

    void kill(int slot) {
        bytes[slot].lock();
        dead[slot] = true;
        bytes[slot].unlock();
    }

    private final class Seen implements Processes {
        private final int self;
        private final int generation;

        Seen(int self, int generation) {
            this.self = self;
            this.generation = generation;
        }

        @Override
        public int capacity() {
            return generations.length;
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
            bytes[slot].lock();
            try {
                return !dead[slot] && (generations[slot].get() & MAX_GENERATION) == generation;
            } finally {
                bytes[slot].unlock();
            }
        }

        @Override
        public boolean repairIfDead(int slot, int generation, Runnable repair) {
            if (!bytes[slot].tryLock()) {
                return false;
            }
            try {
                if (isAlive(slot, generation)) {
                    return false;
                }
                repair.run();
                return true;
            } finally {
                bytes[slot].unlock();
            }
        }

        @Override
        public long patienceNanos() {
            return 10_000;
        }
    }
}
