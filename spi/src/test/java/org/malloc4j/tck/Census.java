package org.malloc4j.tck;

/** Counts what was tried, for whoever reads the log. */
final class Census {
    private long operations;
    private long points;
    private final long[] images = new long[Survival.DEPTH + 1];

    /** One more operation was interrupted. @param places how many places there were to die at */
    void countOperation(int places) {
        operations++;
        points += places;
    }

    /** One more survivor. @param depth how many died before it */
    void countImage(int depth) {
        images[depth]++;
    }

    /** {@return how many images of death there were, at any depth} */
    long images() {
        long sum = 0;
        for (long count : images) {
            sum += count;
        }
        return sum;
    }

    @Override
    public String toString() {
        return "operations=" + operations + " crashPoints=" + points + " images=" + images() + " afterOneDeath="
                + images[1] + " afterTwo=" + images[2] + " afterThree=" + images[3] + " broken=0";
    }
}
