package org.malloc4j.boot;

/** The locks of a pool that no process is in: a copy that nobody else knows. */
final class NobodysLocks implements ByteLocks {

    @Override
    public boolean tryAcquire(int position) {
        return true;
    }

    @Override
    public void release(int position) {
        // Nobody else is there to take it.
    }

    @Override
    public Holder holder(int position) {
        return Holder.NOBODY;
    }
}
