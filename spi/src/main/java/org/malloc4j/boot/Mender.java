package org.malloc4j.boot;

import org.malloc4j.spi.Recoverable;

/**
 * Mends what a thread of this process left behind when it died inside a heap. The next call of this process would, but
 * there may be none, and other processes would wait for it.
 *
 * @param heap the heap that others share
 */
record Mender(Recoverable heap) implements Runnable {

    @Override
    public void run() {
        heap.mend();
    }
}
