package org.malloc4j.tck;

import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Sharing;

/**
 * A region in which an access fails, before it is made or, if it is a store, after: as when memory or stack run out.
 */
final class FailingRegion extends CrashRegion {
    private final boolean onlyOnce;
    private int failAt = Integer.MAX_VALUE;
    private int moments;
    private boolean failing;

    /**
     * @param image the memory
     * @param sharing whose
     * @param processes everybody
     * @param site where
     * @param onlyOnce whether the accesses after the one that failed succeed
     */
    FailingRegion(Image image, Sharing sharing, Processes processes, CrashSite site, boolean onlyOnce) {
        super(image, sharing, processes, site.backing());
        this.onlyOnce = onlyOnce;
    }

    /** From now on fails at one moment. @param moment which, from 0 */
    void failAt(int moment) {
        moments = 0;
        failing = false;
        failAt = moment;
    }

    /** From now on fails no more. {@return how many moments to fail at there were} */
    int stopFailing() {
        failAt = Integer.MAX_VALUE;
        failing = false;
        return moments;
    }

    @Override
    protected void accessing() {
        moment();
    }

    @Override
    protected void stored(Access.Kind kind) {
        // Whoever took a lock and never learnt of it could tell nobody. A compare-and-set fails before, or not at all.
        if (kind != Access.Kind.COMPARE_AND_SET) {
            moment();
        }
    }

    private void moment() {
        if (moments++ == failAt || failing) {
            failing = !onlyOnce;
            throw new Provoked();
        }
    }

    /** What the access fails with. */
    static final class Provoked extends OutOfMemoryError {
        private static final long serialVersionUID = 1L;

        Provoked() {
            super("provoked by the test");
        }
    }
}
