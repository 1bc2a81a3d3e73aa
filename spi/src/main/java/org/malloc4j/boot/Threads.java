package org.malloc4j.boot;

/** What the threads of this package have in common. */
final class Threads {
    private Threads() {
    }

    /** Waits until a thread has ended. An interrupt doesn't end the wait, and is kept for whoever it was for. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
