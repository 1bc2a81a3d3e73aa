package org.malloc4j.boot;

import java.util.ArrayDeque;
import java.util.Deque;

/** The way back from a start that fails half-way: what was done, undone in reverse order. */
final class Undo {
    /** One step back. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    private final Deque<Step> steps = new ArrayDeque<>();

    void add(Step step) {
        steps.push(step);
    }

    <T extends AutoCloseable> T closing(T resource) {
        add(resource::close);
        return resource;
    }

    Mapping unmapping(Mapping mapping) {
        add(mapping::close);
        return mapping;
    }

    /** Undoes everything; what goes wrong with that is added to the failure that led here. */
    void run(Throwable failure) {
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }
}
