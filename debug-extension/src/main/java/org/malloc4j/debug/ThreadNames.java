package org.malloc4j.debug;

/** The numbers of threads' names, remembered for the threads that were here last. */
final class ThreadNames {
    private static final int REMEMBERED = 256;

    /** A thread's name may change, and a thread's place in the table is shared by others. */
    private record Named(long threadId, String name, int number) {
    }

    private final Texts texts;
    private final Named[] remembered = new Named[REMEMBERED];

    ThreadNames(Texts texts) {
        this.texts = texts;
    }

    /** {@return the number of this thread's name; {@link Texts#NONE} if there is no place for it} */
    int current() {
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        int index = (int) thread.threadId() & REMEMBERED - 1;
        Named named = remembered[index];
        if (named == null || named.threadId() != thread.threadId() || !named.name().equals(name)) {
            // A virtual thread has no name unless it was given one.
            named = new Named(thread.threadId(), name, texts.internName(name.isEmpty() ? "virtual" : name));
            remembered[index] = named;
        }
        return named.number();
    }
}
